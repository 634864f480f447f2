#include "statistics/pairs.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/nan.h"
#include "statistics/distributions.h"
#include "statistics/ranks.h"

namespace radgauge::statistics {
namespace {

constexpr std::string_view kFewPairs = "fewer than two complete pairs";
constexpr std::string_view kConstant = "one of the two lists is constant";

// Deviations from the mean, by a pivot, so that a large offset costs no digits.
struct Centred {
  double mean = kNaN, squares = 0;
  std::vector<double> deviations;
};

Centred centred_pair(std::span<const double> values) {
  Centred c;
  const double n = static_cast<double>(values.size()), pivot = values[0];
  double total = 0, rest = 0;
  for (const double value : values) total += value - pivot;
  c.deviations.reserve(values.size());
  for (const double value : values) {
    c.deviations.push_back((value - pivot) - total / n);
    rest += c.deviations.back();
  }
  c.mean = pivot + (total / n + rest / n);
  for (double& d : c.deviations) {
    d -= rest / n;
    c.squares += d * d;
  }
  return c;
}

// Of two lists: what centred_pair() gives of each, and of their differences, without the deviations.
struct PairMoments {
  double squares_x = 0, squares_y = 0, products = 0, mean_difference = kNaN;
};

PairMoments pair_moments(std::span<const double> x, std::span<const double> y) {
  const double n = static_cast<double>(x.size()), px = x[0], py = y[0], pd = x[0] - y[0];
  double total_x = 0, total_y = 0, total_d = 0, rest_x = 0, rest_y = 0, rest_d = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    total_x += x[i] - px;
    total_y += y[i] - py;
    total_d += (x[i] - y[i]) - pd;
  }
  const double mx = total_x / n, my = total_y / n, md = total_d / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    rest_x += (x[i] - px) - mx;
    rest_y += (y[i] - py) - my;
    rest_d += ((x[i] - y[i]) - pd) - md;
  }
  PairMoments out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = ((x[i] - px) - mx) - rest_x / n, dy = ((y[i] - py) - my) - rest_y / n;
    out.squares_x += dx * dx;
    out.squares_y += dy * dy;
    out.products += dx * dy;
  }
  out.mean_difference = pd + (md + rest_d / n);
  return out;
}

double products(const Centred& x, const Centred& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.deviations.size(); ++i) sum += x.deviations[i] * y.deviations[i];
  return sum;
}

std::vector<double> differences(std::span<const double> x, std::span<const double> y) {
  std::vector<double> d(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) d[i] = x[i] - y[i];
  return d;
}

double pearson(double squares_x, double squares_y, double products) {
  // Exact where both are equal; their product could overflow.
  const double below = std::sqrt(squares_x / squares_y) * squares_y;
  return below > 0 ? std::clamp(products / below, -1.0, 1.0) : kNaN;
}

double pearson(const Centred& x, const Centred& y) {
  return pearson(x.squares, y.squares, products(x, y));
}

// 1 - r^2 from the residuals of y on x: the difference would lose the digits.
double unexplained(const Centred& x, const Centred& y) {
  const double slope = products(x, y) / x.squares;
  double squares = 0;
  for (std::size_t i = 0; i < x.deviations.size(); ++i) {
    const double residual = y.deviations[i] - slope * x.deviations[i];
    squares += residual * residual;
  }
  return squares / y.squares;
}

double two_sided_p(double t, double df) {
  return std::min(1.0, 2 * t_upper_tail(std::abs(t), df));
}

void set_lin_limits(LinConcordance& out, const PairMoments& m, double n) {
  const double r = pearson(m.squares_x, m.squares_y, m.products), u = out.location_shift,
               c = out.bias_correction, p = out.ccc;
  // Lin's variance with ccc / r written as C_b, which r = 0 leaves in place.
  const double variance = ((1 - r) * (1 + r) * c * c * (1 - p) * (1 + p) + 2 * p * p * c * (1 - p) * u * u -
                           0.5 * p * p * c * c * u * u * u * u) /
                          (n - 2);
  if (!(variance >= 0)) {
    out.limit_reason = out.z_reason = "the formula of the variance gives a negative number";
    return;
  }
  out.se = std::sqrt(variance);
  out.asym_lower = p - kNormal975 * out.se;
  out.asym_upper = p + kNormal975 * out.se;
  if (!(std::abs(p) < 1)) {
    out.z_reason = "the concordance is perfect: Fisher's z is infinite";
    return;
  }
  const double half = kNormal975 * out.se / ((1 - p) * (1 + p));
  out.z_lower = std::tanh(std::atanh(p) - half);
  out.z_upper = std::tanh(std::atanh(p) + half);
}

}  // namespace

