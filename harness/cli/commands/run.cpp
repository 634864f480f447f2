#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "report/crossing_text.h"
#include "runner/engine_check.h"
#include "study/selection.h"
#include "workflow/dry_run.h"
#include "workflow/study_run.h"

namespace radgauge::cli {

namespace {

std::atomic<bool> g_stop{false};

/// A first interrupt ends the run after the units under way, a second one at once.
extern "C" void on_interrupt(int signal) {
  if (g_stop.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

/// What an interrupt during the analysis prints; nothing but write() is allowed there.
std::string g_how_to_resume;

/// Every cell is stored by then, so that the analysis can be left at any moment.
extern "C" void on_interrupt_of_analysis(int) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, g_how_to_resume.data(), g_how_to_resume.size());
  _exit(exit_code(ErrorKind::interrupted));
}

std::string resume_command(const Arguments& arguments, const std::string& folder) {
  return "  radgauge run " + shell_word(arguments.text("study")) + " -o " + shell_word(folder) +
         " --resume\n";
}

std::vector<bool> selection(const Arguments& arguments, const study::Study& study, const study::Plan& plan) {
  std::vector<bool> selected(plan.cells.size(), true);
  if (arguments.has("only")) selected = study::select_cells(study, plan, arguments.text("only"));
  if (const auto limit = arguments.integer("limit")) {
    if (*limit < 1) throw Error(ErrorKind::usage, "--limit " + to_text(*limit) + " is below 1");
    selected = study::limit_cells(study, plan, *limit, std::move(selected));
  }
  return selected;
}

/// 0 without --memory.
double memory_budget_of(const Arguments& arguments) {
  const auto memory = arguments.integer("memory");
  if (memory && *memory < 1)
    throw Error(ErrorKind::usage, "--memory " + to_text(*memory) + " is below 1 MiB");
  return static_cast<double>(memory.value_or(0)) * 1048576;
}

runner::RunOptions run_options_of(const Arguments& arguments) {
  runner::RunOptions options;
  options.threads = threads_of(arguments);
  options.memory_budget_bytes = memory_budget_of(arguments);
  options.stop = &g_stop;
  return options;
}

int interrupted(const Arguments& arguments, const std::string& folder, const runner::RunOutcome& outcome) {
  std::cerr << "radgauge: interrupted after " << outcome.cells_run
            << " cells; every finished cell is kept. Go on with:\n"
            << resume_command(arguments, folder);
  return exit_code(ErrorKind::interrupted);
}

int run_study(const Arguments& arguments) {
  // What is wrong with the command line is said before a folder is made.
  const ThreadLimit limit(threads_of(arguments));
  const runner::RunOptions options = run_options_of(arguments);
  workflow::StudyRun run(arguments.text("study"));
  const auto selected = selection(arguments, run.study(), run.plan());
  std::cerr << run.study().name << ": "
            << report::crossing_text(study::crossing(run.study(), run.plan()), run.plan().cells.size());
  const std::string folder = arguments.text("output", run.study().name + "-results");
  for (const std::string& note : runner::untold_settings(run.engine(), run.study()))
    if (!arguments.has("dry-run")) std::cerr << "radgauge: note: " << note << "\n";
  if (arguments.has("dry-run"))
    return workflow::dry_run(run.study(), run.plan(), run.engine(), selected, options.threads, folder,
                             arguments.has("resume"), std::cout);
  run.open(folder, arguments.has("resume"), selected, command_line());
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const runner::RunOutcome outcome = run.measure(options, console());
  if (outcome.interrupted) return interrupted(arguments, folder, outcome);
  g_how_to_resume = "radgauge: interrupted; every cell is measured and kept. Analyse them with:\n" +
                    resume_command(arguments, folder);
  std::signal(SIGINT, on_interrupt_of_analysis);
  std::signal(SIGTERM, on_interrupt_of_analysis);
  return run.finish(outcome.wall_seconds, console());
}

}  // namespace

Command run_command() {
  return {
      "run",
      "runs a study: from images to the report",
      "Writes the folder of results: certificate.html (when every cell of the plan is there), report.html, "
      "the same in short as report.md (for the summary of a CI job), junit.xml (a test case per question and "
      "feature), features.csv (one row per question and feature), agreement.csv (what each of those rows "
      "rests on), gauge.csv and dstudy.csv (gauge R&R and what averaging would give), critical.csv and "
      "dose_response.csv (of questions over an oat group: how much of each factor a feature bears), "
      "materials.csv and truth.csv (of phantoms: each material by itself, and scans against the truth), "
      "confounding.csv (what else a feature measures), worst_cases.csv, simulated_real.csv (what "
      "perturbations certified, and what a real repeat made of it), cells.csv (one row per cell with what "
      "each perturbation really did), summary.json, timings.csv, provenance.json, study.resolved.yaml, "
      "contact_sheets/ (what each group makes of the first object) and measurements.sqlite. A run that was "
      "stopped at any moment goes on with --resume and ends with the same bytes of features.csv and "
      "cells.csv. With `gate:` in the study the run is held against that baseline and leaves gate.json. Exit codes: 0 done; 1 not what the baseline says; 2 usage; 3 the study is not valid; 4 more cells failed than "
      "failures.max; 5 nothing could be measured; 130 interrupted.",
      {{"study", "", OptionKind::text, "STUDY", "study file (YAML)", true},
       {"output", "-o,--output", OptionKind::text, "DIR", "folder for the results (default: NAME-results)"},
       threads_option(),
       {"resume", "--resume", OptionKind::flag, "", "go on with the run in that folder"},
       {"dry-run", "--dry-run", OptionKind::flag, "",
        "open every header and mask, report every problem, disk, memory and time; measure nothing"},
       {"limit", "--limit", OptionKind::integer, "N",
        "only the first objects, until N cells are reached: a smoke run"},
       {"only", "--only", OptionKind::text, "PATTERN",
        "only cells whose object, condition, or OBJECT::CONDITION matches (* and ?)"},
       {"memory", "--memory", OptionKind::integer, "MIB",
        "memory budget; larger cells run one at a time (default: half of the machine)"}},
      {"radgauge run study.yaml -o results", "radgauge run study.yaml -o results --resume",
       "radgauge run study.yaml --only 'P01/1::noise.white:k=1#2' -o one-cell"},
      &run_study};
}

}  // namespace radgauge::cli
