#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "statistics/cluster.h"

namespace radgauge::statistics {

/// Two one-sided t tests of |difference| < margin at level 0.05 (Schuirmann 1987, doi:10.1007/BF01068419).
/// `difference`, `se`, `margin` and the limits have the unit of the values. NaN, with a reason, where there
/// are too few values or nothing varies.
struct EquivalenceTest {
  double margin = std::numeric_limits<double>::quiet_NaN();
  double n = 0;  ///< pairs, or values of both samples together
  double n_reference = 0;
  double n_target = 0;
  double difference = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double t_lower = std::numeric_limits<double>::quiet_NaN();  ///< (difference + margin)/se
  double t_upper = std::numeric_limits<double>::quiet_NaN();  ///< (difference - margin)/se
  double p_lower = std::numeric_limits<double>::quiet_NaN();
  double p_upper = std::numeric_limits<double>::quiet_NaN();
  double p_tost = std::numeric_limits<double>::quiet_NaN();
  double ci90_lower = std::numeric_limits<double>::quiet_NaN();
  double ci90_upper = std::numeric_limits<double>::quiet_NaN();
  double equivalent = std::numeric_limits<double>::quiet_NaN();  ///< 1 if p_tost < 0.05, else 0
  std::string_view reason;
};

/// Of mean(x - y); pairs with a NaN do not count. Throws Error(usage) unless margin > 0 is finite, and
/// Error(internal) for lists of unequal length.
EquivalenceTest tost_paired(std::span<const double> x, std::span<const double> y, double margin);

/// Of mean(reference) - mean(target) with Welch's standard error and degrees of freedom (Welch 1947,
/// doi:10.1093/biomet/34.1-2.28). NaN values do not count. Throws Error(usage) unless margin > 0 is finite.
EquivalenceTest tost_welch(std::span<const double> reference, std::span<const double> target, double margin);

/// Ratio of two within-subject SDs a / b, taken as independent, by the F distribution; equivalence is tested
/// within 1/margin and margin.
struct SdRatio {
  double margin = std::numeric_limits<double>::quiet_NaN();
  double wsd_a = std::numeric_limits<double>::quiet_NaN();
  double wsd_b = std::numeric_limits<double>::quiet_NaN();
  double df_a = 0;
  double df_b = 0;
  double ratio = std::numeric_limits<double>::quiet_NaN();
  double f = std::numeric_limits<double>::quiet_NaN();  ///< ratio^2
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double ci90_lower = std::numeric_limits<double>::quiet_NaN();
  double ci90_upper = std::numeric_limits<double>::quiet_NaN();
  double p_two_sided = std::numeric_limits<double>::quiet_NaN();
  double p_lower = std::numeric_limits<double>::quiet_NaN();
  double p_upper = std::numeric_limits<double>::quiet_NaN();
  double p_tost = std::numeric_limits<double>::quiet_NaN();
  double equivalent = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
};

/// From two SDs and their degrees of freedom. Undefined where either SD is 0 or missing. Throws Error(usage)
/// unless margin > 1 is finite.
SdRatio sd_ratio(double wsd_a, double df_a, double wsd_b, double df_b, double margin);

/// Test of H0: ICC <= icc_null against a larger ICC, on the scale of ln F by the jackknife over patients:
/// t = (theta_mean - ln F0)/se on n_patients - 1 degrees of freedom, F0 = (1 + (k - 1) c)/(1 - c).
struct IccTest {
  double icc_null = std::numeric_limits<double>::quiet_NaN();
  double f0 = std::numeric_limits<double>::quiet_NaN();
  double t = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
};

/// Undefined where the jackknife is. Throws Error(usage) unless 0 <= icc_null < 1.
IccTest icc_test(const JackknifeLimits& jackknife, double icc_null);

}  // namespace radgauge::statistics
