#include "report/gate.h"

#include <cmath>
#include <filesystem>
#include <iostream>

#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/text.h"
#include "gate/baseline_text.h"
#include "gate/judge.h"
#include "io/files.h"
#include "report/gate_summary.h"

namespace radgauge::cli {

namespace {

struct GateFormat {
  const char* name;
  std::string (*text)(const gate::GateResult& result);
};
constexpr GateFormat kGateFormats[] = {{"table", &report::gate_table},   {"csv", &report::gate_csv},
                                       {"json", &report::gate_json},     {"junit", &report::gate_junit},
                                       {"github", &report::gate_github}, {"markdown", &report::gate_markdown},
                                       {"gitlab", &report::gate_gitlab}};

gate::GateOptions gate_options_of(const Arguments& arguments) {
  gate::GateOptions options;
  options.all = arguments.has("all");
  if (const std::string file = arguments.text("tolerance"); !file.empty())
    options.tolerances.rules = gate::read_tolerances(file);
  if (arguments.has("floor-factor")) {
    const auto factor = parse_double(arguments.text("floor-factor"));
    if (!factor || !(*factor >= 1 && std::isfinite(*factor)))
      throw Error(ErrorKind::usage,
                  "--floor-factor '" + arguments.text("floor-factor") + "' is no number from 1 on");
    options.tolerances.floor_factor = *factor;
  }
  return options;
}

/// One of --save and --baseline; what belongs to the latter is not given without it.
void check_gate_arguments(const Arguments& arguments) {
  if (arguments.has("save") == arguments.has("baseline"))
    throw Error(ErrorKind::usage,
                "give --save FILE, to record a baseline, or --baseline FILE, to compare with one");
  if (arguments.has("accept") != arguments.has("reason"))
    throw Error(ErrorKind::usage, "--accept FEATURE and --reason TEXT go together");
  if (arguments.has("save") && arguments.has("accept"))
    throw Error(ErrorKind::usage,
                "--accept rewrites the file of --baseline; with --save everything is accepted");
  if (arguments.has("reason") && trim(arguments.text("reason")).empty())
    throw Error(ErrorKind::usage, "--reason is empty; say why the values are right now");
}

/// What was accepted before stays told, where the file is a baseline that can be read.
std::vector<gate::Acceptance> accepted_before(const std::string& path) {
  if (!io::file_exists(path)) return {};
  try {
    return gate::read_baseline(path).accepted;
  } catch (const Error&) {
    return {};
  }
}

int save(gate::Baseline now, const std::string& path) {
  now.accepted = accepted_before(path);
  gate::save_baseline(now, path);
  std::cerr << path << ": " << count_text(now.values.size()) << " values of "
            << count_text(now.objects.size()) << " objects, " << count_text(now.conditions.size())
            << " conditions and " << count_text(now.features.size()) << " features\n";
  return 0;
}

int run_gate(const Arguments& arguments) {
  check_gate_arguments(arguments);
  const gate::GateOptions options = gate_options_of(arguments);
  const ThreadLimit limit(threads_of(arguments));
  const std::string path = arguments.text("baseline");
  gate::Baseline before;
  if (!path.empty()) before = gate::read_baseline(path);
  const gate::Baseline now = gate::make_baseline(analysis::read_run(arguments.text("folder")));
  if (path.empty()) return save(now, arguments.text("save"));
  if (arguments.has("accept")) {
    before = gate::accept(before, now,
                          {arguments.text("accept"), trim(arguments.text("reason")), utc_now().substr(0, 10)},
                          options);
    gate::save_baseline(before, path);
    before = gate::read_baseline(path);  // the verdict is that of the file
    std::cerr << path << " was rewritten: " << arguments.text("accept") << " is accepted\n";
  }
  const gate::GateResult result = gate::judge(before, now, options);
  const auto untold = result.count(gate::Verdict::added) + result.count(gate::Verdict::missing);
  if (arguments.has("accept") && untold > 0)
    std::cerr << untold << " values are new or gone, which --accept does not take; --save " << path
              << " writes the baseline anew, with what was accepted before\n";
  const std::string format = arguments.text("format", "table");
  for (const GateFormat& known : kGateFormats)
    if (known.name == format) write_output(arguments, known.text(result));
  if (format != "table")
    std::cerr << (result.holds() ? "passed: " : "failed: ") << report::gate_sentence(result) << "\n";
  return gate::exit_code(result);
}

std::vector<std::string> gate_format_names() {
  std::vector<std::string> names;
  for (const GateFormat& format : kGateFormats) names.emplace_back(format.name);
  return names;
}

}  // namespace

Command gate_command() {
  return {
      "gate",
      "fails when a value of a run is not that of a baseline, and says where it first differs",
      "--save records a run as sorted text for a repository: every value and status, decisions, settings, hashes of "
      "inputs, the numerical floor of each feature, and checksums of what the extractor had in hand step by step. "
      "--baseline compares a run with it, by the names of objects, conditions and features: the order of a cohort "
      "table and the number of threads are no change. Two values are the same within the larger of 1e-9 of their "
      "size and the numerical floor of the feature times --floor-factor, or as a table of tolerances says "
      "(--tolerance; columns feature, absolute, relative; the first pattern that matches counts).\n"
      "Verdicts: same, moved, missing (feature, object, condition, question or cell gone, or the cell failed), new. "
      "first_step is the first of image (as resampled, with its maps), mask, resegmented, discretised, matrix, "
      "value that differs for the cell; value, where nothing is known of the steps. Settings and inputs that differ are told as "
      "causes and never refused.\n"
      "--accept FEATURE --reason TEXT takes the values of a feature (or pattern) into the baseline and keeps the "
      "reason there. Formats: table; csv; json; junit; github (annotations of the ten worst features); markdown "
      "(a step summary of at most 50 rows); gitlab (code quality). Exit codes: 0 every value and decision stands; "
      "1 a value moved or is missing, a certificate was lost, or more cells failed; 2 usage; 4 there is no such "
      "run or baseline.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run or an import", true},
       {"save", "--save", OptionKind::text, "FILE", "baseline to write"},
       {"baseline", "--baseline", OptionKind::text, "FILE", "baseline to compare with"},
       {"format", "--format", OptionKind::text, "FORMAT",
        "table (default), csv, json, junit, github, markdown, gitlab", false, gate_format_names()},
       {"all", "--all", OptionKind::flag, "", "rows of values that are the same, too"},
       {"tolerance", "--tolerance", OptionKind::text, "FILE", "table of tolerances"},
       {"floor-factor", "--floor-factor", OptionKind::text, "X", "times the numerical floor (default 10)"},
       {"accept", "--accept", OptionKind::text, "FEATURE", "feature or pattern to take into the baseline"},
       {"reason", "--reason", OptionKind::text, "TEXT", "why, kept in the baseline"},
       output_option(),
       threads_option()},
      {"radgauge gate results --save baseline.csv", "radgauge gate results --baseline baseline.csv",
       "radgauge gate results --baseline baseline.csv --accept stat_kurt --reason 'excess kurtosis, as IBSI says'"},
      &run_gate};
}

}  // namespace radgauge::cli
