#pragma once

#include "analysis/measurements.h"

namespace radgauge::analysis {

/// For each feature, the largest relative change of a value, |after - before| / max(|after|, |before|), where
/// every voxel moved by at most one unit in the last place and nothing else was done (num.ulp with ulps 1).
/// A value that appeared or vanished counts as 1. NaN where nothing was measured so; empty where the plan has
/// no such condition.
std::vector<double> one_ulp_changes(const study::Study& study, const study::Plan& plan,
                                    const Measurements& measurements);

}  // namespace radgauge::analysis
