#pragma once

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "core/volume.h"
#include "reference/test_images.h"

/// Texture matrices counted by their definitions, voxel by voxel: slow, and written without the extractor.
namespace radgauge::testing {

/// Whole levels in a morphological mask with holes; `lowest` is the lowest level of the intensity mask.
struct LevelRegion {
  Volume image;
  Mask mask;
  std::int64_t lowest = 1;

  std::int64_t size(std::size_t axis) const { return image.lattice.size[axis]; }
  bool in_box(const Index3& p) const {
    bool inside = true;
    for (std::size_t a = 0; a < 3; ++a) inside = inside && p[a] >= 0 && p[a] < size(a);
    return inside;
  }
  bool in_mask(const Index3& p) const { return in_box(p) && mask(p[0], p[1], p[2]) != 0; }
  /// 0 outside the intensity mask.
  int level(const Index3& p) const {
    if (!in_mask(p)) return 0;
    const auto value = static_cast<int>(image(p[0], p[1], p[2]));
    return value >= lowest ? value : 0;
  }
};

/// Levels offset + 1 to offset + levels; each voxel is in the mask with probability `inside`.
inline LevelRegion random_region(const Index3& size, std::int64_t levels, std::int64_t offset, double inside,
                                 std::int64_t lowest, std::uint32_t seed) {
  LevelRegion made{Volume(unit_lattice(size)), Mask(unit_lattice(size)), lowest};
  Scatter scatter(seed);
  for (std::size_t i = 0; i < made.image.voxels.size(); ++i) {
    made.image.voxels[i] = static_cast<float>(offset + 1 + scatter.below(levels));
    made.mask.voxels[i] = scatter.next() < inside ? 1 : 0;
  }
  made.mask.voxels[made.mask.voxels.size() / 2] = 1;
  made.image.voxels[made.image.voxels.size() / 2] = static_cast<float>(offset + levels);
  return made;
}

/// (level, size) -> count.
using Matrix = std::map<std::pair<int, int>, double>;

/// A matrix and the voxels that its percentage divides by.
struct Counted {
  Matrix matrix;
  double voxels = 0;

