#pragma once

#include <string>
#include <vector>

#include "analysis/measurements.h"
#include "study/plan.h"

namespace radgauge::analysis {

/// What the negative controls of a study show, a sentence each: of the texture features (IBSI: co-occurrence
/// to dependence matrices), how many put the lesions in the same order (Spearman's rho with base of at least
/// 0.9) though their intensities were shuffled, drawn anew or replaced. These follow size and histogram, not
/// where intensities lie. Nothing with fewer than five lesions. After Welch et al. 2019,
/// doi:10.1016/j.radonc.2018.10.027.
std::vector<std::string> control_notes(const study::Study& study, const study::Plan& plan,
                                       const Measurements& measurements);

}  // namespace radgauge::analysis
