#include "gate/costs.h"

#include <algorithm>

#include "core/error.h"
#include "core/operation.h"
#include "core/text.h"

namespace radgauge::gate {

namespace {

double meta_number(const analysis::FinishedRun& run, const std::string& key) {
  const auto& meta = run.store->tables().meta;
  const auto at = meta.find(key);
  return at == meta.end() ? kNaN : parse_double(at->second).value_or(kNaN);
}

double busy_seconds(const analysis::FinishedRun& run) {
  constexpr Stage kStages[] = {Stage::acquire, Stage::image, Stage::grid, Stage::mask, Stage::extraction};
  double sum = 0;
  for (const Stage stage : kStages) {
    const double seconds = meta_number(run, "seconds." + std::string(to_text(stage)));
    if (seconds == seconds) sum += seconds;
  }
  return sum;
}

const Cost* find_cost(const std::vector<Cost>& costs, const std::string& name) {
  const auto at =
      std::find_if(costs.begin(), costs.end(), [&](const Cost& cost) { return cost.name == name; });
  return at == costs.end() ? nullptr : &*at;
}

}  // namespace

std::vector<Cost> costs_of(const analysis::FinishedRun& run) {
  std::vector<Cost> costs;
  const double yardstick = meta_number(run, "seconds.yardstick");
  const auto cells = static_cast<double>(run.measurements->n_cells());
  const double busy = busy_seconds(run);
  if (yardstick > 0 && cells > 0 && busy > 0)
    costs.push_back({kTimeCost, busy / cells / yardstick, "yardstick"});
  if (const double bytes = meta_number(run, "peak_memory_bytes"); bytes > 0)
    costs.push_back({kMemoryCost, bytes / 1048576, "MiB"});
  return costs;
}

void check_costs(const std::vector<Cost>& before, const CostLimits& limits) {
  for (const auto& [name, limit] : {std::pair(kTimeCost, limits.time), {kMemoryCost, limits.memory}})
    if (limit > 0 && find_cost(before, name) == nullptr)
      throw Error(ErrorKind::usage, std::string("the baseline says no ") + name +
                                        ", so that a run cannot be held within " + to_text(limit) +
                                        " times of it; save it with radgauge gate DIR --save FILE --costs");
}

std::vector<JudgedCost> judge_costs(const std::vector<Cost>& before, const std::vector<Cost>& now,
                                    const CostLimits& limits) {
  check_costs(before, limits);
  std::vector<JudgedCost> judged;
  for (const auto& [name, limit] : {std::pair(kTimeCost, limits.time), {kMemoryCost, limits.memory}}) {
    const Cost *then = find_cost(before, name), *here = find_cost(now, name);
    if (then != nullptr && here != nullptr)
      judged.push_back({name, here->unit, then->value, here->value, limit});
    else if (limit > 0)
      throw Error(ErrorKind::usage, std::string("the run says no ") + name +
                                        ", so that it cannot be held within " + to_text(limit) +
                                        " times the baseline's; measure it anew");
  }
  return judged;
}

}  // namespace radgauge::gate