  void add(const Counted& other, double weight) {
    for (const auto& [key, n] : other.matrix) matrix[key] += weight * n;
    voxels += weight * other.voxels;
  }
};

/// Calls f for every voxel of the intensity mask with z from `begin` to `end`.
template <class F>
void for_voxels(const LevelRegion& r, std::int64_t begin, std::int64_t end, F f) {
  for (std::int64_t z = begin; z < end; ++z)
    for (std::int64_t y = 0; y < r.size(1); ++y)
      for (std::int64_t x = 0; x < r.size(0); ++x)
        if (r.level({x, y, z}) != 0) f(Index3{x, y, z});
}

inline Index3 moved(const Index3& p, const Index3& step, std::int64_t times = 1) {
  return {p[0] + times * step[0], p[1] + times * step[1], p[2] + times * step[2]};
}

/// The 13 directions, those within slices first.
inline std::vector<Index3> half_of_the_neighbours() {
  std::vector<Index3> list;
  for (std::int64_t z = 0; z <= 1; ++z)
    for (std::int64_t y = -1; y <= 1; ++y)
      for (std::int64_t x = -1; x <= 1; ++x)
        if (z > 0 || y > 0 || (y == 0 && x > 0)) list.push_back({x, y, z});
  return list;
}

/// Runs along a direction: from every voxel that does not continue one.
inline Counted runs_along(const LevelRegion& r, const Index3& step, std::int64_t begin, std::int64_t end) {
  Counted found;
  for_voxels(r, begin, end, [&](const Index3& p) {
    ++found.voxels;
    const int level = r.level(p);
    if (r.level(moved(p, step, -1)) == level) return;
    int length = 1;
    while (r.level(moved(p, step, length)) == level) ++length;
    ++found.matrix[{level, length}];
  });
  return found;
}

/// Number of erosions of the morphological mask that each voxel outlives, plus 1.
inline std::map<Index3, int> erosions(const LevelRegion& r, bool by_slice) {
  std::map<Index3, int> alive;
  for (std::int64_t z = 0; z < r.size(2); ++z)
    for (std::int64_t y = 0; y < r.size(1); ++y)
      for (std::int64_t x = 0; x < r.size(0); ++x)
        if (r.in_mask({x, y, z})) alive[{x, y, z}] = 1;
  std::map<Index3, int> distance = alive;
  while (!alive.empty()) {
    std::map<Index3, int> left;
    for (const auto& [p, one] : alive) {
      bool whole = true;
      for (std::size_t axis = 0; axis < (by_slice ? 2u : 3u); ++axis)
        for (const std::int64_t sign : {-1, 1}) {
          Index3 q = p;
          q[axis] += sign;
          whole = whole && alive.count(q) != 0;
        }
      if (whole) left[p] = 1;
    }
    for (const auto& [p, one] : left) ++distance[p];
    alive = left;
  }
  return distance;
}

/// Zones by flooding: matrices of sizes and of distances.
inline std::pair<Counted, Counted> zones_of(const LevelRegion& r, bool by_slice, std::int64_t begin,
                                            std::int64_t end) {
  std::pair<Counted, Counted> found;
  const auto distance = erosions(r, by_slice);
  std::map<Index3, bool> seen;
  for_voxels(r, begin, end, [&](const Index3& start) {
    ++found.first.voxels;
    ++found.second.voxels;
    if (seen[start]) return;
    const int level = r.level(start);
    std::vector<Index3> open{start};
    seen[start] = true;
    int size = 0;
    int nearest = distance.at(start);
    while (!open.empty()) {
      const Index3 p = open.back();
      open.pop_back();
      ++size;
      nearest = std::min(nearest, distance.at(p));
      for (int d = 0; d < 27; ++d) {
        const Index3 q{p[0] + d % 3 - 1, p[1] + d / 3 % 3 - 1, p[2] + d / 9 - 1};
        if ((by_slice && q[2] != p[2]) || r.level(q) != level || seen[q]) continue;
        seen[q] = true;
        open.push_back(q);
      }
    }
    ++found.first.matrix[{level, size}];
    ++found.second.matrix[{level, nearest}];
  });
  return found;
}

/// Calls f(level of a neighbour) for the voxels within the distance that are in the intensity mask.
template <class F>
void for_neighbours(const LevelRegion& r, const Index3& p, std::int64_t distance, bool by_slice, F f) {
  const std::int64_t slices = by_slice ? 0 : distance;
  for (std::int64_t z = -slices; z <= slices; ++z)
    for (std::int64_t y = -distance; y <= distance; ++y)
      for (std::int64_t x = -distance; x <= distance; ++x)
        if (x != 0 || y != 0 || z != 0)
          if (const int level = r.level(moved(p, {x, y, z})); level != 0) f(level);
}

inline Counted dependences(const LevelRegion& r, std::int64_t distance, int coarseness, bool by_slice,
                           std::int64_t begin, std::int64_t end) {
  Counted found;
  for_voxels(r, begin, end, [&](const Index3& p) {
    ++found.voxels;
    int dependent = 1;
    for_neighbours(r, p, distance, by_slice,
                   [&](int level) { dependent += std::abs(level - r.level(p)) <= coarseness ? 1 : 0; });
    ++found.matrix[{r.level(p), dependent}];
  });
  return found;
}

/// level -> voxels with a neighbour, and their summed differences.
using Tones = std::map<int, std::pair<double, double>>;

inline Tones tones(const LevelRegion& r, std::int64_t distance, bool by_slice, std::int64_t begin,
                   std::int64_t end) {
  Tones found;
  for_voxels(r, begin, end, [&](const Index3& p) {
    double n = 0, sum = 0;
    for_neighbours(r, p, distance, by_slice, [&](int level) {
      ++n;
      sum += level;
    });
    if (n == 0) return;
    ++found[r.level(p)].first;
    found[r.level(p)].second += std::abs(r.level(p) - sum / n);
  });
  return found;
}

}  // namespace radgauge::testing
