#include <algorithm>
#include <iostream>
#include <map>
#include <numeric>

#include "common/program.h"
#include "common/scans.h"
#include "conditions/measured_run.h"

namespace radgauge::bench {

namespace {

/// The verified run of this object and spacing, on one thread; made once.
const MeasuredRun& verified(const RunSettings& settings) {
  static std::map<std::string, MeasuredRun> runs;
  const std::string key = settings.object + "/" + settings.spacing_mm + "/" + settings.noise_repeats;
  const auto found = runs.find(key);
  if (found != runs.end()) return found->second;
  return runs[key] = run_in_child({settings.object, settings.spacing_mm, "1", settings.noise_repeats}, true);
}

void measure(benchmark::State& state, const RunSettings& settings) {
  MeasuredRun sum;
  double peak = 0;
  double runs = 0;
  try {
    const MeasuredRun& expected = verified(settings);
    std::string problem = expected.problem;
    while (problem.empty() && state.KeepRunning()) {
      const MeasuredRun run = run_in_child(settings, false);
      problem = run.problem;
      if (problem.empty() && run.values_hash != expected.values_hash)
        problem = "values differ from those of the verified run on one thread";
      state.SetIterationTime(run.seconds);
      for (std::size_t i = 0; i < sum.stage_seconds.size(); ++i) sum.stage_seconds[i] += run.stage_seconds[i];
      sum.seconds += run.seconds;
      sum.cpu_seconds += run.cpu_seconds;
      sum.cells += run.cells;
      peak = std::max(peak, run.peak_memory_bytes);
      ++runs;
    }
    if (!problem.empty()) {
      state.SkipWithError(problem.c_str());
      return;
    }
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  state.counters["conditions_per_s"] = sum.cells / sum.seconds;
  state.counters["conditions"] = sum.cells / runs;
  state.counters["cpu_s"] = sum.cpu_seconds / runs;
  constexpr const char* kStages[] = {"acquire_s", "image_s", "grid_s", "mask_s", "extraction_s"};
  for (std::size_t i = 0; i < sum.stage_seconds.size(); ++i)
    state.counters[kStages[i]] = sum.stage_seconds[i] / runs;
  const double stages = std::accumulate(sum.stage_seconds.begin(), sum.stage_seconds.end(), 0.0);
  state.counters["outside_percent"] = 100 * (1 - stages / sum.cpu_seconds);
  state.counters["peak_mib"] = peak / 1048576;
}

void add_bench(const RunSettings& settings, const std::string& suffix = "") {
  const std::string name = "study/radgauge/" + settings.object + "/" + settings.spacing_mm + "mm/" +
                           settings.threads + (settings.threads == "1" ? "thread" : "threads") + suffix;
  benchmark::RegisterBenchmark(name.c_str(),
                               [settings](benchmark::State& state) { measure(state, settings); })
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

void add_benches(const std::string& object) {
  for (const char* spacing : {"1", "2"})
    for (const char* threads : {"1", "2"}) add_bench({object, spacing, threads});
  // Eight times as many conditions: their cost and the memory they need.
  add_bench({object, "2", "2", "173"}, "/192_conditions");
}

}  // namespace

}  // namespace radgauge::bench

int main(int argc, char** argv) {
  using namespace radgauge::bench;
  if (const auto code = run_as_child(argc, argv)) return *code;
  add_benches("lesion");
  if (has_ct_phantom())
    add_benches("ct_phantom");
  else
    std::cerr << "The IBSI 1 CT phantom is left out: set RADGAUGE_DATA to the folder that holds "
              << kPhantomImage << " and " << kPhantomMask << ".\n";
  return run_benches(argc, argv);
}
