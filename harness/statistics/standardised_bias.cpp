#include "statistics/standardised_bias.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

/// The two estimates and their errors; a standard error of 0 is allowed.
struct Estimates {
  double d, se, df;             // change
  double s, se_log, spread_df;  // spread
};

double times(double t, double se) {
  return se > 0 ? t * se : 0;
}

/// How far the limit of the difference is from it, squared, at one-sided level `alpha`; `sign` says which
/// limit of the spread: -1 lower, 1 upper.
double squared_distance(const Estimates& e, double margin, double alpha, int sign) {
  const double change = times(-t_quantile(alpha, e.df), e.se);
  const double spread = margin * e.s * std::expm1(sign * times(-t_quantile(alpha, e.spread_df), e.se_log));
  return change * change + spread * spread;
}

/// The level at which the limit of the difference is 0: by bisection of its logarithm.
double p_value(const Estimates& e, double margin) {
  const double difference = margin * e.s - std::abs(e.d);
  const int sign = difference > 0 ? -1 : 1;
  const double squared = difference * difference;
  if (e.d == 0 && e.se == 0) return 0;
  double low = std::log(1e-200), high = std::log(0.5);
  if (squared_distance(e, margin, std::exp(low), sign) < squared) return 0;
  for (int i = 0; i < 64; ++i) {
    const double middle = (low + high) / 2;
    (squared_distance(e, margin, std::exp(middle), sign) < squared ? high : low) = middle;
  }
  return std::exp((low + high) / 2);
}

/// Upper one-sided 95 % limit of d/s: the margin that is not rejected any more.
double upper_limit(const Estimates& e) {
  const double change = times(t_quantile(0.95, e.df), e.se);
  const int sign = e.d + change > 0 ? -1 : 1;
  const double limit = e.s * std::exp(sign * times(t_quantile(0.95, e.spread_df), e.se_log));
  const double a = limit * (2 * e.s - limit), c = e.d * e.d - change * change;
  const double root = std::sqrt(std::max(0.0, e.s * e.s * e.d * e.d - a * c));
  // Of the two ways to write a root the one that cancels nothing.
  return e.d > 0 ? (e.s * e.d + root) / a : e.s * e.d - root == 0 ? 0 : c / (e.s * e.d - root);
}

}  // namespace

StandardisedBias standardised_bias(std::span<const double> changes, const LogSpread& spread, double margin) {
  StandardisedBias out;
  out.n = static_cast<double>(changes.size());
  double mean = 0, squares = 0;
  for (const double change : changes) mean += change / out.n;
  for (const double change : changes) squares += (change - mean) * (change - mean);
  if (changes.empty()) {
    out.reason = "no patient has a change";
    return out;
  }
  if (spread.wsd > 0) out.bias = mean / spread.wsd;
  out.reason = changes.size() < 2 ? "one patient: the interval needs two or more" : spread.reason;
  if (!out.reason.empty()) return out;
  const double se = std::sqrt(squares / (out.n - 1) / out.n);
  Estimates e{mean, se > 1e-12 * std::abs(mean) ? se : 0, out.n - 1, spread.wsd, spread.se, spread.df};
  const bool within = std::abs(mean) < margin * spread.wsd;
  const double p = p_value(e, margin);
  out.p_equivalent = within ? p : 1 - p;
  out.p_beyond = within ? 1 - p : p;
  out.upper = upper_limit(e);
  e.d = -e.d;
  out.lower = 0.0 - upper_limit(e);  // no -0
  return out;
}

}  // namespace radgauge::statistics
