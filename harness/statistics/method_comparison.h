#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace radgauge::statistics {

/// A line y = intercept + slope x with two-sided 95 % limits. Standard errors are NaN where a method has
/// none.
struct FittedLine {
  double n = 0;
  double slope = std::numeric_limits<double>::quiet_NaN();
  double slope_se = std::numeric_limits<double>::quiet_NaN();
  double slope_lower = std::numeric_limits<double>::quiet_NaN();
  double slope_upper = std::numeric_limits<double>::quiet_NaN();
  double intercept = std::numeric_limits<double>::quiet_NaN();
  double intercept_se = std::numeric_limits<double>::quiet_NaN();
  double intercept_lower = std::numeric_limits<double>::quiet_NaN();
  double intercept_upper = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;  ///< why there is no line
};

/// Deming regression: errors in both, of constant variance, with error_ratio = var(error of x)/var(error of
/// y) > 0 (Deming 1943; Linnet 1993, Clinical Chemistry 39:424). Limits by the delete-one jackknife, t with n
/// - 2 degrees of freedom. Needs three pairs that vary. O(n).
FittedLine deming(std::span<const double> x, std::span<const double> y, double error_ratio = 1);

/// Passing-Bablok regression with its cusum test of linearity.
struct PassingBablok {
  FittedLine line;
  double cusum = std::numeric_limits<double>::quiet_NaN();    ///< largest |cusum| of the signs along the line
  double cusum_h = std::numeric_limits<double>::quiet_NaN();  ///< over sqrt(pairs below the line + 1)
  double cusum_p = std::numeric_limits<double>::quiet_NaN();  ///< Kolmogorov; small: not a line
};

/// The shifted median of the slopes of all pairs (Passing & Bablok 1983, doi:10.1515/cclm.1983.21.11.709), in
/// the equivariant form that takes medians and limits of angles, with fractional ranks; for a negative
/// Kendall's tau the shift is that of the mirrored data. Neither normal nor equal errors, no outlier moves it
/// far. Needs three pairs that vary. O(n^2 log n).
PassingBablok passing_bablok(std::span<const double> x, std::span<const double> y);

}  // namespace radgauge::statistics
