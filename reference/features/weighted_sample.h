#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace radgauge::reference {

/// A sample as its distinct values in ascending order and how often each occurs, with its mean and central
/// moments. What the statistics of intensities and of grey levels share; sums do not depend on voxel order.
class WeightedSample {
 public:
  WeightedSample() = default;
  /// Counts whole numbers of a small range in a table; sorts other values by radix.
  explicit WeightedSample(std::span<const float> values);
  /// The same for a sample whose extremes are known.
  WeightedSample(std::span<const float> values, float lowest, float highest);
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
  /// The value at rank 1 + fraction (n - 1) of the sorted sample, linear between neighbours: type 7 of
  /// Hyndman and Fan 1996, doi:10.2307/2684934. IBSI names no rule; its teams agree on this one where it
  /// shows, in the statistics of filtered images.
  double percentile(double fraction) const;
  /// Mean of |x - centre|.
  double mean_absolute_deviation(double centre) const;
  /// Mean absolute deviation from the mean, of the values in [low, high] only; NaN if there are none.
  double robust_mean_absolute_deviation(double low, double high) const;

  /// Distinct values, ascending.
  std::span<const double> values() const { return values_; }
  /// How often values()[i] occurs.
  double count(std::size_t i) const { return passed_[i + 1] - passed_[i]; }

 private:
  void add(double value, double n);
  void summarise();
  /// Sum of f(i) over values begin to end.
  template <class F>
  static double sum(std::size_t begin, std::size_t end, F f);

  std::vector<double> values_;
  std::vector<double> passed_{0};  ///< whole: how many are below values_[i], then how many there are
  std::int64_t size_ = 0;
  double mean_ = 0;
  double energy_ = 0;
  double moments_[5] = {0, 0, 0, 0, 0};
};

}  // namespace radgauge::reference
