#include "reference/features/weighted_sample.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace radgauge {

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

WeightedSample::WeightedSample(std::span<const float> values) {
  if (values.empty()) return;
  float low = values[0];
  float high = values[0];
  bool whole = true;
  for (const float v : values) {
    low = std::min(low, v);
    high = std::max(high, v);
    whole = whole && std::abs(v) < 1e6F && v == static_cast<float>(static_cast<std::int32_t>(v));
  }
  if (whole && high - low < 65536) {
    const auto first = static_cast<std::int32_t>(low);
    std::vector<std::int64_t> table(static_cast<std::size_t>(high - low) + 1, 0);
    for (const float v : values) ++table[static_cast<std::size_t>(static_cast<std::int32_t>(v) - first)];
    for (std::size_t i = 0; i < table.size(); ++i)
      if (table[i] > 0) add(first + static_cast<double>(i), table[i]);
  } else {
    const std::vector<std::uint32_t> keys = radix_sorted(values);
    values_.reserve(keys.size());
    counts_.reserve(keys.size());
    for (std::size_t i = 0, next = 0; i < keys.size(); i = next) {
      while (next < keys.size() && keys[next] == keys[i]) ++next;
      add(from_key(keys[i]), static_cast<std::int64_t>(next - i));
    }
  }
  summarise();
}

WeightedSample::WeightedSample(std::span<const std::int64_t> counts) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) add(static_cast<double>(i + 1), counts[i]);
  summarise();
}

void WeightedSample::add(double value, std::int64_t n) {
  values_.push_back(value);
  counts_.push_back(n);
  size_ += n;
}

void WeightedSample::summarise() {
  if (size_ == 0) return;
  const auto n = static_cast<double>(size_);
  double sum = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto c = static_cast<double>(counts_[i]);
    sum += c * values_[i];
    energy_ += c * values_[i] * values_[i];
  }
  mean_ = is_constant() ? values_[0] : sum / n;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto c = static_cast<double>(counts_[i]);
    const double d = values_[i] - mean_;
    moments_[2] += c * d * d;
    moments_[3] += c * d * d * d;
    moments_[4] += c * d * d * d * d;
  }
  for (double& m : moments_) m /= n;
}

double WeightedSample::percentile(double fraction) const {
  const auto rank = static_cast<std::int64_t>(std::ceil(fraction * static_cast<double>(size_) - 1e-9));
  std::int64_t passed = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    passed += counts_[i];
    if (passed >= rank) return values_[i];
  }
  return values_.back();
}

double WeightedSample::mean_absolute_deviation(double centre) const {
  double sum = 0;
  for (std::size_t i = 0; i < values_.size(); ++i)
    sum += static_cast<double>(counts_[i]) * std::abs(values_[i] - centre);
  return sum / static_cast<double>(size_);
}

double WeightedSample::robust_mean_absolute_deviation(double low, double high) const {
  double sum = 0;
  double n = 0;
  const auto first =
      static_cast<std::size_t>(std::lower_bound(values_.begin(), values_.end(), low) - values_.begin());
  const auto last =
      static_cast<std::size_t>(std::upper_bound(values_.begin(), values_.end(), high) - values_.begin());
  for (std::size_t i = first; i < last; ++i) {
    n += static_cast<double>(counts_[i]);
    sum += static_cast<double>(counts_[i]) * values_[i];
  }
  const double centre = sum / n;
  double deviation = 0;
  for (std::size_t i = first; i < last; ++i)
    deviation += static_cast<double>(counts_[i]) * std::abs(values_[i] - centre);
  return deviation / n;
}

}  // namespace radgauge
