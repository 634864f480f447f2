#pragma once

#include <limits>
#include <string_view>

#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Repeatability of repeated measurements in the terms of QIBA (Raunig et al. 2015,
/// doi:10.1177/0962280214537344). Subjects may have
/// unequal numbers of values; those with one give no degree of freedom. Units: wSD and RC those of the
/// values, wCV is a fraction, the percents are percents. Limits are 95 %.
struct Repeatability {
  double n_subjects = 0;  ///< with at least one value
  double df_within = 0;
  double wsd = std::numeric_limits<double>::quiet_NaN();  ///< pooled by degrees of freedom
  double wsd_lower = std::numeric_limits<double>::quiet_NaN();
  double wsd_upper = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();  ///< 1.96 sqrt(2) wSD, chi-square limits
  double rc_lower = std::numeric_limits<double>::quiet_NaN();
  double rc_upper = std::numeric_limits<double>::quiet_NaN();
  double wcv_rms_pooled_df = std::numeric_limits<double>::quiet_NaN();
  double wcv_rms_mean = std::numeric_limits<double>::quiet_NaN();  ///< over subjects with two or more values
  double wcv_mean_of_cv = std::numeric_limits<double>::quiet_NaN();
  double wcv_wsd_over_grand_mean = std::numeric_limits<double>::quiet_NaN();
  double wsd_log = std::numeric_limits<double>::quiet_NaN();  ///< of natural logarithms
  bool means_cross_zero = false;  ///< subject means of both signs, or a mean of 0: a wCV says nothing
  std::string_view reason;        ///< why there is no wSD
  std::string_view cv_reason;     ///< why there is no wCV of the rms kind
  std::string_view log_reason;    ///< why there is no wSD of logarithms
};
Repeatability repeatability(const Ratings& ratings);
/// The same of subject_sums() of the ratings, but for wsd_log, which they do not tell.
Repeatability repeatability(const SubjectSums& sums);

/// Factors that turn a pooled SD with `df` degrees of freedom into its 95 % limits: sqrt(df / chi-square).
struct ChiSquareFactors {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};
ChiSquareFactors chi_square_factors(double df);

/// exp(w) - 1 and sqrt(exp(w^2) - 1): two conventions for the wCV from the wSD of logarithms.
double wcv_log_exp_minus_1(double wsd_log);
double wcv_log_sqrt(double wsd_log);

}  // namespace radgauge::statistics
