#pragma once

#include <limits>
#include <span>

namespace radgauge::agreement {

/// Least-squares line y = intercept + slope x, and the 95 % t interval of its slope (n - 2 degrees of
/// freedom). NaN where x is constant; the interval needs three values or more.
struct Line {
  double intercept = std::numeric_limits<double>::quiet_NaN();
  double slope = std::numeric_limits<double>::quiet_NaN();
  double slope_lower = std::numeric_limits<double>::quiet_NaN();
  double slope_upper = std::numeric_limits<double>::quiet_NaN();
};
Line least_squares(std::span<const double> x, std::span<const double> y);

}  // namespace radgauge::agreement
