#include "statistics/equivalence.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/sample_moments.h"

namespace radgauge::statistics {
namespace {

constexpr double kLevel = 0.05;

[[noreturn]] void refuse(const char* what, double value, const char* wanted) {
  throw Error(ErrorKind::usage, std::string(what) + " is " + to_text(value) + "; it must be " + wanted);
}

void check_difference_margin(double margin) {
  if (!(margin > 0) || std::isinf(margin))
    refuse("the margin", margin, "a number above 0, in the unit of the values");
}

void set_tests(EquivalenceTest& out) {
  out.t_lower = (out.difference + out.margin) / out.se;
  out.t_upper = (out.difference - out.margin) / out.se;
  out.p_lower = t_upper_tail(out.t_lower, out.df);
  out.p_upper = t_upper_tail(-out.t_upper, out.df);
  out.p_tost = std::max(out.p_lower, out.p_upper);
  const double half = t_quantile(1 - kLevel, out.df) * out.se;
  out.ci90_lower = out.difference - half;
  out.ci90_upper = out.difference + half;
  out.equivalent = out.p_tost < kLevel ? 1 : 0;
}

}  // namespace

EquivalenceTest tost_paired(std::span<const double> x, std::span<const double> y, double margin) {
  check_difference_margin(margin);
  if (x.size() != y.size()) throw Error(ErrorKind::internal, "paired lists of unequal length");
  EquivalenceTest out;
  out.margin = margin;
  std::vector<double> differences;
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    differences.push_back(x[i] - y[i]);
    largest = std::max({largest, std::abs(x[i]), std::abs(y[i])});
  }
  const SampleMoments d = sample_moments(differences);
  out.n = out.n_reference = out.n_target = d.count;
  out.difference = d.mean;
  if (d.count < 2) {
    out.reason = "fewer than two pairs";
    return out;
  }
  out.df = d.count - 1;
  if (is_rounding(std::sqrt(d.variance()), largest)) {
    out.reason = "every pair has the same difference: there is no error to test against";
    return out;
  }
  out.se = std::sqrt(d.variance() / d.count);
  set_tests(out);
  return out;
}

EquivalenceTest tost_welch(std::span<const double> reference, std::span<const double> target, double margin) {
  check_difference_margin(margin);
  EquivalenceTest out;
  out.margin = margin;
  const SampleMoments r = sample_moments(reference), t = sample_moments(target);
  out.n_reference = r.count;
  out.n_target = t.count;
  out.n = r.count + t.count;
  out.difference = r.mean - t.mean;
  if (r.count < 2 || t.count < 2) {
    out.reason = "a sample has fewer than two values";
    return out;
  }
  const double of_r = r.variance() / r.count, of_t = t.variance() / t.count;
  if (is_rounding(std::sqrt(r.variance()), r.largest) && is_rounding(std::sqrt(t.variance()), t.largest)) {
    out.reason = "neither sample varies: there is no error to test against";
    return out;
  }
  const double of_both = of_r + of_t;
  out.se = std::sqrt(of_both);
  const double share = of_r / of_both;  // no squares of variances: they can underflow
  out.df = 1 / (share * share / (r.count - 1) + (1 - share) * (1 - share) / (t.count - 1));
  set_tests(out);
  return out;
}

SdRatio sd_ratio(double wsd_a, double df_a, double wsd_b, double df_b, double margin) {
  if (!(margin > 1) || std::isinf(margin))
    refuse("the margin of a ratio", margin,
           "a factor above 1: the ratio is tested between 1/margin and margin");
  SdRatio out;
  out.margin = margin;
  out.wsd_a = wsd_a;
  out.wsd_b = wsd_b;
  out.df_a = df_a;
  out.df_b = df_b;
  if (!(df_a > 0) || !(df_b > 0)) {
    out.reason = "a method has no object with two values";
    return out;
  }
  if (!(wsd_a > 0) || !(wsd_b > 0)) {
    out.reason = "no variation within objects under one of the methods";
    return out;
  }
  out.ratio = wsd_a / wsd_b;
  out.f = out.ratio * out.ratio;
  out.lower = out.ratio / std::sqrt(f_quantile(0.975, df_a, df_b));
  out.upper = out.ratio * std::sqrt(f_quantile(0.975, df_b, df_a));
  out.ci90_lower = out.ratio / std::sqrt(f_quantile(0.95, df_a, df_b));
  out.ci90_upper = out.ratio * std::sqrt(f_quantile(0.95, df_b, df_a));
  const double above = f_upper_tail(out.f, df_a, df_b), below = f_upper_tail(1 / out.f, df_b, df_a);
  out.p_two_sided = std::min(1.0, 2 * std::min(above, below));
  out.p_lower = f_upper_tail(out.f * margin * margin, df_a, df_b);
  out.p_upper = f_upper_tail(margin * margin / out.f, df_b, df_a);
  out.p_tost = std::max(out.p_lower, out.p_upper);
  out.equivalent = out.p_tost < kLevel ? 1 : 0;
  return out;
}

IccTest icc_test(const JackknifeLimits& jackknife, double icc_null) {
  if (!(icc_null >= 0 && icc_null < 1))
    refuse("the ICC of the null hypothesis", icc_null, "from 0 to below 1");
  IccTest out;
  out.icc_null = icc_null;
  out.f0 = (1 + (jackknife.k - 1) * icc_null) / (1 - icc_null);
  if (jackknife.n_patients >= 2) out.df = jackknife.n_patients - 1;
  if (!jackknife.reason.empty()) {
    out.reason = jackknife.reason;
    return out;
  }
  if (is_rounding(jackknife.se, std::abs(jackknife.theta_mean))) {
    out.reason = "leaving out a patient changes nothing: the jackknife has no standard error";
    return out;
  }
  out.t = (jackknife.theta_mean - std::log(out.f0)) / jackknife.se;
  out.p = t_upper_tail(out.t, out.df);
  return out;
}

}  // namespace radgauge::statistics
