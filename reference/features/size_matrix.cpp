#include "reference/features/size_matrix.h"

#include <algorithm>
#include <cmath>

#include "reference/features/counts.h"

namespace radgauge::reference {

namespace {

using Marginal = SizeMatrix::Marginal;

template <class Entry, class Index>
std::vector<Marginal> sorted_marginal(std::vector<Entry> entries, Index Entry::*index) {
  std::stable_sort(entries.begin(), entries.end(),
                   [&](const Entry& a, const Entry& b) { return a.*index < b.*index; });
  std::vector<Marginal> marginal;
  for (const Entry& e : entries) {
    const auto value = static_cast<double>(e.*index);
    if (marginal.empty() || marginal.back().value != value) marginal.push_back({value, 0});
    marginal.back().count += e.count;
  }
  return marginal;
}

/// Counts per value of one of the two indices: in an array while its values are few for the number of
/// entries, otherwise by sorting (a zone may have millions of voxels).
template <class Entry>
std::vector<Marginal> marginal_of(const std::vector<Entry>& entries, std::uint32_t Entry::*index) {
  std::uint32_t highest = 0;
  for (const Entry& e : entries) highest = std::max(highest, e.*index);
  if (highest > 1024 + 4 * entries.size()) return sorted_marginal(entries, index);
  std::vector<Marginal> marginal;
  std::vector<double> counts(highest + std::size_t{1}, 0.0);
  for (const Entry& e : entries) counts[e.*index] += e.count;
  for (std::size_t i = 1; i < counts.size(); ++i)
    if (counts[i] > 0) marginal.push_back({static_cast<double>(i), counts[i]});
  return marginal;
}
std::vector<Marginal> marginal_of(const std::vector<LevelRealSize>& entries, double LevelRealSize::*index) {
  return sorted_marginal(entries, index);
}

template <class Entry>
SizeMatrix matrix_of(const std::vector<Entry>& entries, double voxels) {
  SizeMatrix m;
  m.voxels = voxels;
  double logs = 0;
  for (const Entry& e : entries) {
    const double i2 = static_cast<double>(e.level) * e.level;
    const double j2 = static_cast<double>(e.size) * e.size;
    const double over_j2 = e.count / j2;
    m.total += e.count;
    m.low_small += over_j2 / i2;
    m.high_small += over_j2 * i2;
    m.low_large += e.count * j2 / i2;
    m.high_large += e.count * j2 * i2;
    m.squares += e.count * e.count;
    logs += n_log2_n(e.count);
  }
  if (entries.size() > 1) m.entropy = std::max(0.0, std::log2(m.total) - logs / m.total);
  m.levels = marginal_of(entries, &Entry::level);
  m.sizes = marginal_of(entries, &Entry::size);
  return m;
}

}  // namespace

SizeMatrix make_size_matrix(const std::vector<LevelSize>& entries, double voxels) {
  return matrix_of(entries, voxels);
}

SizeMatrix make_size_matrix(const std::vector<LevelRealSize>& entries, double voxels) {
  return matrix_of(entries, voxels);
}

SizeMatrix make_size_matrix(const std::vector<LevelSize>& entries) {
  double voxels = 0;
  for (const LevelSize& e : entries) voxels += e.count * e.size;
  return make_size_matrix(entries, voxels);
}

namespace size_features {

namespace {

template <class F>
double sum(const std::vector<Marginal>& marginal, F f) {
  double total = 0;
  for (const Marginal& m : marginal) total += f(m.value, m.count);
  return total;
}
double inverse_squares(const std::vector<Marginal>& marginal) {
  return sum(marginal, [](double value, double count) { return count / (value * value); });
}
double squares(const std::vector<Marginal>& marginal) {
  return sum(marginal, [](double value, double count) { return count * value * value; });
}
double non_uniformity(const std::vector<Marginal>& marginal) {
  return sum(marginal, [](double, double count) { return count * count; });
}
double variance(const std::vector<Marginal>& marginal, double total) {
  const double mean = sum(marginal, [](double value, double count) { return count * value; }) / total;
  return sum(marginal, [=](double value, double count) { return count * (value - mean) * (value - mean); }) /
         total;
}
FeatureValue ok(double value) {
  return FeatureValue::ok(value);
}

}  // namespace

FeatureValue small_emphasis(const SizeMatrix& m) {
  return ok(inverse_squares(m.sizes) / m.total);
}
FeatureValue large_emphasis(const SizeMatrix& m) {
  return ok(squares(m.sizes) / m.total);
}
FeatureValue low_level_emphasis(const SizeMatrix& m) {
  return ok(inverse_squares(m.levels) / m.total);
}
FeatureValue high_level_emphasis(const SizeMatrix& m) {
  return ok(squares(m.levels) / m.total);
}
FeatureValue small_low_emphasis(const SizeMatrix& m) {
  return ok(m.low_small / m.total);
}
FeatureValue small_high_emphasis(const SizeMatrix& m) {
  return ok(m.high_small / m.total);
}
FeatureValue large_low_emphasis(const SizeMatrix& m) {
  return ok(m.low_large / m.total);
}
FeatureValue large_high_emphasis(const SizeMatrix& m) {
  return ok(m.high_large / m.total);
}
FeatureValue level_non_uniformity(const SizeMatrix& m) {
  return ok(non_uniformity(m.levels) / m.total);
}
FeatureValue normalised_level_non_uniformity(const SizeMatrix& m) {
  return ok(non_uniformity(m.levels) / (m.total * m.total));
}
FeatureValue size_non_uniformity(const SizeMatrix& m) {
  return ok(non_uniformity(m.sizes) / m.total);
}
FeatureValue normalised_size_non_uniformity(const SizeMatrix& m) {
  return ok(non_uniformity(m.sizes) / (m.total * m.total));
}
FeatureValue percentage(const SizeMatrix& m) {
  return ok(m.total / m.voxels);
}
FeatureValue level_variance(const SizeMatrix& m) {
  return ok(variance(m.levels, m.total));
}
FeatureValue size_variance(const SizeMatrix& m) {
  return ok(variance(m.sizes, m.total));
}
FeatureValue entropy(const SizeMatrix& m) {
  return ok(m.entropy);
}
FeatureValue energy(const SizeMatrix& m) {
  return ok(m.squares / (m.total * m.total));
}

}  // namespace size_features
}  // namespace radgauge::reference
