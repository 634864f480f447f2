#include "report/gate.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/shell.h"
#include "core/text.h"
#include "gate/baseline_text.h"
#include "gate/history.h"
#include "gate/judge.h"
#include "report/gate_history.h"
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

/// How many times the baseline's, 0 without the option.
double cost_limit(const Arguments& arguments, const std::string& option) {
  if (!arguments.has(option)) return 0;
  const auto times = parse_double(arguments.text(option));
  if (!times || !(*times >= 1 && std::isfinite(*times)))
    throw Error(ErrorKind::usage, "--" + option + " '" + arguments.text(option) + "' is no number from 1 on");
  return *times;
}

gate::GateOptions gate_options_of(const Arguments& arguments) {
  gate::GateOptions options;
  options.all = arguments.has("all");
  if (const std::string file = arguments.text("tolerance"); !file.empty())
    options.tolerances.rules = gate::named_tolerances(file);
  if (arguments.has("floor-factor")) {
    const auto factor = parse_double(arguments.text("floor-factor"));
    if (!factor || !(*factor >= 1 && std::isfinite(*factor)))
      throw Error(ErrorKind::usage,
                  "--floor-factor '" + arguments.text("floor-factor") + "' is no number from 1 on");
    options.tolerances.floor_factor = *factor;
  }
  options.costs = {cost_limit(arguments, "slower"), cost_limit(arguments, "memory")};
  return options;
}

/// One of --save, --baseline and --history; what belongs to one is not given with another.
void check_gate_arguments(const Arguments& arguments) {
  if (arguments.has("save") + arguments.has("baseline") + arguments.has("history") != 1)
    throw Error(ErrorKind::usage,
                "give --save FILE, to record a baseline, --baseline FILE, to compare with one, or --history "
                "DIR..., to chart several runs");
  if (arguments.has("history") == arguments.has("folder"))
    throw Error(ErrorKind::usage,
                arguments.has("folder")
                    ? "--history takes its folders itself, the first of which is the reference: "
                      "radgauge gate --history OLD NEW NEWER"
                    : "give the folder of a run: radgauge gate DIR --save FILE");
  if (arguments.has("history") && arguments.has("accept"))
    throw Error(ErrorKind::usage, "--accept rewrites the file of --baseline, and a history has none");
  if (arguments.has("accept") && !arguments.has("reason"))
    throw Error(ErrorKind::usage, "--accept FEATURE and --reason TEXT go together");
  if (arguments.has("reason") && !arguments.has("accept") && !arguments.has("save"))
    throw Error(ErrorKind::usage, "--reason TEXT goes with --accept FEATURE, or with --save FILE");
  if (arguments.has("save") && arguments.has("accept"))
    throw Error(ErrorKind::usage,
                "--accept rewrites the file of --baseline; with --save everything is accepted");
  if (arguments.has("costs") && !arguments.has("save"))
    throw Error(ErrorKind::usage, "--costs goes with --save; --slower and --memory hold a run against them");
  if (arguments.has("reason") && trim(arguments.text("reason")).empty())
    throw Error(ErrorKind::usage, "--reason is empty; say why the values are right now");
}

/// With what was accepted before; `reason`, where it is given, is that of everything that is new, gone or
/// moved since.
int save(gate::Baseline now, const std::string& path, const std::string& reason) {
  now.accepted = gate::accepted_in(path);
  if (!reason.empty()) {
    now.accepted.push_back({"*", reason, utc_now().substr(0, 10)});
    std::sort(now.accepted.begin(), now.accepted.end());
  }
  gate::save_baseline(now, path);
  std::cerr << path << ": " << count_text(now.values.size()) << " values of "
            << count_text(now.objects.size()) << " objects, " << count_text(now.conditions.size())
            << " conditions and " << count_text(now.features.size()) << " features\n";
  return 0;
}

int run_history(const Arguments& arguments, const gate::GateOptions& options) {
  const gate::History history = gate::history_of_folders(arguments.list("history"), options);
  const std::string format = arguments.text("format", "table");
  if (format == "csv")
    write_output(arguments, report::history_csv(history));
  else if (format == "html")
    write_output(arguments, report::history_html(history));
  else if (format == "table")
    write_output(arguments, report::history_table(history));
  else
    throw Error(ErrorKind::usage, "--history has the formats table, csv and html, not " + format);
  return history.holds() ? 0 : exit_code(ErrorKind::wanting);
}

/// The command that looks inside the cell of the worst value that moved.
void say_how_to_explain(const gate::GateResult& result) {
  for (const report::GateFeature& feature : report::gate_features(result)) {
    if (feature.worst->verdict != gate::Verdict::moved) continue;
    std::cerr << "to see the voxel: radgauge explain STUDY --before STUDY|TRACE --cell "
              << shell_word(result.objects[feature.worst->object] +
                            "::" + result.conditions[feature.worst->condition])
              << "\n";
    return;
  }
}

