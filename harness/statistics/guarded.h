#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "statistics/cluster.h"

namespace radgauge::statistics {

/// What a limit allows for that the data cannot show: lesions whose noise has `noise_sd_ratio` times the SD
/// of those that were seen. n patients without one leave a share of up to unseen_share(n) of them; of lesions
/// without a value (`missing_share` of all) each may be one.
struct Guard {
  double noise_sd_ratio = 5;  ///< 1 or more; 1 allows for nothing
  double confidence = 0.95;
  double missing_share = 0;  ///< 0 to 1
};

/// Exact upper bound 1 - (1 - confidence)^(1/n) of a share that n independent patients did not show once
/// (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404); about 3/n for 95 %.
double unseen_share(double n_patients, double confidence = 0.95);

/// What unseen lesions may add to the logarithm of a variance within objects: ln(1 + u (r^2 - 1)) of the
/// unseen share u of n patients and the ratio r.
double unseen_allowance(double n_patients, const Guard& guard);

/// Limits that certify, 95 % two-sided. `upper` allows for less noise than seen by sampling alone.
struct GuardedLimits {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();         ///< of t, from the data
  double allowance = std::numeric_limits<double>::quiet_NaN();  ///< of a logarithm of a variance, in squares
  bool rests_on_one = false;                                    ///< one patient alone varies within objects
  std::string_view reason;                                      ///< why there are none
};

/// Of the ICC: exp(mean -+ d) of ln F, where d is t_df SE, in squares with the sampling of columns and, for
/// the lower limit, with ln(1 + u (r^2 - 1)) of the unseen share u and ratio r; beyond both the lower limit
/// moves by ln(1 + m (r^2 - 1)) of the missing share m. What they cover, for patients of real studies and for
/// noise of which 10 % is fivefold, is simulated in results/compliance/coverage.md. O(1).
GuardedLimits guarded_icc(const JackknifeLimits& jackknife, const Guard& guard = {});
/// Of the within-object SD, where the upper limit certifies.
GuardedLimits guarded_within(const WithinLimits& jackknife, const Guard& guard = {});

/// p of H0: ICC <= icc_null against the one-sided alternative, by the same rule: it is 0.025 where
/// guarded_icc() has its lower limit at icc_null. NaN without limits or for a null outside [0, 1).
double guarded_p(const JackknifeLimits& jackknife, double icc_null, const Guard& guard = {});

/// A patient with this share of the variation within objects is named: how common such patients are is known
/// of one alone, and what is promised of the limits leaves these features out
/// (results/compliance/coverage.md).
inline constexpr double kOnePatientsNoise = 0.4;

/// How unequally patients vary within their objects.
struct NoiseInequality {
  double largest_share = std::numeric_limits<double>::quiet_NaN();  ///< of the sum of squares, one patient's
  double effective_patients =
      std::numeric_limits<double>::quiet_NaN();  ///< (sum s)^2 / sum s^2 of the patients' sums of squares s
};
/// Both NaN where nothing varies within objects. `patient` as for jackknife_one_way(). O(n k).
NoiseInequality noise_inequality(const Ratings& ratings, std::span<const std::size_t> patient);
NoiseInequality noise_inequality(const SubjectSums& sums, std::span<const std::size_t> patient);

}  // namespace radgauge::statistics
