#include "workflow/study_run.h"

#include "analysis/drift_table.h"
#include "core/machine.h"
#include "core/text.h"
#include "core/yardstick.h"
#include "record/run_folder.h"
#include "runner/calibration.h"
#include "runner/engine_check.h"
#include "study/scanner_systems.h"
#include "study/selection.h"
#include "workflow/contact_sheets.h"
#include "workflow/finish_run.h"
#include "workflow/judged_run.h"
#include "workflow/progress.h"

namespace radgauge::workflow {

namespace {

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
                    study::Plan& plan, store::Store& store, std::ostream& err) {
  std::vector<std::string> lines;
  for (const runner::FittedOperation& fitted : runner::calibrate(study, geometry, plan))
    lines.push_back(fitted.text());
  for (const std::string& line : lines) err << "fitted to the readers: " << line << "\n";
  if (!lines.empty()) store.set_meta(record::meta_key::kFitted, join(lines, "\n"));
}

}  // namespace

StudyRun::StudyRun(const std::string& study_file)
    : study_(study::read_study(study_file)), plan_(study::make_plan(study_)) {
  study::check_scanners(study_, plan_);
  engine_ = runner::checked_engine(study_, plan_);
  study_.whole_images = runner::wants_whole_images(*engine_, study_);
  analysis::check_drift(study_, plan_, record::planned_tables(study_, plan_, *engine_));
  check_gate(study_);
}

void StudyRun::open(const std::string& folder, bool resume, const std::vector<bool>& selected,
                    const std::string& command) {
  folder_ = folder;
  selected_ = selected;
  sources_.emplace(study_);
  const auto rows = study::needed_rows(study_, plan_, selected_);
  writing_ = record::open_run_folder(
      folder_, resume,
      record::store_tables(study_, plan_, *engine_,
                           stored_inputs(acquire::row_inputs(*sources_, plan_, rows))));
  if (writing_->tables().meta.count("command") == 0) {
    writing_->set_meta("command", command);
    writing_->set_meta("started", utc_now());
  }
  record::write_study(folder_, study_);
}

runner::RunOutcome StudyRun::measure(runner::RunOptions options, const Console& console) {
  const auto rows = study::needed_rows(study_, plan_, selected_);
  const auto geometry = acquire::look_at_rows(*sources_, rows, options.threads);
  if (study::wants_readers(plan_, selected_)) fit_to_readers(study_, geometry, plan_, *writing_, console.err);
  const double yardstick = yardstick_seconds();
  ProgressDisplay display(console);
  options.selected = selected_;
  options.progress = [&display](const runner::RunProgress& progress) { display.show(progress); };
  const runner::RunOutcome outcome = runner::run_plan(study_, plan_, *engine_, geometry, *writing_, options);
  display.end();
  // Before and after: what else ran slowed both.
  save_times(*writing_, outcome, outcome.cells_run > 0 ? 0.5 * (yardstick + yardstick_seconds()) : 0);
  stored_ = stored_cells(*writing_, plan_);
  writing_.reset();
  return outcome;
}

int StudyRun::finish(double seconds, const Console& console) const {
  for (const std::string& problem : write_contact_sheets(study_, plan_, stored_, folder_))
    console.err << "radgauge: " << problem << "\n";
  const analysis::Measurements measurements(
      store::Store::open(record::in_folder(folder_, record::result_file::kStore), true));
  return finish_run(study_, plan_, measurements, folder_, seconds, console);
}

}  // namespace radgauge::workflow
