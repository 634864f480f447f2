#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "reference/features/mesh.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

struct LargestDiameterRegion {
  Index3 size;
  std::vector<std::uint8_t> inside;

  explicit LargestDiameterRegion(const Index3& n)
      : size(n), inside(static_cast<std::size_t>(n[0] * n[1] * n[2]), 0) {}
  std::uint8_t& at(const Index3& p) {
    return inside[static_cast<std::size_t>(p[0] + size[0] * (p[1] + size[1] * p[2]))];
  }
  bool is_inside(const Index3& p) {
    for (std::size_t a = 0; a < 3; ++a)
      if (p[a] < 0 || p[a] >= size[a]) return false;
    return at(p) != 0;
  }
};

template <class Function>
void for_each_voxel(const Index3& n, Function function) {
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) function(Index3{x, y, z});
}

/// All pairs of vertices: half-way between every voxel inside and every neighbour outside.
double by_all_pairs(LargestDiameterRegion region, const Vec3& spacing_mm) {
  std::vector<Vec3> vertices;
  for_each_voxel(region.size, [&](const Index3& voxel) {
    if (!region.is_inside(voxel)) return;
    for (std::size_t axis = 0; axis < 3; ++axis)
      for (const std::int64_t step : {-1, 1}) {
        Index3 neighbour = voxel;
        neighbour[axis] += step;
        if (region.is_inside(neighbour)) continue;
        Vec3 p;
        for (std::size_t a = 0; a < 3; ++a)
          p[a] = 0.5 * spacing_mm[a] * static_cast<double>(voxel[a] + neighbour[a] - (region.size[a] - 1));
        vertices.push_back(p);
      }
  });
  double best = 0;
  for (std::size_t i = 0; i < vertices.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Vec3 d = vertices[i] - vertices[j];
      best = std::max(best, d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
  return std::sqrt(best);
}

/// An ellipsoid about `centre`, in voxels; voxels near its surface are left out with probability `roughness`.
LargestDiameterRegion ellipsoid(const Index3& size, const Vec3& centre, const Vec3& radii,
                                double roughness = 0) {
  LargestDiameterRegion region(size);
  const Draws draws(7, "rough", "test", 0, 0);
  std::uint64_t i = 0;
  for_each_voxel(size, [&](const Index3& p) {
    double square = 0;
    for (std::size_t a = 0; a < 3; ++a)
      square += std::pow((static_cast<double>(p[a]) - centre[a]) / radii[a], 2);
    const bool is_left_out = square > 0.7 && draws.uniform(i) < roughness;
    ++i;
    region.at(p) = square <= 1 && !is_left_out ? 1 : 0;
  });
  return region;
}

const std::vector<Vec3> kSpacings_mm{{1, 1, 1}, {0.7, 0.7, 0.7}, {0.9765625, 0.9765625, 3}, {2.3, 0.4, 1.1}};

void expect_all_pairs(const LargestDiameterRegion& region, const std::string& name) {
  for (const Vec3& spacing : kSpacings_mm)
    EXPECT_EQ(largest_diameter_mm(region.inside, region.size, spacing), by_all_pairs(region, spacing))
        << name << " at " << spacing[0] << " x " << spacing[1] << " x " << spacing[2] << " mm";
}

// oracle: all pairs of vertices, to the last bit; from lone voxels to lone holes.
TEST(LargestDiameterOracle, RandomMasks) {
  std::uint32_t number = 0;
  for (const Index3& size :
       {Index3{9, 7, 5}, Index3{19, 4, 3}, Index3{3, 11, 8}, Index3{8, 8, 8}, Index3{17, 1, 1}})
    for (const double share : {0.01, 0.1, 0.5, 0.9, 0.99}) {
      const Draws draws(3, "mask", "test", 0, number++);
      LargestDiameterRegion region(size);
      std::uint64_t i = 0;
      for (auto& voxel : region.inside) voxel = draws.uniform(i++) < share ? 1 : 0;
      expect_all_pairs(region, "random mask " + std::to_string(number));
    }
}

// oracle: all pairs; on a ball nearly every direction is as far as the best.
TEST(LargestDiameterOracle, Balls) {
  expect_all_pairs(ellipsoid({25, 25, 25}, {12, 12, 12}, {12, 12, 12}), "ball with bumps");
  expect_all_pairs(ellipsoid({25, 25, 25}, {12, 12, 12}, {12.3, 12.3, 12.3}), "ball");
  expect_all_pairs(ellipsoid({26, 26, 26}, {12.6, 12.4, 12.2}, {12.1, 12.1, 12.1}), "ball between voxels");
  expect_all_pairs(ellipsoid({25, 25, 9}, {12, 12, 4}, {12.3, 12.3, 4.1}), "ball of thick slices");
  expect_all_pairs(ellipsoid({25, 25, 25}, {12, 12, 12}, {12.3, 12.3, 12.3}, 0.5), "rough ball");
  expect_all_pairs(ellipsoid({30, 26, 24}, {9, 9, 9}, {7.2, 7.2, 7.2}), "ball off the middle of the box");
}

// oracle: all pairs, and by hand: the surface of a rod of n voxels is n voxels long.
TEST(LargestDiameterOracle, RodsAndSingleVoxels) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Index3 size{1, 1, 1};
    size[axis] = 37;
    LargestDiameterRegion rod(size);
    std::fill(rod.inside.begin(), rod.inside.end(), std::uint8_t{1});
    expect_all_pairs(rod, "rod along axis " + std::to_string(axis));
    EXPECT_DOUBLE_EQ(largest_diameter_mm(rod.inside, size, {0.5, 0.5, 0.5}), 18.5);
    expect_all_pairs(ellipsoid({23, 23, 23}, {11, 11, 11},
                               {axis == 0 ? 11.5 : 2.5, axis == 1 ? 11.5 : 2.5, axis == 2 ? 11.5 : 2.5}),
                     "thick rod");
  }
  LargestDiameterRegion diagonal({20, 20, 20});
  for (std::int64_t i = 0; i < 20; ++i) diagonal.at({i, 19 - i, i}) = 1;
  expect_all_pairs(diagonal, "diagonal");
  LargestDiameterRegion corner({12, 9, 10});
  corner.at({11, 0, 9}) = 1;
  expect_all_pairs(corner, "voxel in a corner");
  EXPECT_DOUBLE_EQ(largest_diameter_mm(corner.inside, corner.size, {1, 2, 3}), 3);
  const LargestDiameterRegion empty({5, 4, 3});
  EXPECT_EQ(largest_diameter_mm(empty.inside, empty.size, {1, 1, 1}), 0);
}

}  // namespace
}  // namespace radgauge
