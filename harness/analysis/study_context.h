#pragma once

#include "analysis/results.h"
#include "study/plan.h"

namespace radgauge::analysis {

/// Fills in what a report tells of the study itself: who was measured where, what the groups did, processing
/// of each extraction, citations of the operations, families, version.
void add_study_context(const study::Study& study, const study::Plan& plan, const study::Crossing& crossing,
                       StudyResults& results);

}  // namespace radgauge::analysis
