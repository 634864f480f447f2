#include "gate/history.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "core/error.h"

namespace radgauge::gate {

namespace {

using Sizes = std::map<std::string, std::vector<double>>;

HistoryRun history_run(const std::string& name, const GateResult& result) {
  HistoryRun run;
  run.name = name;
  run.engine = result.engine_now;
  run.same = result.count(Verdict::same);
  run.moved = result.count(Verdict::moved);
  run.missing = result.count(Verdict::missing);
  run.added = result.count(Verdict::added);
  run.failed_cells = result.failed_now;
  run.lost_decisions = std::count_if(result.decisions.begin(), result.decisions.end(),
                                     [](const GateDecision& d) { return d.lost(); });
  run.costs = result.costs;
  run.holds = result.holds();
  return run;
}

/// The largest difference of each feature in this run; values that both lack alike are no difference.
void add_sizes(const GateResult& result, std::size_t run, std::size_t n_runs, Sizes& sizes) {
  for (const std::string& feature : result.features)
    sizes.try_emplace(feature, std::vector<double>(n_runs, 0.0));
  for (const GateRow& row : result.rows) {
    if (row.verdict == Verdict::added) continue;
    if (row.verdict == Verdict::same && (row.status_before != Status::ok || row.before == row.now)) continue;
    double& size = sizes.at(result.features[row.feature])[run];
    size = std::max(size, row.size());
  }
}

}  // namespace

bool History::holds() const {
  return std::all_of(runs.begin(), runs.end(), [](const HistoryRun& run) { return run.holds; });
}

History history_of(const std::vector<std::pair<std::string, Baseline>>& runs, const GateOptions& options) {
  if (runs.size() < 2)
    throw Error(ErrorKind::usage,
                "a history has two runs or more, the first of which the others are held against");
  GateOptions all = options;
  all.all = true;
  History out;
  Sizes sizes;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const GateResult result = judge(runs.front().second, runs[r].second, all);
    if (r == 0) out.study = result.study;
    out.runs.push_back(history_run(runs[r].first, result));
    add_sizes(result, r, runs.size(), sizes);
  }
  for (auto& [name, size] : sizes) {
    const bool left = std::any_of(size.begin(), size.end(), [](double s) { return !(s <= 1); });
    out.features.push_back({name, std::move(size), left});
  }
  const auto largest = [](const HistoryFeature& f) {
    return *std::max_element(f.size.begin(), f.size.end());
  };
  std::stable_sort(out.features.begin(), out.features.end(),
                   [&](const HistoryFeature& a, const HistoryFeature& b) { return largest(a) > largest(b); });
  return out;
}

History history_of_folders(const std::vector<std::string>& folders, const GateOptions& options) {
  std::vector<std::pair<std::string, Baseline>> runs;
  for (const std::string& folder : folders) {
    const analysis::FinishedRun run = analysis::read_run(folder);
    runs.emplace_back(std::filesystem::path(folder).lexically_normal().filename().string(),
                      make_baseline(run));
    if (runs.back().first.empty()) runs.back().first = folder;
    runs.back().second.costs = costs_of(run);
  }
  return history_of(runs, options);
}

}  // namespace radgauge::gate
