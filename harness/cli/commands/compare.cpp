#include <cmath>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "report/comparison.h"

namespace radgauge::cli {

namespace {

double number_option(const Arguments& arguments, const std::string& name, double otherwise) {
  if (!arguments.has(name)) return otherwise;
  const std::string text = arguments.text(name);
  const auto value = parse_double(text);
  if (!value || !std::isfinite(*value))
    throw Error(ErrorKind::usage, "--" + name + " is '" + text + "'; it must be a finite number");
  return *value;
}

int run_compare(const Arguments& arguments) {
  agreement::CompareOptions options;
  options.margin = number_option(arguments, "margin", options.margin);
  options.bias_margin = number_option(arguments, "bias-margin", options.bias_margin);
  agreement::check_margins(options);
  const analysis::FinishedRun before = analysis::read_run(arguments.text("old")),
                              after = analysis::read_run(arguments.text("new"));
  analysis::require_complete(before);
  analysis::require_complete(after);
  const analysis::RunComparison comparison = analysis::compare_runs(before, after, options);
  const std::string format = arguments.text("format", "table");
  write_output(arguments, format == "csv"    ? report::comparison_csv(comparison)
                          : format == "json" ? report::comparison_json(comparison)
                                             : report::comparison_table(comparison));
  return analysis::exit_code(comparison);
}

}  // namespace

Command compare_command() {
  return {
      "compare",
      "compares two runs, before and after an upgrade",
      "For each question that both ask of the same conditions, and each feature: the ratio of the "
      "within-object SDs NEW/OLD, the test that it lies within 1/margin and margin (TOST), ICC and decision "
      "before and after. The interval of the ratio is two one-sided 95 % limits (90 %) of the "
      "delete-one-patient jackknife of ln wSD; a patient of the same name in both runs is left out of both "
      "at once. ratio_f_lower, ratio_f_upper are the F limits, which take all objects of both runs as "
      "independent and equally noisy: for reference. Where both runs measured the same files (equal hashes) "
      "the values under base are compared too: mean change by patient in wSD of OLD, TOST against "
      "--bias-margin with the sampling error of the change and of that SD in it (MOVER), and the object that "
      "changed most. Patients whose files differ are named.\n"
      "spread: equivalent (both limits within the margins), smaller, not larger (upper limit below the "
      "margin), larger (lower limit above it), undecided. change: kept, gained, lost (certified before, or lacking nothing but patients; now "
      "not certified, or without an estimate, or not refused before and gone: NEW does not measure the feature or ask the question), undecided (certified before, inconclusive now), still out. "
      "values: identical, equivalent, shifted, undecided. q values are Benjamini-Hochberg's over all rows of "
      "the comparison; larger and shifted need q < 0.05, the others hold feature by feature.\n"
      "Exit codes: 0 no certificate lost, nothing larger, nothing shifted; 1 at least one of them; 2 usage; "
      "4 there is no such run; 5 nothing could be compared, or a run is not complete. Undecided features do "
      "not change the exit code: read their number.",
      {{"old", "", OptionKind::text, "OLD", "folder of the run before", true},
       {"new", "", OptionKind::text, "NEW", "folder of the run after", true},
       {"margin", "--margin", OptionKind::text, "M",
        "largest ratio of the within-object SDs that counts as the same (default 1.25)"},
       {"bias-margin", "--bias-margin", OptionKind::text, "B",
        "largest bias of the values, in within-object SDs of OLD (default sqrt(M^2 - 1): what adds as much "
        "error as M allows; 0.75 for 1.25)"},
       {"format",
        "--format",
        OptionKind::text,
        "FORMAT",
        "table (default), csv or json",
        false,
        {"table", "csv", "json"}},
       output_option()},
      {"radgauge compare results-2025 results-2026",
       "radgauge compare before after --margin 1.5 --format csv -o c.csv"},
      &run_compare};
}

}  // namespace radgauge::cli
