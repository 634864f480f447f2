#pragma once

#include "cli/measurements.h"
#include "statistics/planner.h"

namespace radgauge {

/// The size of a question's table as the planner takes it. Patients are those with an object that is measured
/// under two or more of the columns.
PlannedDesign planned_design(const AskedQuestion& asked);

}  // namespace radgauge
