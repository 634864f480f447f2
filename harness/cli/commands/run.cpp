#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "analysis/drift_table.h"
#include "cli/command.h"
#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/shell.h"
#include "core/text.h"
#include "core/yardstick.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "report/crossing_text.h"
#include "runner/calibration.h"
#include "runner/engine_check.h"
#include "study/scanner_systems.h"
#include "study/selection.h"
#include "workflow/contact_sheets.h"
#include "workflow/dry_run.h"
#include "workflow/finish_run.h"
#include "workflow/judged_run.h"
#include "workflow/progress.h"

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

runner::RunOptions options_of(const Arguments& arguments, std::vector<bool> selected,
                              workflow::ProgressDisplay& display) {
  runner::RunOptions options;
  options.threads = threads_of(arguments);
  options.memory_budget_bytes = memory_budget_of(arguments);
  options.selected = std::move(selected);
  options.stop = &g_stop;
  options.progress = [&display](const runner::RunProgress& progress) { display.show(progress); };
  return options;
}

void save_times(store::Store& store, const runner::RunOutcome& outcome, double yardstick) {
  const auto add = [&](const std::string& key, double seconds) {
    const auto before = store.tables().meta.find(key);
    const double sum =
        seconds + (before == store.tables().meta.end() ? 0 : parse_double(before->second).value_or(0));
    store.set_meta(key, to_text(sum));
  };
  constexpr Stage kStages[] = {Stage::acquire, Stage::image, Stage::grid, Stage::mask, Stage::extraction};
  for (std::size_t i = 0; i < outcome.seconds.size(); ++i)
    add("seconds." + std::string(to_text(kStages[i])), outcome.seconds[i]);
  add("seconds.wall", outcome.wall_seconds);
  if (outcome.cells_run > 0) store.set_meta("seconds.yardstick", to_text(yardstick));
  store.set_meta("peak_memory_bytes", to_text(runner::peak_memory_bytes()));
  // A run that was killed after its last cell is finished when it is resumed.
  if (outcome.cells_run > 0 || store.tables().meta.count("finished") == 0)
    store.set_meta("finished", utc_now());
  store.checkpoint();
}

std::vector<std::vector<store::StoredInput>> stored_inputs(
    const std::vector<std::vector<acquire::Input>>& inputs) {
  std::vector<std::vector<store::StoredInput>> stored(inputs.size());
  for (std::size_t r = 0; r < inputs.size(); ++r)
    for (const acquire::Input& input : inputs[r]) stored[r].push_back({input.role, input.name, input.sha256});
  return stored;
}

/// One per cell of the plan: is it in the store?
std::vector<bool> stored_cells(const store::Store& store, const study::Plan& plan) {
  std::vector<bool> stored(plan.cells.size(), false);
  for (const std::int64_t cell : store.stored_cells()) stored[static_cast<std::size_t>(cell)] = true;
  return stored;
}

/// What conditions take from the study's own readers; kept with the results.
void fit_to_readers(const study::Study& study, const std::vector<acquire::RowGeometry>& geometry,
                    study::Plan& plan, store::Store& store) {
  std::vector<std::string> lines;
  for (const runner::FittedOperation& fitted : runner::calibrate(study, geometry, plan))
    lines.push_back(fitted.text());
  for (const std::string& line : lines) std::cerr << "fitted to the readers: " << line << "\n";
  if (!lines.empty()) store.set_meta(record::meta_key::kFitted, join(lines, "\n"));
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
  memory_budget_of(arguments);
  const study::Study study = study::read_study(arguments.text("study"));
  study::Plan plan = study::make_plan(study);
  study::check_scanners(study, plan);
  const std::shared_ptr<const engine::Engine> owned = runner::checked_engine(study, plan);
  const engine::Engine& engine = *owned;
  analysis::check_drift(study, plan, record::planned_tables(study, plan, engine));
  workflow::check_gate(study);
  const auto selected = selection(arguments, study, plan);
  std::cerr << study.name << ": " << report::crossing_text(study::crossing(study, plan), plan.cells.size());
  const std::string folder = arguments.text("output", study.name + "-results");
  if (arguments.has("dry-run"))
    return workflow::dry_run(study, plan, engine, selected, threads_of(arguments), folder,
                             arguments.has("resume"), std::cout);
  const acquire::Sources sources(study);
  const auto rows = study::needed_rows(study, plan, selected);
  std::optional<store::Store> writing = record::open_run_folder(
      folder, arguments.has("resume"),
      record::store_tables(study, plan, engine, stored_inputs(acquire::row_inputs(sources, plan, rows))));
  store::Store& store = *writing;
  if (store.tables().meta.count("command") == 0) {
    store.set_meta("command", command_line());
    store.set_meta("started", utc_now());
  }
  record::write_study(folder, study);
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const auto geometry = acquire::look_at_rows(sources, rows, threads_of(arguments));
  if (study::wants_readers(plan, selected)) fit_to_readers(study, geometry, plan, store);
  const double yardstick = yardstick_seconds();
  workflow::ProgressDisplay display(console());
  const runner::RunOutcome outcome =
      runner::run_plan(study, plan, engine, geometry, store, options_of(arguments, selected, display));
  display.end();
  // Before and after: what else ran slowed both.
  save_times(store, outcome, outcome.cells_run > 0 ? 0.5 * (yardstick + yardstick_seconds()) : 0);
  const auto stored = stored_cells(store, plan);
  if (outcome.interrupted) return interrupted(arguments, folder, outcome);
  writing.reset();  // the file is final then
  g_how_to_resume = "radgauge: interrupted; every cell is measured and kept. Analyse them with:\n" +
                    resume_command(arguments, folder);
  std::signal(SIGINT, on_interrupt_of_analysis);
  std::signal(SIGTERM, on_interrupt_of_analysis);
  for (const std::string& problem : workflow::write_contact_sheets(study, plan, stored, folder))
    std::cerr << "radgauge: " << problem << "\n";
  const analysis::Measurements measurements(
      store::Store::open(record::in_folder(folder, record::result_file::kStore), true));
  return workflow::finish_run(study, plan, measurements, folder, outcome.wall_seconds, console());
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
