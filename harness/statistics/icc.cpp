#include "statistics/icc.h"

#include <algorithm>
#include <cmath>

#include "core/nan.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::string_view why_no_icc(const MeanSquares& ms) {
  if (ms.n_subjects < 2) return "fewer than two subjects";
  if (ms.n_raters < 2) return "fewer than two raters";
  return {};
}

std::string_view why_no_ratio(double msb, double error) {
  if (std::isinf(msb) || std::isinf(error))
    return "the squares of the values are beyond double precision: divide the values by a power of ten";
  return "no variation between or within subjects";
}

// The test that ICC(1) and ICC(C,1) share: F = MSB / error mean square.
IccEstimate f_test(double msb, double error, double df1, double df2, double k) {
  IccEstimate icc;
  icc.f = variance_ratio(msb, error);
  icc.df1 = df1;
  icc.df2 = df2;
  icc.p = f_upper_tail(icc.f, df1, df2);
  if (std::isnan(icc.f)) {
    icc.reason = why_no_ratio(msb, error);
    return icc;
  }
  icc.value = (msb - error) / (msb + (k - 1) * error);
  return icc;
}

// The same with its exact limits.
IccEstimate f_estimate(double msb, double error, double df1, double df2, double k) {
  IccEstimate icc = f_test(msb, error, df1, df2, k);
  if (!icc.reason.empty()) return icc;
  if (std::isinf(icc.f)) {
    icc.lower = icc.upper = 1;
    return icc;
  }
  const double low = icc.f / f_quantile(0.975, df1, df2);
  const double high = icc.f * f_quantile(0.975, df2, df1);
  icc.lower = (low - 1) / (low + k - 1);
  icc.upper = (high - 1) / (high + k - 1);
  return icc;
}

// ICC of the mean of k: 1 - 1/F.
IccEstimate mean_of_k(const IccEstimate& single, double k) {
  IccEstimate icc = single;
  if (!single.reason.empty()) return icc;
  icc.value = 1 - 1 / single.f;
  if (single.f == 0) {
    icc.value = icc.lower = icc.upper = kNaN;
    icc.reason = "no variation between subjects: the mean form divides by it";
    return icc;
  }
  const auto spearman_brown = [k](double x) { return k * x / (1 + (k - 1) * x); };
  icc.lower = spearman_brown(single.lower);
  icc.upper = spearman_brown(single.upper);
  return icc;
}

IccEstimate agreement_mean(const IccEstimate& single, const MeanSquares& ms) {
  IccEstimate icc = single;
  if (!single.reason.empty()) return icc;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  const double below = ms.msb + (ms.msj - ms.mse) / n;
  icc.value = variance_ratio(ms.msb - ms.mse, below);
  const auto spearman_brown = [k](double x) { return k * x / (1 + (k - 1) * x); };
  icc.lower = spearman_brown(single.lower);
  icc.upper = spearman_brown(single.upper);
  if (!std::isfinite(icc.value)) {
    icc.value = icc.lower = icc.upper = kNaN;
    icc.reason = "the mean of raters has no variance";
  } else if (single.lower <= -1 / (k - 1)) {
    icc.lower_reason =
        "the single-rater limit is beyond the pole -1/(k-1) of Spearman-Brown: the printed formula's number "
        "is not a limit";
  }
  return icc;
}

}  // namespace

MeanSquares mean_squares(const Ratings& ratings) {
  if (!ratings.values.empty()) return mean_squares(two_way_effects(ratings));
  MeanSquares ms;
  ms.n_subjects = ratings.n_subjects;
  ms.n_raters = ratings.n_raters;
  return ms;
}

MeanSquares mean_squares(const TwoWayEffects& effects) {
  MeanSquares ms;
  ms.n_subjects = effects.subjects.size();
  ms.n_raters = effects.raters.size();
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  double subjects = 0, raters = 0, residual = 0;
  for (const double e : effects.subjects) subjects += e * e;
  for (const double e : effects.raters) raters += e * e;
  for (const double e : effects.residuals) residual += e * e;
  if (n > 1) ms.msb = k * subjects / (n - 1);
  if (k > 1) ms.msj = n * raters / (k - 1);
  if (n > 1 && k > 1) ms.mse = residual / ((n - 1) * (k - 1));
  if (k > 1) ms.msw = (n * raters + residual) / (n * (k - 1));
  return ms;
}

IccEstimate icc_one_way(const MeanSquares& ms) {
  IccEstimate icc;
  icc.reason = why_no_icc(ms);
  if (!icc.reason.empty()) return icc;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  return f_estimate(ms.msb, ms.msw, n - 1, n * (k - 1), k);
}

