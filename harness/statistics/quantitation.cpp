#include "statistics/quantitation.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace radgauge::statistics {
namespace {

constexpr double kNormal95 = 1.6448536269514722;

double mean_of(const std::vector<double>& values) {
  double mean = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  return mean;
}

double squares_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return squares;
}

/// The 95th percentile of the normal with an estimated SD: EP17's correction for its bias.
double corrected(double df) {
  return kNormal95 / (1 - 1 / (4 * df));
}

double percentile_95(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size()), rank = std::clamp(0.5 + 0.95 * n, 1.0, n);
  const auto below = static_cast<std::size_t>(rank);
  const double share = rank - static_cast<double>(below);
  const std::size_t above = std::min(below + 1, values.size());
  return (1 - share) * values[below - 1] + share * values[above - 1];
}

}  // namespace

DetectionLimits detection_limits(std::span<const DetectionSample> blanks,
                                 std::span<const DetectionSample> low) {
  DetectionLimits out;
  std::vector<double> all;
  double squares = 0, samples = 0;
  for (const DetectionSample& sample : blanks) {
    all.insert(all.end(), sample.values.begin(), sample.values.end());
    samples += sample.values.empty() ? 0 : 1;
  }
  out.n_blank = static_cast<double>(all.size());
  if (all.size() < 2) {
    out.blank_reason = out.low_reason = "fewer than two values of blanks";
    return out;
  }
  out.lob_rank = percentile_95(all);
  const double df = out.n_blank - samples;
  if (df >= 1) out.lob_normal = mean_of(all) + corrected(df) * std::sqrt(squares_of(all) / (out.n_blank - 1));
  double low_samples = 0;
  for (const DetectionSample& sample : low) {
    if (sample.values.empty()) continue;
    out.n_low += static_cast<double>(sample.values.size());
    low_samples += 1;
    squares += squares_of(sample.values);
  }
  const double df_low = out.n_low - low_samples;
  if (df_low < 1) {
    out.low_reason = "no low sample has two values";
    return out;
  }
  out.sd_low = std::sqrt(squares / df_low);
  out.lod_rank = out.lob_rank + corrected(df_low) * out.sd_low;
  out.lod_normal = out.lob_normal + corrected(df_low) * out.sd_low;
  return out;
}

std::vector<QuantitationLevel> quantitation_levels(std::span<const DetectionSample> samples) {
  std::map<double, std::vector<const DetectionSample*>> levels;
  for (const DetectionSample& sample : samples)
    if (sample.truth > 0 && !sample.values.empty()) levels[sample.truth].push_back(&sample);
  std::vector<QuantitationLevel> out;
  for (const auto& [truth, members] : levels) {
    QuantitationLevel level;
    level.truth = truth;
    double sum = 0, squares = 0, df = 0;
    for (const DetectionSample* sample : members) {
      const double n = static_cast<double>(sample->values.size());
      sum += n * mean_of(sample->values);
      squares += squares_of(sample->values);
      level.n += n;
      df += n - 1;
    }
    level.bias = (sum / level.n - truth) / truth;
    if (df > 0) level.cv = std::sqrt(squares / df) / truth;
    level.total_error = std::abs(level.bias) + 2 * level.cv;
    out.push_back(level);
  }
  return out;
}

double limit_of_quantitation(std::span<const QuantitationLevel> levels, double QuantitationLevel::*error,
                             double goal) {
  double limit = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = levels.size(); i-- > 0 && levels[i].*error <= goal;) limit = levels[i].truth;
  return limit;
}

}  // namespace radgauge::statistics
