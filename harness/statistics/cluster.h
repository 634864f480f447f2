#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "statistics/pseudo_values.h"
#include "statistics/ratings.h"

namespace radgauge::statistics {

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
  PseudoValues pseudo;                            ///< of ln F
  double widening_lower = 0, widening_upper = 0;  ///< of ln F in squares, by the sampling of columns
};

/// One-way: F = MSB / MSW; unequal numbers of values use k0 in place of k. `patient` is the patient, from 0,
/// of each subject (an object). O(n k + P).
JackknifeLimits jackknife_one_way(const Ratings& ratings, std::span<const std::size_t> patient);
JackknifeLimits jackknife_one_way(const SubjectSums& sums, std::span<const std::size_t> patient);

/// The jackknife of any ln F from F of everything and F without each patient in turn (at least one); k is
/// that of the image (F - 1)/(F + k - 1).
JackknifeLimits jackknife_of(double k, double f, const std::vector<double>& without);

/// Delete-one-patient jackknife of ln(wSD^2), unequal numbers of values allowed: limits of the within-object
/// SD that need neither equal noise of all objects nor normal values, as chi-square limits do. Two-sided 95
/// %; `upper_one_sided` is the upper 95 % limit. In the unit of the values; NaN with a reason where wSD or
/// any delete-one wSD is 0 or undefined, or where there is one patient. O(n k + P).
struct WithinLimits {
  double n_patients = 0;  ///< with an object that has two values
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double upper_one_sided = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
  PseudoValues pseudo;  ///< of ln wSD^2
};
WithinLimits jackknife_within(const Ratings& ratings, std::span<const std::size_t> patient);
WithinLimits jackknife_within(const SubjectSums& sums, std::span<const std::size_t> patient);

/// What jackknife_within() needs of each patient, object by object.
struct WithinSums {
  explicit WithinSums(std::size_t patients) : squares(patients, 0), df(patients, 0) {}
  void add(std::size_t patient, const RowSpread& object) {
    if (!(object.count > 0)) return;
    squares[patient] += object.sum_squares;
    df[patient] += object.count - 1;
    all_squares += object.sum_squares;
    all_df += object.count - 1;
  }
  std::vector<double> squares, df;
  double all_squares = 0, all_df = 0;
};
WithinLimits jackknife_within(const WithinSums& sums);

enum class CrossedForm { agreement, consistency };
/// Whom a crossed interval speaks for: these columns, or a normal population that they were drawn from.
enum class ColumnSampling { fixed, drawn };
/// Two-way, complete ratings: F = (1 + (k - 1) ICC)/(1 - ICC) of ICC(A,1), which is
/// (MSB + b)/(MSE + b) with b = (MSJ - MSE)/n, or MSB/MSE of ICC(C,1). With fixed columns the sampling of
/// columns is not in the interval. With drawn ones the distance of each limit of ln F of ICC(A,1) from its
/// middle is widened in squares (MOVER; Zou & Donner 2008, doi:10.1002/sim.3095) by the change of ln F when
/// MSJ takes its chi-square limit with k - 1 degrees of freedom: 2 columns say next to nothing about others.
/// ICC(C,1) leaves columns out, so that both are equal. `theta_mean` and `se` are those of fixed columns. O(n
/// k + P k).
JackknifeLimits jackknife_crossed(const Ratings& complete, std::span<const std::size_t> patient,
                                  CrossedForm form, ColumnSampling columns = ColumnSampling::fixed);
JackknifeLimits jackknife_crossed(const TwoWayEffects& effects, std::span<const std::size_t> patient,
                                  CrossedForm form, ColumnSampling columns = ColumnSampling::fixed);

}  // namespace radgauge::statistics
