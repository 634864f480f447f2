#pragma once

#include <vector>

#include "agreement/critical.h"
#include "analysis/questions.h"

namespace radgauge::analysis {

/// The dose curves of a question over an `oat` group: factor by factor in the order of the chain, the levels
/// below level 0 before those above, each from the mildest on. Empty for any other question.
///
/// Level 0 is where the parameter changes nothing; for disc.fbn and disc.fbs what the first extraction does
/// anyway. A parameter that cannot be switched off has its levels above, from the smallest on. Achieved is
/// the magnitude that the operation recorded under the name of the parameter, or else the first that
/// something was asked for (noise.white:k is recorded as sd), or else what was requested. A level that left
/// it at level 0 in every cell is idle.
std::vector<agreement::DoseCurve> dose_curves(const study::Study& study, const study::Plan& plan,
                                              const Measurements& measurements, const AskedQuestion& asked);

}  // namespace radgauge::analysis
