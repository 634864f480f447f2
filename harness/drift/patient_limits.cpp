#include "drift/patient_limits.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"
#include "statistics/log_odds.h"
#include "statistics/proportion.h"
#include "statistics/roc.h"
#include "statistics/sample_moments.h"

namespace radgauge::drift {
namespace {

Estimate without_limits(const Estimate& of, const char* reason) {
  return {of.value, kNaN, kNaN, std::isnan(of.value) ? of.reason : reason};
}

// Why draws give no limits; "" where they do. Leaves those that have the number.
const char* why_no_limits(const Estimate& of, std::vector<double>& drawn, std::size_t patients) {
  const std::size_t all = drawn.size();
  std::erase_if(drawn, [](double v) { return std::isnan(v); });
  if (std::isnan(of.value)) return "there is no value";
  if (drawn.size() * 10 < all * 9 || drawn.size() < 2) return "not defined in a tenth of the draws";
  return patients < 2 ? "it rests on one patient" : "";
}

// Draws of n patients from n vary by (n - 1)/n of what n patients vary.
double drawn_variance(const std::vector<double>& drawn, std::size_t patients) {
  const auto n = static_cast<double>(patients);
  return statistics::sample_moments(drawn).variance() * n / (n - 1);
}

double mean_lesions(const CountedPatients& sample) {
  return static_cast<double>(sample.objects) / static_cast<double>(sample.patients);
}

// By how much the objects of patients are fewer than they seem: not less than 1, and not more than if those
// of a patient were all alike. `mean_lesions` where nothing varies.
double design_effect(double drawn, double independent, double mean_lesions) {
  return independent > 0 ? std::clamp(drawn / independent, 1.0, std::max(1.0, mean_lesions)) : mean_lesions;
}

}  // namespace

Estimate area_limits(const Estimate& of, std::vector<double> drawn, const AreaSample& sample) {
  const std::size_t patients = std::min(sample.positive.patients, sample.negative.patients);
  if (const char* reason = why_no_limits(of, drawn, patients); *reason != 0)
    return without_limits(of, reason);
  const double most = std::max(mean_lesions(sample.positive), mean_lesions(sample.negative));
  const double effect = design_effect(statistics::sample_moments(drawn).variance(), sample.variance, most);
  const statistics::AucLimits limits =
      statistics::auc_score_limits(of.value, static_cast<double>(sample.positive.objects) / effect,
                                   static_cast<double>(sample.negative.objects) / effect);
  return {of.value, limits.lower, limits.upper, ""};
}

Estimate share_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample) {
  if (const char* reason = why_no_limits(of, drawn, sample.patients); *reason != 0)
    return without_limits(of, reason);
  const auto n = static_cast<double>(sample.objects);
  const bool several = sample.objects > sample.patients;
  const double effect = several ? design_effect(drawn_variance(drawn, sample.patients),
                                                of.value * (1 - of.value) / n, mean_lesions(sample))
                                : 1;
  const double quantile = several ? statistics::t_quantile(0.975, static_cast<double>(sample.patients - 1))
                                  : statistics::kNormal975;
  const statistics::Proportion limits = statistics::wilson_of_share(of.value, n / effect, quantile);
  return {of.value, limits.lower, limits.upper, ""};
}

Estimate difference_limits(const Estimate& of, std::vector<double> drawn) {
  if (const char* reason = why_no_limits(of, drawn, 2); *reason != 0) return without_limits(of, reason);
  const double half = statistics::kNormal975 * std::sqrt(statistics::sample_moments(drawn).variance());
  return {of.value, of.value - half, of.value + half, ""};
}

Estimate mean_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample) {
  if (const char* reason = why_no_limits(of, drawn, sample.patients); *reason != 0)
    return without_limits(of, reason);
  const double half = statistics::t_quantile(0.975, static_cast<double>(sample.patients - 1)) *
                      std::sqrt(drawn_variance(drawn, sample.patients));
  return {of.value, of.value - half, of.value + half, ""};
}

Estimate bounded_mean_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample) {
  const double slope = of.value * (1 - of.value);
  const Estimate straight = mean_limits(of, std::move(drawn), sample);
  if (std::isnan(straight.lower) || straight.lower == straight.upper) return straight;
  const double half = (straight.upper - of.value) / slope, centre = std::log(of.value / (1 - of.value));
  return {of.value, statistics::expit(centre - half), statistics::expit(centre + half), ""};
}

}  // namespace radgauge::drift
