#include "reference/features/weighted_sample.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "reference/features/whole_counts.h"

namespace radgauge::reference {

namespace {

/// Unsigned key with the order of the float (IEEE 754: flip the sign bit, or all bits of a negative number).
std::uint32_t ordered_key(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value == 0 ? 0.0F : value);
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

float from_key(std::uint32_t key) {
  return std::bit_cast<float>((key & 0x80000000U) != 0 ? key & 0x7fffffffU : ~key);
}

std::vector<std::uint32_t> radix_sorted(std::span<const float> values) {
  std::vector<std::uint32_t> keys(values.size());
  std::array<std::array<std::size_t, 2048>, 3> start{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    keys[i] = ordered_key(values[i]);
    for (unsigned digit = 0; digit < 3; ++digit) ++start[digit][(keys[i] >> (11 * digit)) & 2047U];
  }
  std::vector<std::uint32_t> other(keys.size());
  for (unsigned digit = 0; digit < 3; ++digit) {
    std::size_t sum = 0;
    for (std::size_t& s : start[digit]) sum += std::exchange(s, sum);
    for (const std::uint32_t key : keys) other[start[digit][(key >> (11 * digit)) & 2047U]++] = key;
    keys.swap(other);
  }
  return keys;
}

}  // namespace

WeightedSample::WeightedSample(std::span<const float> values)
    : WeightedSample(values, values.empty() ? 0 : *std::min_element(values.begin(), values.end()),
                     values.empty() ? 0 : *std::max_element(values.begin(), values.end())) {}

WeightedSample::WeightedSample(std::span<const float> values, float lowest, float highest) {
  if (const auto whole = count_whole(values, lowest, highest)) {
    for (std::size_t k = 0; k < whole->counts.size(); ++k)
      if (whole->counts[k] > 0) add(whole->first + static_cast<double>(k), whole->counts[k]);
  } else {
    const std::vector<std::uint32_t> keys = radix_sorted(values);
    values_.resize(keys.size());
    passed_.resize(keys.size() + 1);
    std::size_t distinct = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      values_[distinct] = from_key(keys[i]);  // overwritten by the next unless it is the last: no branch
      passed_[distinct + 1] = static_cast<double>(i + 1);
      distinct += i + 1 == keys.size() || keys[i + 1] != keys[i] ? 1 : 0;
    }
    values_.resize(distinct);
    passed_.resize(distinct + 1);
  }
  summarise();
}

WeightedSample::WeightedSample(std::span<const std::int64_t> counts) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) add(static_cast<double>(i + 1), static_cast<double>(counts[i]));
  summarise();
}

void WeightedSample::add(double value, double n) {
  values_.push_back(value);
  passed_.push_back(passed_.back() + n);
}

/// In lanes, because each addition of one sum has to wait for the one before.
template <class F>
double WeightedSample::sum(std::size_t begin, std::size_t end, F f) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> lanes{};
  std::size_t i = begin;
  for (; i + kLanes <= end; i += kLanes)
    for (std::size_t k = 0; k < kLanes; ++k) lanes[k] += f(i + k);
  for (std::size_t k = 0; i < end; ++i, ++k) lanes[k] += f(i);
  double total = 0;
  for (const double lane : lanes) total += lane;
  return total;
}

void WeightedSample::summarise() {
  size_ = static_cast<std::int64_t>(passed_.back());
  if (size_ == 0) return;
  const double n = passed_.back();
  const std::size_t all = values_.size();
  const double* x = values_.data();
  const double* passed = passed_.data();
  const auto times = [=](std::size_t i) { return passed[i + 1] - passed[i]; };
  energy_ = sum(0, all, [=](std::size_t i) { return times(i) * x[i] * x[i]; });
  mean_ = is_constant() ? values_[0] : sum(0, all, [=](std::size_t i) { return times(i) * x[i]; }) / n;
  const double mean = mean_;
  const auto power_2 = [=](std::size_t i) { return (x[i] - mean) * (x[i] - mean); };
  moments_[2] = sum(0, all, [=](std::size_t i) { return times(i) * power_2(i); }) / n;
  moments_[3] = sum(0, all, [=](std::size_t i) { return times(i) * power_2(i) * (x[i] - mean); }) / n;
  moments_[4] = sum(0, all, [=](std::size_t i) { return times(i) * power_2(i) * power_2(i); }) / n;
}

double WeightedSample::percentile(double fraction) const {
  const auto of_rank = [&](double rank) {
    const auto reached = std::lower_bound(passed_.begin() + 1, passed_.end(), rank);
    return reached == passed_.end() ? values_.back()
                                    : values_[static_cast<std::size_t>(reached - passed_.begin()) - 1];
  };
  const double at = 1 + fraction * (passed_.back() - 1);
  const double below = std::floor(at + 1e-9);
  const double low = of_rank(below), high = of_rank(below + 1);
  return low + std::max(0.0, at - below) * (high - low);
}

double WeightedSample::mean_absolute_deviation(double centre) const {
  const auto deviation = [&](std::size_t i) { return count(i) * std::abs(values_[i] - centre); };
  return sum(0, values_.size(), deviation) / passed_.back();
}

double WeightedSample::robust_mean_absolute_deviation(double low, double high) const {
  const auto first =
      static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), low) - values_.begin());
  const auto last =
      static_cast<std::size_t>(std::upper_bound(values_.begin(), values_.end(), high) - values_.begin());
  const double n = passed_[last] - passed_[first];
  const double centre = sum(first, last, [&](std::size_t i) { return count(i) * values_[i]; }) / n;
  return sum(first, last, [&](std::size_t i) { return count(i) * std::abs(values_[i] - centre); }) / n;
}

}  // namespace radgauge::reference
