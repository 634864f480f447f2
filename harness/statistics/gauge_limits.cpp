#include "statistics/gauge_limits.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

constexpr double kTail = 0.025;

/// Share by which a mean square may be too large (G) or too small (H), at one limit: G = 1 - df/chi-square of
/// the upper tail, H = df/chi-square of the lower tail - 1.
double shrink(double df) {
  return df > 0 ? 1 - df / chi_square_quantile(1 - kTail, df) : 0;
}
double stretch(double df) {
  return df > 0 ? df / chi_square_quantile(kTail, df) - 1 : 0;
}

struct Term {
  double weight;
  MeanSquare square;
};

/// Limits of a sum of mean squares with weights that are not negative.
void limits_of_sum(std::initializer_list<Term> terms, GaugeLimits& out) {
  double sum = 0, below = 0, above = 0;
  for (const Term& t : terms) {
    const double part = t.weight * t.square.ms;
    sum += part;
    below += std::pow(shrink(t.square.df) * part, 2);
    above += std::pow(stretch(t.square.df) * part, 2);
  }
  out.grr_lower = std::max(0.0, sum - std::sqrt(below));
  out.grr_upper = sum + std::sqrt(above);
}

double not_negative(double numerator, double denominator) {
  return numerator <= 0 ? 0 : numerator / denominator;
}

/// Limits of (object - error)/levels over (factor + rest)/objects, where `rest` is the part of the
/// measurement that is known best.
void limits_of_ratio(MeanSquare object, MeanSquare factor, MeanSquare error, double rest, GaugeLimits& out) {
  const double objects = object.df + 1, levels = factor.df + 1;
  const double low = 1 - shrink(object.df), high = 1 + stretch(object.df);
  const double f1 = f_quantile(1 - kTail, object.df, error.df), f2 = f_quantile(kTail, object.df, error.df),
               f3 = f_quantile(1 - kTail, object.df, factor.df), f4 = f_quantile(kTail, object.df, factor.df);
  out.ratio_lower =
      not_negative(objects * low * (object.ms - f1 * error.ms), levels * (low * f3 * factor.ms + rest));
  out.ratio_upper =
      not_negative(objects * high * (object.ms - f2 * error.ms), levels * (high * f4 * factor.ms + rest));
}

}  // namespace

GaugeLimits crossed_gauge_limits(MeanSquare object, MeanSquare factor, MeanSquare interaction,
                                 MeanSquare residual, double repeats) {
  GaugeLimits out;
  const double p = object.df + 1, scale = 1 / (p * repeats);
  limits_of_sum({{scale, factor}, {scale * (p - 1), interaction}, {scale * p * (repeats - 1), residual}},
                out);
  limits_of_ratio(object, factor, interaction, (p - 1) * interaction.ms + p * (repeats - 1) * residual.ms,
                  out);
  return out;
}

GaugeLimits additive_gauge_limits(MeanSquare object, MeanSquare factor, MeanSquare residual, double repeats) {
  GaugeLimits out;
  const double p = object.df + 1, scale = 1 / (p * repeats), weight = p * repeats - 1;
  limits_of_sum({{scale, factor}, {scale * weight, residual}}, out);
  limits_of_ratio(object, factor, residual, weight * residual.ms, out);
  return out;
}

GaugeLimits one_way_gauge_limits(MeanSquare object, MeanSquare residual, double repeats) {
  GaugeLimits out;
  out.grr_lower = residual.ms * (1 - shrink(residual.df));
  out.grr_upper = residual.ms * (1 + stretch(residual.df));
  const double f = object.ms / residual.ms;
  out.ratio_lower = std::max(0.0, (f / f_quantile(1 - kTail, object.df, residual.df) - 1) / repeats);
  out.ratio_upper = std::max(0.0, (f / f_quantile(kTail, object.df, residual.df) - 1) / repeats);
  return out;
}

}  // namespace radgauge::statistics
