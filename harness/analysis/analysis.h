#pragma once

#include <string>

#include "analysis/measurements.h"
#include "analysis/results.h"

namespace radgauge::analysis {

/// The questions and limits that differ from those fixed before the first measurement, a sentence for each.
std::vector<std::string> changes_since_measurement(const study::Study& study,
                                                   const store::StoreTables& tables);

/// Everything that a report says, from the store alone; no image is read.
StudyResults analyse(const study::Study& study, const study::Plan& plan, const Measurements& measurements);

}  // namespace radgauge::analysis
