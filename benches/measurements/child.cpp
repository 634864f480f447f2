#include <chrono>
#include <ctime>
#include <iostream>
#include <sstream>

#include "analysis/analysis.h"
#include "analysis/finished_run.h"
#include "common/own_process.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/text.h"
#include "measurements/made_run.h"
#include "report/run_files.h"
#include "runner/runner.h"

namespace radgauge::bench {

namespace {

constexpr const char* kChild = "--radgauge_child";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

AnalysedRun analyse_here(const std::string& folder) {
  AnalysedRun out;
  keep_freed_memory();  // as the command line does
  auto start = std::chrono::steady_clock::now();
  const analysis::FinishedRun run = analysis::read_run(folder);
  out.load_s = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const analysis::StudyResults results = analysis::analyse(run.study, run.plan, *run.measurements);
  out.analysis_s = seconds_since(start);
  start = std::chrono::steady_clock::now();
  std::size_t length = 0;
  for (const report::RunFile& file : report::run_files())
    length += file.text({run.study, run.plan, *run.measurements, results}).size();
  out.files_s = seconds_since(start);
  if (length == 0) throw Error(ErrorKind::internal, "the analysis wrote nothing");
  out.cpu_s = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  out.peak_mib = runner::peak_memory_bytes() / 1048576;
  out.bytes_per_value =
      static_cast<double>(run.measurements->bytes()) /
      static_cast<double>(run.measurements->n_cells() * run.measurements->tables().features.size());
  return out;
}

}  // namespace

AnalysedRun analyse_in_child(const std::string& folder) {
  const std::string text = output_of_own_process({"measurements_bench", kChild, folder});
  AnalysedRun out;
  std::istringstream in(text);
  in >> out.load_s >> out.analysis_s >> out.files_s >> out.cpu_s >> out.peak_mib >> out.bytes_per_value;
  if (!in) throw Error(ErrorKind::internal, "the process of an analysis ended early: " + text);
  return out;
}

bool run_as_child(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != kChild) return false;
  try {
    const AnalysedRun run = analyse_here(argv[2]);
    std::cout << run.load_s << " " << run.analysis_s << " " << run.files_s << " " << run.cpu_s << " "
              << run.peak_mib << " " << run.bytes_per_value << "\n";
  } catch (const std::exception& error) {
    std::cout << error.what() << "\n";
  }
  return true;
}

}  // namespace radgauge::bench
