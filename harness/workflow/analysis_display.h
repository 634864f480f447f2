#pragma once

#include "analysis/analysis.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// analysis::analyse(); the error stream of the console says how far it is once it takes longer than a
/// second.
analysis::StudyResults analyse_visibly(const study::Study& study, const study::Plan& plan,
                                       const analysis::Measurements& measurements, const Console& console);

}  // namespace radgauge::workflow
