#include <filesystem>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "compliance/measure.h"
#include "compliance/sets.h"
#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "engine/name_map.h"
#include "report/compliance.h"
#include "workflow/judge_extractor.h"

namespace radgauge::cli {

namespace {

std::string formatted(const report::ComplianceReport& report, const std::string& format) {
  if (format == "csv") return report::compliance_csv(report);
  if (format == "json") return report::compliance_json(report);
  if (format == "junit") return report::compliance_junit(report);
  if (format == "markdown") return report::compliance_markdown(report);
  return report::compliance_table(report);
}

int exit_of(const report::ComplianceReport& report) {
  const reference::VerdictCounts n = report::deciding_counts(report);
  if (n.mismatch > 0) return exit_code(ErrorKind::wanting);
  return n.compared() == 0 ? exit_code(ErrorKind::nothing) : 0;
}

int run_ibsi(const Arguments& arguments) {
  if (arguments.has("features") && arguments.has("engine"))
    throw Error(ErrorKind::usage, "--features and --engine cannot stand together");
  if (arguments.has("map") && !arguments.has("features"))
    throw Error(ErrorKind::usage, "--map belongs to --features; an engine file has the key map");
  if (const std::string folder = arguments.text("write-inputs"); !folder.empty()) {
    compliance::write_inputs(folder);
    std::cerr << "radgauge: wrote phantom, empty table and README.md; fill the table, then\n  radgauge "
                 "ibsi --features "
              << shell_word((std::filesystem::path(folder) / "features.csv").string()) << "\n";
    return 0;
  }
  const report::ComplianceReport report = workflow::judge_extractor(
      {arguments.given("set"), arguments.text("data"), arguments.given("features"), arguments.text("map"),
       arguments.given("engine"), arguments.given("findings")},
      console());
  const std::string format = arguments.text("format", "table");
  write_output(arguments, formatted(report, format));
  if (format != "table" || arguments.text("output", "-") != "-") {
    for (const std::string& note : report.notes) std::cerr << "radgauge: note: " << note << "\n";
    std::cerr << "radgauge: " << report.extractor << ": " << report::compliance_verdict(report) << "\n";
  }
  return exit_of(report);
}

CommandOption text_option(const std::string& name, const std::string& value_name, const std::string& help,
                          std::vector<std::string> choices = {}) {
  return {name, "--" + name, OptionKind::text, value_name, help, false, std::move(choices)};
}

}  // namespace

Command ibsi_command() {
  return {
      "ibsi",
      "compares an extractor with the reference values of IBSI",
      "Measures the phantoms of IBSI 1 and, filtered, of IBSI 2 with the built-in extractor, or takes what another one found, and "
      "judges each value: match, mismatch, missing, not-standardised. A value matches if, rounded to three "
      "significant digits, it differs from the reference by no more than the published tolerance. Columns of "
      "csv: set, object, modality, filter, tag, ibsi_code, aggregation, value, reference, tolerance, "
      "verdict, consensus. Exit code 0: every standardised value that is claimed matches; 1: one does not; "
      "5: nothing was compared; 4: data is missing or wrong.",
      {text_option(
           "set", "SET[,SET...]",
           join(compliance::known_sets(), ", ") +
               "; all is digital, a to e and filters. Default: all, or digital if the CT phantom is not found"),
       text_option(
           "data", "DIR",
           "folder with the CT phantom or the validation set (default: environment variable RADGAUGE_DATA)"),
       text_option("features", "FILE",
                   "judge this table of another extractor: tidy, or as " + join(engine::name_maps(), ", ") +
                       " write it"),
       text_option("map", "NAME|FILE",
                   "how to read --features: tidy, " + join(engine::name_maps(), ", ") +
                       " or a file (default: by its header)"),
       text_option("engine", "FILE",
                   "run this engine (YAML with command, settings, map) on the phantoms and judge it"),
       text_option(
           "findings", "FILE",
           "CSV with set, object, modality, tag (patterns) and finding: text to show beside values that "
           "do not match"),
       text_option("write-inputs", "DIR",
                   "write the digital phantom, an empty table of its features and the settings, then end"),
       text_option("format", "FORMAT", "table (default), csv, json, junit or markdown",
                   {"table", "csv", "json", "junit", "markdown"}),
       output_option()},
      {"radgauge ibsi", "radgauge ibsi --write-inputs phantom",
       "radgauge ibsi --features phantom/features.csv --format junit -o ibsi.xml"},
      &run_ibsi};
}

}  // namespace radgauge::cli
