#pragma once

#include <span>
#include <vector>

namespace radgauge::statistics {

/// Locally weighted linear regression of y on x (Cleveland 1979, doi:10.1080/01621459.1979.10481038) without
/// robustness steps: tricube weights over the nearest `span` of the points. Points closer together than
/// `delta` share a fit at the first of them and the next after them, and are interpolated. `x` in ascending
/// order. One fitted value for each point. O(n^2 span) at worst, O(n range/delta) with delta > 0.
std::vector<double> lowess(std::span<const double> x, std::span<const double> y, double span = 2.0 / 3,
                           double delta = 0);

}  // namespace radgauge::statistics
