#pragma once

#include "analysis/analysis.h"

namespace radgauge::cli {

/// analysis::analyse(); on standard error stands how far it is once it takes longer than a second.
analysis::StudyResults analyse_visibly(const study::Study& study, const study::Plan& plan,
                                       const analysis::Measurements& measurements);

}  // namespace radgauge::cli
