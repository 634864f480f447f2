#include "agreement/materials.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"
#include "statistics/truth.h"

namespace radgauge::agreement {

namespace {

struct LevelSum {
  double n = 0;
  double mean = 0;
  double square = 0;  ///< of deviations from the mean

  void add(double value) {
    n += 1;
    const double before = value - mean;
    mean += before / n;
    square += before * (value - mean);
  }
};

/// Variance between levels by ANOVA with n0 = (N - sum n^2 / N) / (k - 1).
double variance_between(const std::vector<LevelSum>& levels, double total, double mean_square_within) {
  const double k = static_cast<double>(levels.size());
  double grand = 0, squares = 0;
  for (const LevelSum& level : levels) {
    grand += level.n * level.mean / total;
    squares += level.n * level.n;
  }
  double between = 0;
  for (const LevelSum& level : levels) between += level.n * (level.mean - grand) * (level.mean - grand);
  const double n0 = (total - squares / total) / (k - 1);
  return std::max(0.0, (between / (k - 1) - mean_square_within) / n0);
}

}  // namespace

MaterialRow material_row(std::span<const double> values, std::span<const std::size_t> levels,
                         bool zero_is_arbitrary) {
  std::vector<LevelSum> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (levels[i] >= sums.size()) sums.resize(levels[i] + 1);
    sums[levels[i]].add(values[i]);
  }
  std::erase_if(sums, [](const LevelSum& sum) { return sum.n == 0; });
  MaterialRow row;
  row.n_levels = static_cast<std::int64_t>(sums.size());
  row.n_values = static_cast<std::int64_t>(values.size());
  if (sums.empty()) return row;
  const double k = static_cast<double>(sums.size());
  const double total = static_cast<double>(values.size());
  LevelSum over_levels;
  double within = 0;
  for (const LevelSum& sum : sums) {
    over_levels.add(sum.mean);
    within += sum.square;
  }
  row.mean = over_levels.mean;
  const bool has_repeats = total > k;
  const double mean_square_within = has_repeats ? within / (total - k) : 0;
  if (has_repeats) {
    row.repeat_sd = std::sqrt(mean_square_within);
    row.rc = statistics::kRepeatabilityFactor * row.repeat_sd;
  }
  if (sums.size() < 2) return row;
  const double between = variance_between(sums, total, mean_square_within);
  row.level_sd = std::sqrt(between);
  row.rdc = statistics::kRepeatabilityFactor * std::sqrt(between + mean_square_within);
  if (!zero_is_arbitrary && row.mean != 0)
    row.cov_percent = 100 * std::sqrt(over_levels.square / (k - 1)) / std::abs(row.mean);
  return row;
}

TruthRow truth_row(std::span<const double> truth, std::span<const double> value, bool zero_is_arbitrary) {
  const statistics::TruthComparison found = statistics::compare_with_truth(truth, value);
  TruthRow row;
  row.n_values = static_cast<std::int64_t>(value.size());
  row.bias = found.bias;
  row.bias_lower = found.bias_lower;
  row.bias_upper = found.bias_upper;
  if (!zero_is_arbitrary) row.bias_percent = found.bias_percent;
  row.slope = found.slope;
  row.slope_lower = found.slope_lower;
  row.slope_upper = found.slope_upper;
  row.intercept = found.intercept;
  row.r_squared = found.r_squared;
  row.nonlinearity = found.nonlinearity;
  row.reason = std::string(found.reason.empty() ? found.line_reason : found.reason);
  return row;
}

}  // namespace radgauge::agreement
