#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace radgauge::statistics {

/// A coefficient of a polynomial in the truth, with its two-sided t test against 0.
struct Coefficient {
  double value = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
};

/// Measured values against a known truth (a phantom's inserts, a digital reference object): bias, and
/// linearity after CLSI EP06 and QIBA (Raunig et al. 2015, doi:10.1177/0962280214537344; Obuchowski et al.
/// 2016, doi:10.1177/0962280214537392). Least squares of the value on the truth, which has no error. Limits
/// are two-sided 95 %. Units: those of the values (slope: value per truth).
struct TruthComparison {
  double n = 0;
  double n_levels = 0;                                     ///< different truths
  double bias = std::numeric_limits<double>::quiet_NaN();  ///< mean of value - truth, t limits
  double bias_lower = std::numeric_limits<double>::quiet_NaN();
  double bias_upper = std::numeric_limits<double>::quiet_NaN();
  double bias_percent = std::numeric_limits<double>::quiet_NaN();  ///< mean of 100 (value - truth)/truth
  double bias_percent_lower = std::numeric_limits<double>::quiet_NaN();
  double bias_percent_upper = std::numeric_limits<double>::quiet_NaN();
  double rmse = std::numeric_limits<double>::quiet_NaN();  ///< root mean square of value - truth
  double slope = std::numeric_limits<double>::quiet_NaN();
  double slope_se = std::numeric_limits<double>::quiet_NaN();
  double slope_lower = std::numeric_limits<double>::quiet_NaN();
  double slope_upper = std::numeric_limits<double>::quiet_NaN();
  double intercept = std::numeric_limits<double>::quiet_NaN();
  double intercept_se = std::numeric_limits<double>::quiet_NaN();
  double intercept_lower = std::numeric_limits<double>::quiet_NaN();
  double intercept_upper = std::numeric_limits<double>::quiet_NaN();
  double residual_sd = std::numeric_limits<double>::quiet_NaN();
  double r_squared = std::numeric_limits<double>::quiet_NaN();
  Coefficient quadratic;  ///< of truth^2 in the polynomial of order 2
  Coefficient cubic;      ///< of truth^3 in the polynomial of order 3
  /// Order of the polynomial that EP06 compares with the line: the highest whose leading coefficient has
  /// p < 0.05, 1 if none; and the largest difference between the two over the levels.
  double best_order = std::numeric_limits<double>::quiet_NaN();
  double nonlinearity = std::numeric_limits<double>::quiet_NaN();
  double nonlinearity_at = std::numeric_limits<double>::quiet_NaN();  ///< truth where it is largest
  double lack_of_fit_f = std::numeric_limits<double>::quiet_NaN();  ///< needs repeats of three levels or more
  double lack_of_fit_p = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;          ///< why there is no bias
  std::string_view percent_reason;  ///< why there is none in percent
  std::string_view line_reason;     ///< why there is no line
  std::string_view order_reason;    ///< why curvature cannot be told
  std::string_view fit_reason;      ///< why there is no test of the fit
};

/// `truth` and `value` are of the same length and finite. O(n log n).
TruthComparison compare_with_truth(std::span<const double> truth, std::span<const double> value);

}  // namespace radgauge::statistics
