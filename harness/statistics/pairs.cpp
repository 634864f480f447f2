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

double products(const Centred& x, const Centred& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.deviations.size(); ++i) sum += x.deviations[i] * y.deviations[i];
  return sum;
}

std::vector<double> differences(std::span<const double> x, std::span<const double> y) {
  std::vector<double> d;
  for (std::size_t i = 0; i < x.size(); ++i) d.push_back(x[i] - y[i]);
  return d;
}

double pearson(const Centred& x, const Centred& y) {
  // Exact where both are equal; their product could overflow.
  const double below = std::sqrt(x.squares / y.squares) * y.squares;
  return below > 0 ? std::clamp(products(x, y) / below, -1.0, 1.0) : kNaN;
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

void set_lin_limits(LinConcordance& out, const Centred& x, const Centred& y, double n) {
  const double r = pearson(x, y), u = out.location_shift, c = out.bias_correction, p = out.ccc;
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
  const Centred a = centred_pair(x), b = centred_pair(y);
  const double shift = -centred_pair(differences(x, y)).mean, common = products(a, b);
  const double below = a.squares + b.squares + n * shift * shift;
  if (!(below > 0)) {
    out.reason = out.limit_reason = out.z_reason = out.shift_reason = "all values are equal";
    return out;
  }
  out.ccc = std::clamp(2 * common / below, -1.0, 1.0);
  out.ccc_unbiased = 2 * common / (a.squares + b.squares + (n - 1) * shift * shift);
  if (!(a.squares > 0 && b.squares > 0)) {
    out.limit_reason = out.z_reason = out.shift_reason = kConstant;
    return out;
  }
  out.scale_shift = std::sqrt(b.squares / a.squares);
  out.location_shift = shift / std::sqrt(std::sqrt(a.squares / n) * std::sqrt(b.squares / n));
  out.bias_correction = 2 / (out.scale_shift + 1 / out.scale_shift + out.location_shift * out.location_shift);
  if (x.size() < 3)
    out.limit_reason = out.z_reason = "fewer than three complete pairs";
  else
    set_lin_limits(out, a, b, n);
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