LinConcordance lin_concordance(std::span<const double> x, std::span<const double> y) {
  LinConcordance out;
  if (x.size() < 2) {
    out.reason = out.limit_reason = out.z_reason = out.shift_reason = kFewPairs;
    return out;
  }
  const double n = static_cast<double>(x.size());
  const PairMoments m = pair_moments(x, y);
  const double shift = -m.mean_difference, common = m.products;
  const double below = m.squares_x + m.squares_y + n * shift * shift;
  if (!(below > 0)) {
    out.reason = out.limit_reason = out.z_reason = out.shift_reason = "all values are equal";
    return out;
  }
  out.ccc = std::clamp(2 * common / below, -1.0, 1.0);
  out.ccc_unbiased = 2 * common / (m.squares_x + m.squares_y + (n - 1) * shift * shift);
  if (!(m.squares_x > 0 && m.squares_y > 0)) {
    out.limit_reason = out.z_reason = out.shift_reason = kConstant;
    return out;
  }
  out.scale_shift = std::sqrt(m.squares_y / m.squares_x);
  out.location_shift = shift / std::sqrt(std::sqrt(m.squares_x / n) * std::sqrt(m.squares_y / n));
  out.bias_correction = 2 / (out.scale_shift + 1 / out.scale_shift + out.location_shift * out.location_shift);
  if (x.size() < 3)
    out.limit_reason = out.z_reason = "fewer than three complete pairs";
  else
    set_lin_limits(out, m, n);
  return out;
}

BlandAltman bland_altman(std::span<const double> x, std::span<const double> y) {
  BlandAltman out;
  out.n = static_cast<double>(x.size());
  if (x.empty()) {
    out.reason = "no complete pair";
    return out;
  }
  const Centred d = centred_pair(differences(x, y));
  out.bias = d.mean;
  if (x.size() < 2) {
    out.reason = kFewPairs;
    return out;
  }
  const double n = out.n, t = t_quantile(0.975, n - 1);
  out.sd = std::sqrt(d.squares / (n - 1));
  out.bias_lower = out.bias - t * out.sd / std::sqrt(n);
  out.bias_upper = out.bias + t * out.sd / std::sqrt(n);
  out.loa_lower = out.bias - kNormal975 * out.sd;
  out.loa_upper = out.bias + kNormal975 * out.sd;
  out.loa_se = out.sd * std::sqrt(1 / n + kNormal975 * kNormal975 / (2 * (n - 1)));
  out.loa_se_1986 = out.sd * std::sqrt(3 / n);
  out.loa_half_width = t * out.loa_se;
  return out;
}

Correlations correlations(std::span<const double> x, std::span<const double> y) {
  Correlations out;
  if (x.size() < 2) {
    out.reason = out.test_reason = out.limit_reason = kFewPairs;
    return out;
  }
  const Centred a = centred_pair(x), b = centred_pair(y);
  if (!(a.squares > 0 && b.squares > 0)) {
    out.reason = out.test_reason = out.limit_reason = kConstant;
    return out;
  }
  const Centred rank_a = centred_pair(average_ranks(x)), rank_b = centred_pair(average_ranks(y));
  out.pearson = pearson(a, b);
  out.spearman = pearson(rank_a, rank_b);
  out.kendall_tau_b = kendall_tau_b(x, y);
  if (x.size() < 3) {
    out.test_reason = out.limit_reason = "fewer than three complete pairs";
    return out;
  }
  const double df = static_cast<double>(x.size()) - 2;
  out.pearson_df = df;
  out.pearson_t = out.pearson * std::sqrt(df / unexplained(a, b));
  out.pearson_p = two_sided_p(out.pearson_t, df);
  out.spearman_p_t = two_sided_p(out.spearman * std::sqrt(df / unexplained(rank_a, rank_b)), df);
  if (x.size() < 4) {
    out.limit_reason = "fewer than four complete pairs";
    return out;
  }
  const double half = kNormal975 / std::sqrt(df - 1), z = std::atanh(out.pearson);
  out.pearson_lower = std::tanh(z - half);
  out.pearson_upper = std::tanh(z + half);
  return out;
}

}  // namespace radgauge::statistics
