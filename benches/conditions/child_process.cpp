#include <iostream>
#include <sstream>

#include "common/own_process.h"
#include "conditions/measured_run.h"
#include "core/error.h"
#include "core/text.h"

namespace radgauge::bench {

namespace {

constexpr const char* kChild = "--radgauge_child";

std::string to_line(const MeasuredRun& run) {
  std::string text = to_text(run.seconds) + " ";
  for (const double s : run.stage_seconds) text += to_text(s) + " ";
  return text + to_text(run.cpu_seconds) + " " + to_text(run.cells) + " " + to_text(run.peak_memory_bytes) +
         " " + run.values_hash + " " + run.problem + "\n";
}

MeasuredRun from_line(const std::string& line) {
  std::istringstream in(line);
  const auto number = [&] {
    std::string word;
    in >> word;
    const auto value = parse_double(word);
    if (!value) throw Error(ErrorKind::internal, "the process of a run ended early");
    return *value;
  };
  MeasuredRun run;
  run.seconds = number();
  for (double& s : run.stage_seconds) s = number();
  run.cpu_seconds = number();
  run.cells = number();
  run.peak_memory_bytes = number();
  in >> run.values_hash;
  std::getline(in, run.problem);
  run.problem = trim(run.problem);
  return run;
}

}  // namespace

MeasuredRun run_in_child(const RunSettings& settings, bool verify) {
  return from_line(
      output_of_own_process({"conditions_bench", kChild, settings.object, settings.spacing_mm,
                             settings.threads, settings.noise_repeats, verify ? "verify" : "time"}));
}

std::optional<int> run_as_child(int argc, char** argv) {
  if (argc != 7 || std::string_view(argv[1]) != kChild) return std::nullopt;
  MeasuredRun run;
  try {
    run = run_here({argv[2], argv[3], argv[4], argv[5]}, std::string_view(argv[6]) == "verify");
  } catch (const std::exception& error) {
    run.values_hash = "none";
    run.problem = error.what();
  }
  std::cout << to_line(run);
  return 0;
}

}  // namespace radgauge::bench
