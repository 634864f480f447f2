#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Sums of squares within objects, with their degrees of freedom, of each patient that gives any.
struct PatientSpread {
  std::vector<std::size_t> patient;  ///< ascending, without repeats
  std::vector<double> sum_squares;
  std::vector<double> df;
};
/// `patient` is the patient of each subject (an object). Objects with one value give nothing.
PatientSpread patient_spread(const Ratings& ratings, std::span<const std::size_t> patient);

/// The within-object SD and the delete-one-patient jackknife of its logarithm.
struct LogSpread {
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double theta = std::numeric_limits<double>::quiet_NaN();  ///< bias-corrected ln wSD
  double se =
      std::numeric_limits<double>::quiet_NaN();  ///< of ln wSD; 0 up to rounding where patients are alike
  double df = std::numeric_limits<double>::quiet_NaN();  ///< patients - 1
  std::string_view reason;                               ///< why there is no standard error
};
LogSpread log_spread(const PatientSpread& spread);

/// Ratio wSD of `target` / wSD of `reference` with an interval from the delete-one-patient jackknife of
/// ln MSW (Arvesen 1969, doi:10.1214/aoms/1177697287): lesions may differ in noise and cluster in patients,
/// which the F interval (sd_ratio) takes for impossible. Patients with the same number are the same patient:
/// one that is in both is left out of both at once, so that what the two have in common cancels. With a_p the
/// deviation of the patient's pseudo-value of ln wSD from their mean, over sqrt(n (n - 1)), and 0 where the
/// patient is absent, se^2 = sum over all patients of (a_p of target - a_p of reference)^2. That is the
/// paired jackknife when all patients are in both, and Welch's sum of two variances when none is. Degrees of
/// freedom: patients - 1 when all are in both, Welch-Satterthwaite when none is, else those of the smaller
/// sample. Where every patient's spread changed by the same factor and all are in both, the limits are the
/// ratio. `lower` and `upper` are the two one-sided 95 % limits (a 90 % interval), centred at the
/// bias-corrected estimate exp(theta); `ratio` is the plain ratio.
struct SpreadRatio {
  double margin = std::numeric_limits<double>::quiet_NaN();
  double n_reference = 0;  ///< patients with repeated values
  double n_target = 0;
  double n_both = 0;
  double ratio = std::numeric_limits<double>::quiet_NaN();
  double theta = std::numeric_limits<double>::quiet_NaN();  ///< bias-corrected ln ratio
  double se = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double p_above = std::numeric_limits<double>::quiet_NaN();  ///< of H0: ratio <= margin
  double p_below = std::numeric_limits<double>::quiet_NaN();  ///< of H0: ratio >= 1/margin
  double p_lower = std::numeric_limits<double>::quiet_NaN();  ///< of H0: ratio <= 1/margin
  double p_upper = std::numeric_limits<double>::quiet_NaN();  ///< of H0: ratio >= margin
  double p_tost = std::numeric_limits<double>::quiet_NaN();   ///< the larger of p_lower and p_upper
  std::string_view reason;  ///< why there is no interval; the ratio may exist all the same
};

/// Undefined, with a reason, where either has fewer than two patients, no spread, or none without one of its
/// patients. Throws Error(usage) unless margin > 1 is finite. O(patients).
SpreadRatio spread_ratio(const PatientSpread& target, const PatientSpread& reference, double margin);

}  // namespace radgauge::statistics
