#include "common/program.h"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "common/scans.h"
#include "core/build_info.h"
#include "core/machine.h"
#include "core/text.h"
#include "runner/runner.h"

namespace radgauge::bench {

namespace {

/// Google Benchmark's JSON without the fields that name the host and a folder of it.
class RecordReporter : public benchmark::JSONReporter {
 public:
  bool ReportContext(const Context& context) override {
    std::ostream& out = GetOutputStream();
    std::ostringstream text;
    SetOutputStream(&text);
    const bool go_on = JSONReporter::ReportContext(context);
    SetOutputStream(&out);
    std::istringstream lines(text.str());
    for (std::string line; std::getline(lines, line);)
      if (line.find("\"host_name\"") == std::string::npos && line.find("\"executable\"") == std::string::npos)
        out << line << (lines.eof() ? "" : "\n");
    return go_on;
  }
};

/// Google Benchmark 1.8 has `skipped` in place of `error_occurred`.
template <typename Run>
bool is_wrong(const Run& run) {
  if constexpr (requires { run.error_occurred; })
    return run.error_occurred;
  else
    return run.skipped != decltype(run.skipped){};
}

/// The usual table, and a count of the benches that found their result wrong.
class ConsoleReporter : public benchmark::ConsoleReporter {
 public:
  using benchmark::ConsoleReporter::ConsoleReporter;
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) wrong_ += is_wrong(run) ? 1 : 0;
    benchmark::ConsoleReporter::ReportRuns(runs);
  }
  int wrong() const { return wrong_; }

 private:
  int wrong_ = 0;
};

void describe_machine() {
  const char* commit =
      std::getenv("RADGAUGE_COMMIT");  // of the sources now; the build knows when it was set up
  benchmark::AddCustomContext("commit", commit != nullptr ? commit : source_commit());
  benchmark::AddCustomContext("radgauge", version_number());
  benchmark::AddCustomContext("cpu", processor_name());
  benchmark::AddCustomContext("memory_gib", to_rounded_text(runner::machine_memory_bytes() / 1073741824, 3));
  benchmark::AddCustomContext("compiler", compiler_name());
  benchmark::AddCustomContext("build_type", build_type());
  benchmark::AddCustomContext("flags", RADGAUGE_FLAGS);
  benchmark::AddCustomContext("scan", measured_scan());
}

}  // namespace

int run_benches(int argc, char** argv) {
  // Repetitions of all benches take turns, so that a busy minute does not fall on one of them alone.
  std::vector<std::string> texts{argv[0], "--benchmark_repetitions=5", "--benchmark_min_time=0.1",
                                 "--benchmark_enable_random_interleaving=true",
                                 "--benchmark_counters_tabular=true"};
  bool is_recorded = false;
  for (int i = 1; i < argc; ++i) {
    texts.emplace_back(argv[i]);
    is_recorded = is_recorded || texts.back().rfind("--benchmark_out=", 0) == 0;
  }
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  int count = static_cast<int>(texts.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  describe_machine();
  ConsoleReporter console(isatty(STDOUT_FILENO) != 0 ? benchmark::ConsoleReporter::OO_ColorTabular
                                                     : benchmark::ConsoleReporter::OO_Tabular);
  RecordReporter record;
  benchmark::RunSpecifiedBenchmarks(&console, is_recorded ? &record : nullptr);
  benchmark::Shutdown();
  return console.wrong() == 0 ? 0 : 1;
}

void add_bench(const std::string& name, Check check, std::function<double()> items, const std::string& unit,
               std::function<void()> work, int iterations) {
  const auto problem = std::make_shared<std::string>();
  const auto is_checked = std::make_shared<bool>(false);
  auto* bench = benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    if (!*is_checked) {
      try {
        *problem = check();
      } catch (const std::exception& error) {
        *problem = error.what();
      }
      *is_checked = true;
    }
    if (!problem->empty()) {
      state.SkipWithError(problem->c_str());
      return;
    }
    for (auto _ : state) work();
    using Counter = benchmark::Counter;
    state.counters["time_per_" + unit] =
        Counter(items(), static_cast<Counter::Flags>(Counter::kIsIterationInvariantRate | Counter::kInvert));
  });
  bench->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();  // of all threads
  if (iterations > 0) bench->Iterations(iterations)->Repetitions(2);
}

std::string compare(const std::string& what, double value, double expected, double tolerance) {
  if (std::abs(value - expected) <= tolerance) return "";
  return what + " is " + to_text(value) + ", expected " + to_text(expected) + " +- " + to_text(tolerance);
}

}  // namespace radgauge::bench
