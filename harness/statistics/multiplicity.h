#pragma once

#include <span>
#include <vector>

namespace radgauge::statistics {

/// q-values of Benjamini & Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x): the smallest false
/// discovery rate at which each hypothesis is rejected, in the order of `p`. A NaN stays NaN and is not
/// counted. Throws Error(data) for a p outside 0..1. O(n log n).
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace radgauge::statistics
