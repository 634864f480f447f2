#include "runner/kept_cell.h"

#include <algorithm>
#include <mutex>

#include "core/error.h"
#include "runner/calibration.h"
#include "runner/variants.h"
#include "study/selection.h"

namespace radgauge::runner {

namespace {

const study::PlannedUnit& unit_of(const study::Plan& plan, std::size_t cell) {
  for (const study::PlannedUnit& unit : plan.units)
    if (std::find(unit.cells.begin(), unit.cells.end(), cell) != unit.cells.end()) return unit;
  throw Error(ErrorKind::internal, "a cell of the plan is in no unit");
}

/// Fits the plan to the study's readers where the condition of this cell asks for it, as a run does.
void fit_plan(const study::Study& study, study::Plan& plan, std::size_t cell) {
  std::vector<bool> selected(plan.cells.size(), false);
  selected[cell] = true;
  if (!study::wants_readers(plan, selected)) return;
  const acquire::Sources sources(study);
  calibrate(study, acquire::look_at_rows(sources, study::needed_rows(study, plan, selected), 0), plan);
}

}  // namespace

KeptCell keep_cell(const study::Study& study, study::Plan plan, const engine::Engine& engine,
                   std::size_t cell) {
  fit_plan(study, plan, cell);
  const study::PlannedUnit& unit = unit_of(plan, cell);
  const acquire::AcquiredScan scan = acquire_alone(study, plan, unit.acquisition, 0);
  const auto& rows = plan.acquisitions[unit.acquisition].rows;
  const auto place =
      static_cast<std::size_t>(std::find(rows.begin(), rows.end(), plan.cells[cell].row) - rows.begin());
  if (const auto& problem = scan.problems[place]) throw Error(ErrorKind::data, problem->text());
  KeptCell kept;
  kept.extractions.resize(study.extractions.size());
  std::mutex mutex;
  UnitInput input{study, plan, engine, scan};
  input.measured = [&](std::size_t, std::size_t e, const engine::Subject& subject,
                       const FeatureRequest& request) {
    std::vector<KeptStep> steps{{"image", kAsAcquired, scan.image},
                                {"mask", kAsAcquired, as_volume(scan.masks[place])}};
    for (KeptStep& step : engine.kept_steps(subject, request)) steps.push_back(std::move(step));
    const std::lock_guard lock(mutex);
    kept.extractions[e] = {study.extractions[e].name, std::move(steps)};
  };
  StageSeconds seconds{};
  kept.record = std::move(compute_unit(input, unit, {cell}, seconds).front());
  std::erase_if(kept.extractions, [](const KeptExtraction& one) { return one.steps.empty(); });
  return kept;
}

}  // namespace radgauge::runner
