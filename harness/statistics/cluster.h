#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "statistics/ratings.h"

namespace radgauge {

/// Delete-one-patient jackknife of theta = ln F, where ICC = (F - 1)/(F + k - 1) (Arvesen 1969,
/// doi:10.1214/aoms/1177697287, after Tukey; a patient is a cluster of objects). Point estimates are not
/// bias-corrected. Limits are two-sided 95 %; `_one_sided` is the lower 95 % limit. NaN, with a reason,
/// where any F is 0, infinite or undefined, or where there is one patient.
struct JackknifeLimits {
  double n_patients = 0;
  double n_objects = 0;
  double k = std::numeric_limits<double>::quiet_NaN();  ///< k0 of the one-way analysis when unbalanced
  double f = std::numeric_limits<double>::quiet_NaN();
  double icc = std::numeric_limits<double>::quiet_NaN();
  double theta_mean = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double f_lower = std::numeric_limits<double>::quiet_NaN();
  double f_upper = std::numeric_limits<double>::quiet_NaN();
  double f_lower_one_sided = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double lower_one_sided = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
};

/// One-way: F = MSB / MSW; unequal numbers of values use k0 in place of k. `patient` is the patient, from 0,
/// of each subject (an object). O(n k + P).
JackknifeLimits jackknife_one_way(const Ratings& ratings, std::span<const std::size_t> patient);

/// The jackknife of any ln F from F of everything and F without each patient in turn (at least one); k is
/// that of the image (F - 1)/(F + k - 1).
JackknifeLimits jackknife_of(double k, double f, const std::vector<double>& without);

enum class CrossedForm { agreement, consistency };
/// Two-way, complete ratings: F = (1 + (k - 1) ICC)/(1 - ICC) of ICC(A,1), which is
/// (MSB + (MSJ - MSE)/n)/(MSE + (MSJ - MSE)/n), or MSB/MSE of ICC(C,1). The raters are taken as fixed: their
/// sampling is not in the interval. O(n k + P k).
JackknifeLimits jackknife_crossed(const Ratings& complete, std::span<const std::size_t> patient,
                                  CrossedForm form);

}  // namespace radgauge
