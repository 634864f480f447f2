// Writes coverage.csv, coverage.md and, of finished studies, coverage_plasmode.csv into a folder.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "coverage/plasmode.h"
#include "coverage/record.h"
#include "io/files.h"

int main(int argc, char** argv) {
  namespace coverage = radgauge::coverage;
  CLI::App app{"Simulates the coverage of the intervals that radgauge prints"};
  std::string folder = "results/compliance", only;
  std::int64_t replications = 10000;
  std::uint64_t seed = 20261125;
  app.add_option("-o,--output", folder, "folder of coverage.csv and coverage.md");
  app.add_option("--replications", replications, "of each design")->check(CLI::Range(1, 100000000));
  app.add_option("--seed", seed);
  app.add_option("--only", only, "only designs whose name contains this text");
  std::vector<std::string> runs;
  std::int64_t draws = 400;
  app.add_option("--run", runs,
                 "folder of a finished study whose patients are drawn anew; repeat for several");
  app.add_option("--draws", draws, "studies of each size drawn from a run")->check(CLI::Range(1, 1000000));
  CLI11_PARSE(app, argc, argv);
  std::vector<coverage::Design> designs = coverage::all_designs();
  std::erase_if(designs, [&](const coverage::Design& d) { return d.name().find(only) == std::string::npos; });
  if (designs.empty()) {
    std::cerr << "coverage_simulation: no design is called like '" << only << "'\n";
    return 2;
  }
  try {
    std::filesystem::create_directories(folder);
    const auto results = coverage::simulate(designs, replications, seed);
    radgauge::io::write_file(folder + "/coverage.csv", coverage::record_csv(results));
    std::string text = coverage::record_markdown(results, replications, seed);
    if (!runs.empty()) {
      const auto rows = coverage::plasmode(runs, draws, seed);
      radgauge::io::write_file(folder + "/coverage_plasmode.csv", coverage::plasmode_csv(rows));
      text += coverage::plasmode_markdown(rows, draws);
    }
    radgauge::io::write_file(folder + "/coverage.md", text);
  } catch (const std::exception& error) {
    std::cerr << "coverage_simulation: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
