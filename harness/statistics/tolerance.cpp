#include "statistics/tolerance.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/nan.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

bool is_share(double p) {
  return p > 0 && p < 1;
}

double normal_cdf(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}

/// The half width around `centre` that holds `content` of the standard normal, by bisection.
double half_width(double centre, double content) {
  double low = 0, high = std::abs(centre) + 40;
  for (int i = 0; i < 80; ++i) {
    const double middle = (low + high) / 2;
    (normal_cdf(centre + middle) - normal_cdf(centre - middle) < content ? low : high) = middle;
  }
  return (low + high) / 2;
}

constexpr int kPanels = 240;
constexpr double kEnd = 8;

/// Half widths at the errors z/sqrt(n) of the mean, z from 0 to kEnd.
std::vector<double> half_widths(double n, double content) {
  std::vector<double> out;
  for (int i = 0; i <= kPanels; ++i) out.push_back(half_width(kEnd * i / kPanels / std::sqrt(n), content));
  return out;
}

/// P(at least the content inside mean -/+ k SD): over the error of the mean, Simpson's rule.
double confidence_of(double k, double n, const std::vector<double>& half_widths) {
  double sum = 0;
  for (int i = 0; i <= kPanels; ++i) {
    const double z = kEnd * i / kPanels, ratio = half_widths[static_cast<std::size_t>(i)] / k;
    const double inside = chi_square_upper_tail((n - 1) * ratio * ratio, n - 1);
    const double weight = i == 0 || i == kPanels ? 1 : i % 2 == 1 ? 4 : 2;
    sum += weight * inside * std::exp(-z * z / 2);
  }
  return 2 * sum * kEnd / kPanels / 3 / std::sqrt(2 * std::numbers::pi);
}

}  // namespace

double tolerance_factor_one_sided(double n, double content, double confidence) {
  if (!(n >= 2) || !is_share(content) || !is_share(confidence)) return kNaN;
  const double root = std::sqrt(n);
  return non_central_t_quantile(confidence, n - 1, root * normal_quantile(content)) / root;
}

double tolerance_factor_two_sided(double n, double content, double confidence) {
  if (!(n >= 2) || !is_share(content) || !is_share(confidence)) return kNaN;
  const std::vector<double> widths = half_widths(n, content);
  double low = widths[0] / 2, high = low;
  while (confidence_of(high, n, widths) < confidence) high *= 2;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (confidence_of(middle, n, widths) < confidence ? low : high) = middle;
  }
  return (low + high) / 2;
}

double tolerance_factor_known_mean(double df, double content, double confidence) {
  if (!(df > 0) || !is_share(content) || !is_share(confidence)) return kNaN;
  return normal_quantile((1 + content) / 2) * std::sqrt(df / chi_square_quantile(1 - confidence, df));
}

double range_content(double n, double confidence) {
  if (!(n >= 2) || !is_share(confidence)) return kNaN;
  double low = 0, high = 1;
  for (int i = 0; i < 100; ++i) {
    const double p = (low + high) / 2;
    // Confidence that at least p lies inside.
    const double sure = 1 - n * std::pow(p, n - 1) + (n - 1) * std::pow(p, n);
    (sure > confidence ? low : high) = p;
  }
  return (low + high) / 2;
}

}  // namespace radgauge::statistics
