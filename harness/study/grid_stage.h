#pragma once

#include <functional>

#include "study/plan.h"

namespace radgauge::study {

/// What the grid stage of a condition makes of a plan: its operations, in the order of the chain. `draws`
/// gives each its random numbers and `note` hears what each did. Throws Error named by the operation that
/// cannot do what it was asked for.
GridPlan grid_stage(const Condition& condition, GridPlan plan, const Vec3& roi_centre_mm,
                    const std::function<Draws(const AppliedOperation&)>& draws,
                    const std::function<void(const AppliedOperation&, const std::vector<Magnitude>&)>& note);

/// The same for a look before there is an image: with random numbers of no object, about the origin.
GridPlan grid_stage(const Condition& condition, GridPlan plan);

/// Throws Error(study), naming the group, when a condition cannot sample the grid of an extraction: it moves
/// the grid of one that does not interpolate, or its operations refuse it.
void check_grid_stage(const Study& study, const Plan& plan);

}  // namespace radgauge::study
