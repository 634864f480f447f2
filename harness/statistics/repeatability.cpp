#include "statistics/repeatability.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

void coefficients_of_variation(const SubjectSums& sums, Repeatability& out) {
  double pooled = 0, squares = 0, absolute = 0, repeated = 0, total = 0, values = 0;
  bool positive = false, negative = false, zero = false;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    const double mean = sums.pivot + sums.mean[i];
    positive |= mean > 0;
    negative |= mean < 0;
    zero |= mean == 0;
    total += sums.count[i] * sums.mean[i];
    values += sums.count[i];
    if (sums.count[i] < 2) continue;
    const double squared_cv = sums.sum_squares[i] / (sums.count[i] - 1) / (mean * mean);
    pooled += (sums.count[i] - 1) * squared_cv;
    squares += squared_cv;
    absolute += std::sqrt(squared_cv);
    ++repeated;
  }
  out.means_cross_zero = zero || (positive && negative);
  const double grand_mean = sums.pivot + total / values;
  if (grand_mean != 0) out.wcv_wsd_over_grand_mean = out.wsd / grand_mean;
  if (zero) {
    out.cv_reason = "a subject has mean 0";
    return;
  }
  out.wcv_rms_pooled_df = std::sqrt(pooled / out.df_within);
  out.wcv_rms_mean = std::sqrt(squares / repeated);
  out.wcv_mean_of_cv = absolute / repeated;
}

void log_wsd(const Ratings& ratings, Repeatability& out) {
  if (std::any_of(ratings.values.begin(), ratings.values.end(), [](double v) { return v <= 0; })) {
    out.log_reason = "a value is not positive: it has no logarithm";
    return;
  }
  Ratings logarithms = ratings;
  for (double& value : logarithms.values) value = std::log(value);  // NaN stays NaN
  double within = 0;
  for (const double squares : subject_sums(logarithms).sum_squares) within += squares;
  out.wsd_log = std::sqrt(within / out.df_within);
}

}  // namespace

ChiSquareFactors chi_square_factors(double df) {
  if (!(df > 0)) return {};
  return {std::sqrt(df / chi_square_quantile(0.975, df)), std::sqrt(df / chi_square_quantile(0.025, df))};
}

Repeatability repeatability(const Ratings& ratings) {
  Repeatability out = repeatability(subject_sums(ratings));
  if (!out.reason.empty()) return out;
  out.log_reason = {};
  log_wsd(ratings, out);
  return out;
}

Repeatability repeatability(const SubjectSums& sums) {
  Repeatability out;
  out.n_subjects = static_cast<double>(sums.count.size());
  double within = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    out.df_within += sums.count[i] - 1;
    within += sums.sum_squares[i];
  }
  if (!(out.df_within > 0)) {
    out.reason = out.cv_reason = out.log_reason = "no subject has two values";
    return out;
  }
  out.wsd = std::sqrt(within / out.df_within);
  out.rc = kRepeatabilityFactor * out.wsd;
  const ChiSquareFactors factors = chi_square_factors(out.df_within);
  out.wsd_lower = factors.lower * out.wsd;
  out.wsd_upper = factors.upper * out.wsd;
  out.rc_lower = factors.lower * out.rc;
  out.rc_upper = factors.upper * out.rc;
  coefficients_of_variation(sums, out);
  out.log_reason = "the sums of the subjects do not tell";
  return out;
}

double wcv_log_exp_minus_1(double wsd_log) {
  return std::expm1(wsd_log);
}

double wcv_log_sqrt(double wsd_log) {
  return std::sqrt(std::expm1(wsd_log * wsd_log));
}

}  // namespace radgauge::statistics
