#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace radgauge::statistics {

/// Concordance correlation of pairs (Lin 1989, doi:10.2307/2532051; SE as corrected in 2000,
/// doi:10.1111/j.0006-341X.2000.00324.x, with n - 2). Variances and covariance divide by n. Limits 95 %.
struct LinConcordance {
  double ccc = std::numeric_limits<double>::quiet_NaN();
  double ccc_unbiased = std::numeric_limits<double>::quiet_NaN();  ///< with n - 1
  double se = std::numeric_limits<double>::quiet_NaN();
  double asym_lower = std::numeric_limits<double>::quiet_NaN();
  double asym_upper = std::numeric_limits<double>::quiet_NaN();
  double z_lower = std::numeric_limits<double>::quiet_NaN();  ///< by Fisher's z
  double z_upper = std::numeric_limits<double>::quiet_NaN();
  double scale_shift = std::numeric_limits<double>::quiet_NaN();      ///< sd(y)/sd(x)
  double location_shift = std::numeric_limits<double>::quiet_NaN();   ///< (mean y - mean x)/sqrt(sd_x sd_y)
  double bias_correction = std::numeric_limits<double>::quiet_NaN();  ///< C_b = ccc / Pearson's r
  std::string_view reason;                                            ///< why there is no CCC
  std::string_view limit_reason;                                      ///< why there is no SE and no interval
  std::string_view z_reason;                                          ///< why there is no Fisher-z interval
  std::string_view shift_reason;                                      ///< why there are no shifts
};
LinConcordance lin_concordance(std::span<const double> x, std::span<const double> y);

/// Differences x - y (Bland & Altman 1986, doi:10.1016/S0140-6736(86)90837-8, and 1999,
/// doi:10.1177/096228029900800204), in the unit of the values. Limits of agreement are bias -/+ z SD; their
/// standard error and t limits are those of 1999, `loa_se_1986` is the earlier approximation.
struct BlandAltman {
  double n = 0;
  double bias = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();
  double bias_lower = std::numeric_limits<double>::quiet_NaN();
  double bias_upper = std::numeric_limits<double>::quiet_NaN();
  double loa_lower = std::numeric_limits<double>::quiet_NaN();
  double loa_upper = std::numeric_limits<double>::quiet_NaN();
  double loa_se = std::numeric_limits<double>::quiet_NaN();
  double loa_se_1986 = std::numeric_limits<double>::quiet_NaN();
  double loa_half_width = std::numeric_limits<double>::quiet_NaN();  ///< t(n - 1) loa_se
  std::string_view reason;
};
BlandAltman bland_altman(std::span<const double> x, std::span<const double> y);

/// Pearson's r with its t test and Fisher-z limits, Spearman's rho with its t approximation, Kendall's tau-b
/// (Kendall 1945, doi:10.1093/biomet/33.3.239; O(n log n) after Knight 1966,
/// doi:10.1080/01621459.1966.10480879). p values are two-sided.
struct Correlations {
  double pearson = std::numeric_limits<double>::quiet_NaN();
  double pearson_t = std::numeric_limits<double>::quiet_NaN();
  double pearson_df = std::numeric_limits<double>::quiet_NaN();
  double pearson_p = std::numeric_limits<double>::quiet_NaN();
  double pearson_lower = std::numeric_limits<double>::quiet_NaN();
  double pearson_upper = std::numeric_limits<double>::quiet_NaN();
  double spearman = std::numeric_limits<double>::quiet_NaN();
  double spearman_p_t = std::numeric_limits<double>::quiet_NaN();
  double kendall_tau_b = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;        ///< why there is none
  std::string_view test_reason;   ///< why there is no test
  std::string_view limit_reason;  ///< why there are no limits
};
Correlations correlations(std::span<const double> x, std::span<const double> y);

}  // namespace radgauge::statistics
