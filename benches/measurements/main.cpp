// `radgauge analyse` without the command line: from a store to the text of every file of the results.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <map>

#include "common/program.h"
#include "core/text.h"
#include "measurements/made_run.h"

namespace radgauge::bench {

namespace {

/// Folders of made runs, which are gone when the program ends.
class Folders {
 public:
  Folders()
      : root_(std::filesystem::temp_directory_path() /
              ("radgauge_measurements_" + std::to_string(getpid()))) {}
  ~Folders() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  Folders(const Folders&) = delete;
  Folders& operator=(const Folders&) = delete;

  /// The folder of the run, and what is wrong with what is read from it; made once.
  const std::pair<std::string, std::string>& verified(const MadeRun& run) {
    const std::string name = std::to_string(run.cells()) + run.against;
    const auto [at, is_new] = made_.try_emplace(name);
    if (is_new) {
      at->second.first = (root_ / name).string();
      write_run(run, at->second.first);
      at->second.second = check_run(run, at->second.first);
    }
    return at->second;
  }

 private:
  std::filesystem::path root_;
  std::map<std::string, std::pair<std::string, std::string>> made_;
};

void measure(benchmark::State& state, Folders& folders, const MadeRun& run) {
  AnalysedRun sum;
  double n = 0;
  try {
    const auto& [folder, problem] = folders.verified(run);
    if (!problem.empty()) {
      state.SkipWithError(problem.c_str());
      return;
    }
    while (state.KeepRunning()) {
      const AnalysedRun one = analyse_in_child(folder);
      state.SetIterationTime(one.load_s + one.analysis_s + one.files_s);
      sum.load_s += one.load_s;
      sum.analysis_s += one.analysis_s;
      sum.files_s += one.files_s;
      sum.cpu_s += one.cpu_s;
      sum.peak_mib = std::max(sum.peak_mib, one.peak_mib);
      sum.bytes_per_value = one.bytes_per_value;
      ++n;
    }
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  state.counters["cells"] = static_cast<double>(run.cells());
  state.counters["load_s"] = sum.load_s / n;
  state.counters["analysis_s"] = sum.analysis_s / n;
  state.counters["files_s"] = sum.files_s / n;
  state.counters["cpu_s"] = sum.cpu_s / n;
  state.counters["peak_mib"] = sum.peak_mib;
  state.counters["bytes_per_value"] = sum.bytes_per_value;
}

void add(Folders& folders, const MadeRun& run) {
  const std::string name =
      "analyse_" + run.against + "/radgauge/" + to_text(static_cast<std::int64_t>(run.cells())) + "_cells";
  benchmark::RegisterBenchmark(name.c_str(),
                               [&folders, run](benchmark::State& state) { measure(state, folders, run); })
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

}  // namespace radgauge::bench

int main(int argc, char** argv) {
  using namespace radgauge::bench;
  if (run_as_child(argc, argv)) return 0;
  Folders folders;
  add(folders, {50, 10});
  for (const char* against : {"base", "each_other"}) add(folders, {1250, 40, against});
  return run_benches(argc, argv);
}
