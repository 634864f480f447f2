#include "reference/features/weighted_neighbourhood.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "reference/features/directions.h"

namespace radgauge::reference {

namespace {

double length(const Index3& step, Weighting norm) {
  const auto x = static_cast<double>(std::abs(step[0]));
  const auto y = static_cast<double>(std::abs(step[1]));
  const auto z = static_cast<double>(std::abs(step[2]));
  switch (norm) {
    case Weighting::manhattan:
      return x + y + z;
    case Weighting::euclidean:
      return std::sqrt(x * x + y * y + z * z);
    case Weighting::chebyshev:
      return std::max({x, y, z});
    case Weighting::none:
      return 1;
  }
  return 1;
}

/// f(level, first voxel's neighbours) of every voxel of slices z from `begin` to `end`, padding included.
template <class F>
void for_voxels(const Levels& levels, std::int64_t begin, std::int64_t end, F f) {
  levels.visit([&](const auto* first) {
    for (std::int64_t z = begin; z < end; ++z)
      for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
        const auto* row = first + levels.size[0] * levels.row_of(y, z);
        const RowSpan& span = levels.span(y, z);
        for (std::int64_t x = span.begin; x < span.end; ++x)
          if (row[x] != 0) f(row + x);
      }
  });
}

void count_tones(const Levels& levels, const std::vector<WeightedStep>& steps, std::int64_t begin,
                 std::int64_t end, WeightedTones& counts) {
  for_voxels(levels, begin, end, [&](const auto* voxel) {
    double sum = 0, weight = 0;
    for (const WeightedStep& step : steps) {
      const std::uint32_t level = voxel[step.offset];
      sum += step.weight * level;
      weight += level != 0 ? step.weight : 0;
    }
    if (weight == 0) return;
    counts.voxels[*voxel] += 1;
    counts.differences[*voxel] += std::abs(*voxel - sum / weight);
  });
}

/// Sums of the same weights in another order, and thirds that add up to a whole, are one dependence.
double settled_sum(double sum) {
  constexpr double kStep = 1.0 / (1 << 30);
  return std::round(sum / kStep) * kStep;
}

void count_dependences(const Levels& levels, const std::vector<WeightedStep>& steps, std::int64_t coarseness,
                       std::int64_t begin, std::int64_t end, WeightedDependences& counts) {
  for_voxels(levels, begin, end, [&](const auto* voxel) {
    double dependence = 1;
    for (const WeightedStep& step : steps) {
      const std::int64_t level = voxel[step.offset];
      if (level != 0 && std::abs(level - *voxel) <= coarseness) dependence += step.weight;
    }
    counts.voxels[{*voxel, settled_sum(dependence)}] += 1;
  });
}

}  // namespace

bool NeighbourhoodShape::is_box() const {
  const bool alike = weighting == Weighting::none || (weighting == Weighting::chebyshev && distance == 1);
  return norm == Weighting::chebyshev && alike;
}

std::vector<WeightedStep> weighted_steps(const NeighbourhoodShape& shape, const Index3& size, bool by_slice) {
  const std::int64_t n = shape.distance;
  std::vector<WeightedStep> steps;
  for (std::int64_t z = by_slice ? 0 : -n; z <= (by_slice ? 0 : n); ++z)
    for (std::int64_t y = -n; y <= n; ++y)
      for (std::int64_t x = -n; x <= n; ++x) {
        const Index3 step{x, y, z};
        if (step == Index3{0, 0, 0} || length(step, shape.norm) > static_cast<double>(n)) continue;
        steps.push_back({memory_offset(step, size), 1 / length(step, shape.weighting)});
      }
  return steps;
}

void WeightedTones::clear() {
  std::fill(voxels.begin(), voxels.end(), 0.0);
  std::fill(differences.begin(), differences.end(), 0.0);
}

void WeightedTones::add(const WeightedTones& other) {
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    voxels[i] += other.voxels[i];
    differences[i] += other.differences[i];
  }
}

bool WeightedTones::empty() const {
  return std::all_of(voxels.begin(), voxels.end(), [](double n) { return n == 0; });
}

WeightedTones WeightedNgtdmBuilder::make() const {
  const std::vector<double> none(static_cast<std::size_t>(levels_.highest + 1), 0.0);
  return {none, none};
}

void WeightedNgtdmBuilder::slices(std::int64_t begin, std::int64_t end,
                                  std::span<WeightedTones> counts) const {
  count_tones(levels_, weighted_steps(shape_, levels_.size, true), begin + levels_.padding,
              end + levels_.padding, counts[0]);
}

void WeightedNgtdmBuilder::volume(std::span<WeightedTones> counts) const {
  count_tones(levels_, weighted_steps(shape_, levels_.size, false), levels_.padding,
              levels_.padding + levels_.slices(), counts[0]);
}

Ngtdm WeightedNgtdmBuilder::matrix(std::span<const WeightedTones> counts) const {
  Ngtdm m;
  for (std::size_t level = 1; level < counts[0].voxels.size(); ++level) {
    if (counts[0].voxels[level] == 0) continue;
    m.levels.push_back({static_cast<double>(level), counts[0].voxels[level], counts[0].differences[level]});
    m.total += counts[0].voxels[level];
  }
  return m;
}

void WeightedDependences::add(const WeightedDependences& other) {
  for (const auto& [key, n] : other.voxels) voxels[key] += n;
}

void WeightedNgldmBuilder::slices(std::int64_t begin, std::int64_t end,
                                  std::span<WeightedDependences> counts) const {
  count_dependences(levels_, weighted_steps(shape_, levels_.size, true), coarseness_, begin + levels_.padding,
                    end + levels_.padding, counts[0]);
}

void WeightedNgldmBuilder::volume(std::span<WeightedDependences> counts) const {
  count_dependences(levels_, weighted_steps(shape_, levels_.size, false), coarseness_, levels_.padding,
                    levels_.padding + levels_.slices(), counts[0]);
}

SizeMatrix WeightedNgldmBuilder::matrix(std::span<const WeightedDependences> counts) const {
  std::vector<LevelRealSize> entries;
  double voxels = 0;
  for (const auto& [key, n] : counts[0].voxels) {
    entries.push_back({key.first, key.second, n});
    voxels += n;
  }
  return make_size_matrix(entries, voxels);
}

}  // namespace radgauge::reference
