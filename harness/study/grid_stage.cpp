#include "study/grid_stage.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge::study {

GridPlan grid_stage(const Condition& condition, GridPlan plan, const Vec3& roi_centre_mm,
                    const std::function<Draws(const AppliedOperation&)>& draws,
                    const std::function<void(const AppliedOperation&, const std::vector<Magnitude>&)>& note) {
  for (const AppliedOperation& step : condition.chain) {
    if (step.operation->stage != Stage::grid) continue;
    const Draws own = draws(step);
    try {
      GridOutput out = step.operation->grid({plan, roi_centre_mm, own}, step.values);
      note(step, out.magnitudes);
      plan = std::move(out.plan);
    } catch (const Error& error) {
      throw error.within(step.operation->id);
    }
  }
  return plan;
}

GridPlan grid_stage(const Condition& condition, GridPlan plan) {
  return grid_stage(
      condition, std::move(plan), {0, 0, 0},
      [](const AppliedOperation& step) { return Draws(0, "", step.operation->id, step.ordinal, 0); },
      [](const AppliedOperation&, const std::vector<Magnitude>&) {});
}

namespace {

std::string grid_problem(const Condition& condition, const Extraction& extraction) {
  GridPlan plan;
  plan.output = plan.image = Lattice{{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3};
  plan.interpolation = extraction.settings.interpolation;
  plan.by_slice = extraction.settings.by_slice;
  plan.interpolate = plan.interpolation != Interpolation::none;
  try {
    const GridPlan sampled = grid_stage(condition, plan);
    const bool moves = sampled.interpolate || !sampled.displacements.empty();
    if (!moves || sampled.interpolation != Interpolation::none) return {};
  } catch (const Error& error) {
    return std::string(error.what()) + " (extraction '" + extraction.name + "')";
  }
  return "it moves the sampling grid, but extraction '" + extraction.name +
         "' does not interpolate; give it interpolation: linear or cubic, or a preset that has one";
}

}  // namespace

void check_grid_stage(const Study& study, const Plan& plan) {
  for (const Extraction& extraction : study.extractions)
    for (const Condition& condition : plan.conditions)
      if (const std::string problem = grid_problem(condition, extraction); !problem.empty())
        throw Error(ErrorKind::study, study.file + ": group '" + study.groups[condition.groups.front()].name +
                                          "', condition " + condition.name + ": " + problem);
}

}  // namespace radgauge::study