IccEstimate icc_consistency(const MeanSquares& ms) {
  IccEstimate icc;
  icc.reason = why_no_icc(ms);
  if (!icc.reason.empty()) return icc;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  return f_estimate(ms.msb, ms.mse, n - 1, (n - 1) * (k - 1), k);
}

IccEstimate icc_agreement(const MeanSquares& ms, double* satterthwaite_df) {
  IccEstimate icc;
  icc.reason = why_no_icc(ms);
  if (!icc.reason.empty()) return icc;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  icc.df1 = n - 1;
  icc.df2 = (n - 1) * (k - 1);
  icc.f = variance_ratio(ms.msb, ms.mse);
  icc.p = f_upper_tail(icc.f, icc.df1, icc.df2);
  const double total = ms.msb + (k - 1) * ms.mse + k * (ms.msj - ms.mse) / n;
  if (!(total > 0) || std::isinf(total)) {
    icc.reason = why_no_ratio(ms.msb, std::max(ms.mse, ms.msj));
    return icc;
  }
  icc.value = (ms.msb - ms.mse) / total;
  if (ms.msj == 0 && ms.mse == 0) {
    icc.lower = icc.upper = 1;
    return icc;
  }
  // a and b of McGraw & Wong, both times (1 - rho), which the ratio does not see.
  const double complement = k * (ms.mse + (ms.msj - ms.mse) / n) / total;
  const double a = k * icc.value / n;
  const double b = complement + k * icc.value * (n - 1) / n;
  const double aj = a * ms.msj, be = b * ms.mse;
  const double df = (aj + be) * (aj + be) / (aj * aj / (k - 1) + be * be / ((n - 1) * (k - 1)));
  if (satterthwaite_df) *satterthwaite_df = df;
  const double fl = f_quantile(0.975, n - 1, df), fu = f_quantile(0.975, df, n - 1);
  const double rest = k * ms.msj + (k * n - k - n) * ms.mse;
  icc.lower = n * (ms.msb - fl * ms.mse) / (fl * rest + n * ms.msb);
  icc.upper = n * (fu * ms.msb - ms.mse) / (rest + n * fu * ms.msb);
  return icc;
}

IccFamily icc_anova(const Ratings& complete) {
  IccFamily out;
  const MeanSquares ms = out.mean_squares = mean_squares(complete);
  const std::string_view reason = why_no_icc(ms);
  if (!reason.empty()) {
    for (IccEstimate* icc : {&out.one_way, &out.agreement, &out.consistency, &out.one_way_mean,
                             &out.agreement_mean, &out.consistency_mean})
      icc->reason = reason;
    return out;
  }
  const double k = static_cast<double>(ms.n_raters);
  out.one_way = icc_one_way(ms);
  out.agreement = icc_agreement(ms, &out.satterthwaite_df);
  out.consistency = icc_consistency(ms);
  out.one_way_mean = mean_of_k(out.one_way, k);
  out.agreement_mean = agreement_mean(out.agreement, ms);
  out.consistency_mean = mean_of_k(out.consistency, k);
  return out;
}

OneWayAnova one_way_anova(const Ratings& ratings) {
  return one_way_anova(subject_sums(ratings));
}

double variance_ratio(double a, double b) {
  if (b == 0) return a > 0 ? kInf : kNaN;
  return a / b;
}

double icc_at_spread(double icc, double factor) {
  if (!(icc > 0)) return icc;
  const double square = factor * factor;
  return square * icc / (1 + (square - 1) * icc);
}

OneWayAnova one_way_anova(const SubjectSums& sums) {
  OneWayAnova out;
  const double n = out.n_subjects = static_cast<double>(sums.count.size());
  double total = 0, squared_counts = 0, reciprocals = 0, within = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    out.n_values += sums.count[i];
    total += sums.count[i] * sums.mean[i];
    squared_counts += sums.count[i] * sums.count[i];
    reciprocals += 1 / sums.count[i];
    within += sums.sum_squares[i];
  }
  const double grand = total / out.n_values;
  double between = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i)
    between += sums.count[i] * (sums.mean[i] - grand) * (sums.mean[i] - grand);
  if (n > 0) out.k_mean = out.n_values / n;
  if (n > 0) out.k_harmonic = n / reciprocals;
  if (out.n_values > n) out.msw = within / (out.n_values - n);
  if (n < 2 || !(out.n_values > n)) {
    out.icc.reason = n < 2 ? "fewer than two subjects" : "no subject has two values";
    return out;
  }
  out.k0 = (out.n_values - squared_counts / out.n_values) / (n - 1);
  out.msb = between / (n - 1);
  out.var_subject = (out.msb - out.msw) / out.k0;
  out.icc = f_test(out.msb, out.msw, n - 1, out.n_values - n, out.k0);
  return out;
}

}  // namespace radgauge::statistics
