#include "reference/features/convex_hull.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "reference/features/mesh.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

Index3 minus(const Index3& a, const Index3& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
std::int64_t determinant(const Index3& a, const Index3& b, const Index3& c) {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
         a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/// What makes a closed surface with all points within the hull of them: no point is above a triangle, every
/// edge is passed once in each direction, and Euler's formula holds.
void expect_hull(const ConvexHull& hull, const std::vector<Index3>& points) {
  std::map<std::pair<std::size_t, std::size_t>, int> edges;
  for (const auto& t : hull.triangles) {
    const Index3& a = hull.vertices[t[0]];
    const Index3 u = minus(hull.vertices[t[1]], a), v = minus(hull.vertices[t[2]], a);
    const Index3 normal{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    EXPECT_NE(normal, (Index3{0, 0, 0}));
    for (const Index3& p : points) ASSERT_LE(determinant(u, v, minus(p, a)), 0);
    for (std::size_t k = 0; k < 3; ++k) ++edges[{t[k], t[(k + 1) % 3]}];
  }
  for (const auto& [edge, n] : edges) {
    EXPECT_EQ(n, 1);
    EXPECT_EQ(edges.count({edge.second, edge.first}), 1u);
  }
  EXPECT_EQ(hull.vertices.size() + hull.triangles.size(), edges.size() / 2 + 2);
}

// oracle: the defining properties of a hull, exactly, on points with many of one plane, line and place.
TEST(ConvexHullOracle, HoldsAllPointsAndIsClosed) {
  std::uint32_t number = 0;
  for (const std::int64_t range : {1, 2, 3, 8, 50, 1000})
    for (const std::size_t n : {std::size_t{5}, std::size_t{20}, std::size_t{300}}) {
      const Draws draws(5, "points", "test", 0, number++);
      std::vector<Index3> points(n);
      std::uint64_t i = 0;
      for (Index3& p : points)
        for (std::int64_t& c : p)
          c = static_cast<std::int64_t>(draws.uniform(i++) * static_cast<double>(2 * range + 1)) - range;
      const ConvexHull hull = convex_hull(points);
      if (!hull.triangles.empty()) expect_hull(hull, points);
      if (n == 300) {
        EXPECT_GE(hull.triangles.size(), 4u);
      }
    }
}

// oracle: a block of lattice points, where all but eight are on faces, edges or within.
TEST(ConvexHullOracle, Block) {
  std::vector<Index3> points;
  for (std::int64_t z = 0; z <= 4; ++z)
    for (std::int64_t y = 0; y <= 3; ++y)
      for (std::int64_t x = -2; x <= 5; ++x) points.push_back({x, y, z});
  const ConvexHull hull = convex_hull(points);
  expect_hull(hull, points);
  const HullMeasure measure = measure_hull(hull, {1, 2, 0.5});
  EXPECT_DOUBLE_EQ(measure.volume, 7 * 6 * 2);
  EXPECT_DOUBLE_EQ(measure.area, 2 * (7 * 6 + 6 * 2 + 7 * 2));
}

TEST(ConvexHullMechanics, FlatAndOversizedInput) {
  EXPECT_TRUE(convex_hull({}).triangles.empty());
  const std::vector<Index3> same(4, Index3{3, 3, 3});
  EXPECT_TRUE(convex_hull(same).triangles.empty());
  const std::vector<Index3> line{{0, 0, 0}, {1, 2, 3}, {2, 4, 6}, {5, 10, 15}};
  EXPECT_TRUE(convex_hull(line).triangles.empty());
  std::vector<Index3> plane;
  for (std::int64_t y = 0; y < 5; ++y)
    for (std::int64_t x = 0; x < 5; ++x) plane.push_back({x, y, x + y});
  EXPECT_TRUE(convex_hull(plane).triangles.empty());
  EXPECT_EQ(measure_hull(convex_hull(plane), {1, 1, 1}).area, 0);
  const std::vector<Index3> far{{0, 0, 0}, {1 << 20, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  EXPECT_THROW(convex_hull(far), Error);
}

/// All vertices of the mesh: half-way between every voxel inside and every neighbour outside.
std::vector<Index3> all_vertices(const std::vector<std::uint8_t>& mask, const Index3& n) {
  const auto inside = [&](const Index3& p) {
    for (std::size_t a = 0; a < 3; ++a)
      if (p[a] < 0 || p[a] >= n[a]) return false;
    return mask[static_cast<std::size_t>(p[0] + n[0] * (p[1] + n[1] * p[2]))] != 0;
  };
  std::vector<Index3> vertices;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        for (std::size_t axis = 0; axis < 3; ++axis)
          for (const std::int64_t step : {-1, 1}) {
            Index3 neighbour{x, y, z};
            neighbour[axis] += step;
            if (!inside({x, y, z}) || inside(neighbour)) continue;
            vertices.push_back({x + neighbour[0], y + neighbour[1], z + neighbour[2]});
          }
  return vertices;
}

// oracle: the outermost vertices have the hull of all vertices of the mesh.
TEST(ConvexHullOracle, OutermostVerticesHaveTheHullOfTheMesh) {
  std::uint32_t number = 0;
  for (const Index3& n :
       {Index3{1, 1, 1}, Index3{7, 1, 1}, Index3{1, 6, 4}, Index3{9, 8, 7}, Index3{14, 5, 9}})
    for (const double share : {0.02, 0.3, 0.9}) {
      const Draws draws(9, "mask", "test", 0, number++);
      std::vector<std::uint8_t> mask(static_cast<std::size_t>(n[0] * n[1] * n[2]));
      for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = draws.uniform(i) < share ? 1 : 0;
      mask[mask.size() / 2] = 1;
      const std::vector<Index3> all = all_vertices(mask, n);
      const ConvexHull hull = convex_hull(outermost_vertices(mask, n));
      ASSERT_GE(hull.triangles.size(), 8u) << "one voxel is an octahedron";
      expect_hull(hull, all);
      const HullMeasure a = measure_hull(hull, {0.5, 0.5, 0.5});
      const HullMeasure b = measure_hull(convex_hull(all), {0.5, 0.5, 0.5});
      EXPECT_NEAR(a.volume, b.volume, 1e-12 * b.volume);
      EXPECT_NEAR(a.area, b.area, 1e-12 * b.area);
    }
}

}  // namespace
}  // namespace radgauge
