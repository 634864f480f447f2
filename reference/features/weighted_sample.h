#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace radgauge {

/// A sample as its distinct values in ascending order and how often each occurs, with its mean and central
/// moments. What the statistics of intensities and of grey levels share; sums do not depend on voxel order.
class WeightedSample {
 public:
  WeightedSample() = default;
  /// Counts whole numbers of a small range in a table; sorts other values by radix.
  explicit WeightedSample(std::span<const float> values);
  /// counts[i] voxels of value i + 1.
  explicit WeightedSample(std::span<const std::int64_t> counts);

  std::int64_t size() const { return size_; }
  bool is_constant() const { return values_.size() <= 1; }
  double lowest() const { return values_.front(); }
  double highest() const { return values_.back(); }
  double mean() const { return mean_; }
  /// Central moment of order 2, 3 or 4, divided by n.
  double moment(int order) const { return moments_[static_cast<std::size_t>(order)]; }
  /// Sum of squares of the values.
  double energy() const { return energy_; }
  /// Smallest value with at least `fraction` of the sample at or below it (nearest rank, no interpolation
  /// between values).
  double percentile(double fraction) const;
  /// Mean of |x - centre|.
  double mean_absolute_deviation(double centre) const;
  /// Mean absolute deviation from the mean, of the values in [low, high] only.
  double robust_mean_absolute_deviation(double low, double high) const;

  std::span<const double> values() const { return values_; }
  std::span<const std::int64_t> counts() const { return counts_; }

 private:
  void add(double value, std::int64_t n);
  void summarise();

  std::vector<double> values_;
  std::vector<std::int64_t> counts_;
  std::int64_t size_ = 0;
  double mean_ = 0;
  double energy_ = 0;
  double moments_[5] = {0, 0, 0, 0, 0};
};

}  // namespace radgauge
