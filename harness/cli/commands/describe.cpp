#include <iostream>

#include "cli/command_pages.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "report/scanner_page.h"
#include "study/scanners.h"

namespace radgauge::cli {

namespace {

/// "fleet": every scanner that comes with radgauge and can be measured.
std::vector<study::ScannerUse> scanners_called(const std::string& name) {
  if (name != "fleet") return {study::read_scanner(name, "")};
  std::vector<study::ScannerUse> scanners;
  for (const std::string& one : study::fleet_names())
    if (study::ScannerUse scanner = study::read_scanner(one, ""); scanner.kind->self_test != nullptr)
      scanners.push_back(std::move(scanner));
  return scanners;
}

int measure_scanners(const Arguments& arguments) {
  std::vector<report::MeasuredScanner> measured;
  const auto seed = static_cast<std::uint64_t>(arguments.integer("seed").value_or(1));
  for (const study::ScannerUse& scanner : scanners_called(arguments.text("name"))) {
    if (scanner.kind->self_test == nullptr)
      throw Error(ErrorKind::usage, "nothing is predicted of a scanner of modality " + scanner.kind->id +
                                        ", so that there is nothing to measure");
    measured.push_back({scanner.name, study::scanner_text(scanner),
                        scanner.kind->self_test(scanner.values, scanner.tables, seed)});
  }
  const std::string format = arguments.text("format", "markdown");
  write_output(arguments, format == "csv"    ? report::scanner_csv(measured)
                          : format == "json" ? report::scanner_json(measured)
                          : format == "html" ? report::scanner_html(measured)
                                             : report::scanner_markdown(measured));
  for (const report::MeasuredScanner& scanner : measured)
    if (!scanner.holds()) return exit_code(ErrorKind::wanting);
  return 0;
}

int run_describe(const Arguments& arguments) {
  if (arguments.has("measure")) return measure_scanners(arguments);
  const std::string name = arguments.text("name");
  const std::string format = arguments.text("format", "markdown");
  if (format != "markdown" && format != "yaml")
    throw Error(ErrorKind::usage, "--format " + format + " is of --measure; leave it out, or measure");
  const std::optional<std::string> file = study::fleet_text(name);
  if (format == "yaml" && !file)
    throw Error(ErrorKind::usage, "--format yaml writes the file of a scanner, and " + name +
                                      " is none; known: " + join(study::fleet_names(), ", "));
  write_output(arguments, format == "yaml" ? *file : pages::describe(name, command_pages()));
  return 0;
}

}  // namespace

Command describe_command() {
  return {
      "describe",
      "describes one perturbation, phantom, scanner, filter, preset, feature, command or map of the study file",
      "Writes a page in Markdown: what is computed, the parameters with defaults, units and ranges, "
      "and the source. Of a scanner it writes the file, to be copied and edited; with --measure the scanner scans "
      "objects with closed forms, and the page has what its file promises beside what its scans show (exit code "
      "1 where they differ by more than is allowed).",
      {{"name", "", OptionKind::text, "NAME",
        "a name that `radgauge list` prints, an IBSI code, or a scanner file; with --measure also `fleet`, all "
        "scanners that come with radgauge",
        true},
       {"measure", "--measure", OptionKind::flag, "", "measure a scanner, and compare with its prediction"},
       {"seed", "--seed", OptionKind::integer, "N", "seed of the noise (default 1)"},
       {"format",
        "--format",
        OptionKind::text,
        "FORMAT",
        "of --measure (default markdown); yaml: the file of a scanner alone, without --measure",
        false,
        {"markdown", "csv", "json", "html", "yaml"}},
       {"output", "-o,--output", OptionKind::text, "FILE", "file to write (default standard output)"}},
      {"radgauge describe geom.rotate", "radgauge describe ct-1mm", "radgauge describe ct-screen",
       "radgauge describe group", "radgauge describe CT-B --measure",
       "radgauge describe CT-B --format yaml -o my-scanner.yaml"},
      &run_describe};
}

}  // namespace radgauge::cli
