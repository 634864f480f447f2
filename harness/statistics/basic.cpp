#include "statistics/basic.h"

#include <algorithm>
#include <cmath>

namespace radgauge::statistics {
namespace {

double mean_absolute_deviation(std::span<const double> values, double about) {
  double total = 0;
  for (const double value : values) total += std::abs(value - about);
  return total / static_cast<double>(values.size());
}

double pivoted_mean(std::span<const double> values) {
  const double pivot = values[0], n = static_cast<double>(values.size());
  double total = 0, rest = 0;
  for (const double value : values) total += value - pivot;
  for (const double value : values) rest += (value - pivot) - total / n;
  return pivot + (total / n + rest / n);
}

void shape(std::span<const double> values, BasicStatistics& out) {
  const double n = out.n, pivot = values[0];
  double total = 0, rest = 0;
  for (const double value : values) total += value - pivot;
  for (const double value : values) rest += (value - pivot) - total / n;
  const double mean = total / n + rest / n;
  double m2 = 0, m3 = 0, m4 = 0;
  for (const double value : values) {
    const double d = (value - pivot) - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  m2 /= n;
  m3 /= n;
  m4 /= n;
  out.var_population = m2;
  if (n > 1) out.var_sample = m2 * n / (n - 1);
  if (out.min == out.max || !(m2 > 0)) return;
  const double g1 = m3 / (m2 * std::sqrt(m2)), g2 = m4 / (m2 * m2) - 3;
  out.kurtosis_population = m4 / (m2 * m2);
  out.skewness[0] = g1;
  out.excess_kurtosis[0] = g2;
  if (n > 2) out.skewness[1] = g1 * std::sqrt(n * (n - 1)) / (n - 2);
  if (n > 3) out.excess_kurtosis[1] = ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3));
  const double shrink = 1 - 1 / n;
  out.skewness[2] = g1 * shrink * std::sqrt(shrink);
  out.excess_kurtosis[2] = (g2 + 3) * shrink * shrink - 3;
}

}  // namespace

double percentile(std::span<const double> sorted, double percent, int type) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (sorted.empty() || !(percent >= 0 && percent <= 100)) return kNaN;
  const double n = static_cast<double>(sorted.size()), p = percent / 100;
  double position = 0;  // from 1
  if (type == 6) {
    position = (n + 1) * p;
  } else if (type == 7) {
    position = (n - 1) * p + 1;
  } else if (type == 8) {
    position = (n + 1.0 / 3) * p + 1.0 / 3;
  } else {
    return kNaN;
  }
  // A position within rounding of a whole number is that number.
  const double whole = std::round(position);
  if (std::abs(position - whole) <= 4 * std::numeric_limits<double>::epsilon() * n) position = whole;
  position = std::clamp(position, 1.0, n);
  const double below = std::floor(position);
  const auto index = static_cast<std::size_t>(below) - 1;
  const double fraction = position - below;
  if (fraction == 0) return sorted[index];
  return sorted[index] + fraction * (sorted[index + 1] - sorted[index]);
}

BasicStatistics basic_statistics(std::span<const double> values) {
  BasicStatistics out;
  out.n = static_cast<double>(values.size());
  if (values.empty()) return out;
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  out.min = sorted.front();
  out.max = sorted.back();
  out.mean = pivoted_mean(values);
  out.median = percentile(sorted, 50);
  shape(values, out);
  const double p25 = percentile(sorted, 25), p75 = percentile(sorted, 75);
  out.iqr = p75 - p25;
  std::vector<double> deviations;
  for (const double value : values) deviations.push_back(std::abs(value - out.median));
  std::sort(deviations.begin(), deviations.end());
  out.mad_median = percentile(deviations, 50);
  out.mean_deviation_mean = mean_absolute_deviation(values, out.mean);
  out.mean_deviation_median = mean_absolute_deviation(values, out.median);
  const double p10 = percentile(sorted, 10), p90 = percentile(sorted, 90);
  std::vector<double> middle;
  for (const double value : values)
    if (value >= p10 && value <= p90) middle.push_back(value);
  if (!middle.empty()) out.robust_mean_deviation = mean_absolute_deviation(middle, pivoted_mean(middle));
  if (out.mean != 0) out.cv_population = std::sqrt(out.var_population) / out.mean;
  if (p25 + p75 != 0) out.quartile_dispersion = out.iqr / (p75 + p25);
  out.energy = 0;
  for (const double value : values) out.energy += value * value;
  out.root_mean_square = std::sqrt(out.energy / out.n);
  return out;
}

}  // namespace radgauge::statistics