int run_gate(const Arguments& arguments) {
  check_gate_arguments(arguments);
  const gate::GateOptions options = gate_options_of(arguments);
  const ThreadLimit limit(threads_of(arguments));
  if (arguments.has("history")) return run_history(arguments, options);
  const std::string path = arguments.text("baseline");
  gate::Baseline before;
  if (!path.empty()) before = gate::read_baseline(path);
  const analysis::FinishedRun run = analysis::read_run(arguments.text("folder"));
  gate::Baseline now = gate::make_baseline(run);
  if (!path.empty() || arguments.has("costs")) now.costs = gate::costs_of(run);
  if (path.empty()) return save(std::move(now), arguments.text("save"), trim(arguments.text("reason")));
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
              << " --reason TEXT writes the baseline anew, with what was accepted before\n";
  const std::string format = arguments.text("format", "table");
  if (format == "html") throw Error(ErrorKind::usage, "html is a format of --history; give another");
  for (const GateFormat& known : kGateFormats)
    if (known.name == format) write_output(arguments, known.text(result));
  if (format == "table") say_how_to_explain(result);
  if (format != "table")
    std::cerr << (result.holds() ? "passed: " : "failed: ") << report::gate_sentence(result) << "\n";
  return gate::exit_code(result);
}

std::vector<std::string> gate_format_names() {
  std::vector<std::string> names;
  for (const GateFormat& format : kGateFormats) names.emplace_back(format.name);
  names.emplace_back("html");
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
      "(--tolerance FILE; columns feature, absolute, relative; the first pattern that matches counts), or as IBSI allows "
      "for its reference values, as a share of them (--tolerance ibsi:c, or another of configurations a to e).\n"
      "Verdicts: same, moved, missing (feature, object, condition, question or cell gone, or the cell failed), new. "
      "first_step is the first of image (as resampled, with its maps), mask, resegmented, discretised, matrix, "
      "value that differs for the cell; value, where nothing is known of the steps. Settings and inputs that differ are told as "
      "causes and never refused.\n"
      "--accept FEATURE --reason TEXT takes the values of a feature (or pattern) into the baseline and keeps the "
      "reason there; what is new or gone is taken by --save FILE --reason TEXT, which keeps what was accepted before.\n"
      "--history DIR... is the control chart of a study that is run again and again: each run against the first, "
      "the largest difference of each feature in tolerances. --costs keeps what the run took in the baseline; "
      "--slower and --memory fail a run that takes so many times more. Formats: table; csv; json; junit; github (annotations of the ten worst features); markdown "
      "(a step summary of at most 50 rows); gitlab (code quality). Exit codes: 0 every value and decision stands; "
      "1 a value moved or is missing, a certificate was lost, more cells failed, or a cost is beyond its limit; 2 usage; 4 there is no such "
      "run or baseline.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run or an import"},
       {"save", "--save", OptionKind::text, "FILE", "baseline to write"},
       {"baseline", "--baseline", OptionKind::text, "FILE", "baseline to compare with"},
       {"history", "--history", OptionKind::list, "DIR...",
        "runs of one study in their order: each is held against the first, and charted"},
       {"format", "--format", OptionKind::text, "FORMAT",
        "table (default), csv, json, junit, github, markdown, gitlab; of a history table, csv, html", false,
        gate_format_names()},
       {"all", "--all", OptionKind::flag, "", "rows of values that are the same, too"},
       {"tolerance", "--tolerance", OptionKind::text, "FILE|ibsi:SET",
        "table of tolerances, or IBSI's of one of its sets"},
       {"floor-factor", "--floor-factor", OptionKind::text, "X", "times the numerical floor (default 10)"},
       {"costs", "--costs", OptionKind::flag, "", "record time per cell and memory, too"},
       {"slower", "--slower", OptionKind::text, "X",
        "fail if a cell takes more than X times the baseline's time, in yardsticks of each machine"},
       {"memory", "--memory", OptionKind::text, "X",
        "fail if the run took more than X times the baseline's memory"},
       {"accept", "--accept", OptionKind::text, "FEATURE", "feature or pattern to take into the baseline"},
       {"reason", "--reason", OptionKind::text, "TEXT",
        "why, kept in the baseline (with --accept or --save)"},
       output_option(),
       threads_option()},
      {"radgauge gate results --save baseline.csv", "radgauge gate results --baseline baseline.csv",
       "radgauge gate --history run-1 run-2 run-3 --format html -o history.html",
       "radgauge gate results --baseline baseline.csv --accept stat_kurt --reason 'excess kurtosis, as IBSI says'"},
      &run_gate};
}

}  // namespace radgauge::cli
