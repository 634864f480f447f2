#include "reference/features/enclosing_bodies.h"

#include <gtest/gtest.h>

#include <numbers>

#include "core/random.h"
#include "reference/extractor.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::unit_lattice;

std::vector<Index3> scattered_points(std::size_t n, std::int64_t range, std::uint64_t key) {
  const Draws draws(key, "points", "test", 0, 0);
  std::vector<Index3> points(n);
  std::uint64_t i = 0;
  for (Index3& p : points)
    for (std::int64_t& c : p) c = static_cast<std::int64_t>(draws.uniform(i++) * static_cast<double>(range));
  return points;
}

/// Corners of a box with edges `a`, turned by `turn` and rounded to a fine raster.
std::vector<Index3> turned_box(const Vec3& edges, const Matrix3& turn, double raster) {
  std::vector<Index3> points;
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 p;
    for (std::size_t a = 0; a < 3; ++a) p[a] = (((corner >> a) & 1) != 0 ? 0.5 : -0.5) * edges[a];
    p = multiply(turn, p);
    points.push_back({std::llround(p[0] / raster), std::llround(p[1] / raster), std::llround(p[2] / raster)});
  }
  return points;
}

/// Smallest volume of boxes in many orientations.
double by_many_turns(const std::vector<Index3>& points, const Vec3& unit, int n) {
  double smallest = 1e300;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k) {
        const Matrix3 turn = multiply(rotation(2, 90.0 * i / n),
                                      multiply(rotation(1, 90.0 * j / n), rotation(0, 90.0 * k / n)));
        Vec3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
        for (const Index3& p : points) {
          const Vec3 q =
              multiply(turn, Vec3{unit[0] * static_cast<double>(p[0]), unit[1] * static_cast<double>(p[1]),
                                  unit[2] * static_cast<double>(p[2])});
          for (std::size_t a = 0; a < 3; ++a) {
            low[a] = std::min(low[a], q[a]);
            high[a] = std::max(high[a], q[a]);
          }
        }
        smallest = std::min(smallest, (high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2]));
      }
  return smallest;
}

// oracle: a turned box is found to the rounding of its corners.
TEST(OrientedBoxOracle, TurnedBox) {
  for (const double angle : {0.0, 10.0, 33.0, 45.0}) {
    const Matrix3 turn =
        multiply(rotation(2, angle), multiply(rotation(0, 2 * angle), rotation(1, 0.3 * angle)));
    const ConvexHull hull = convex_hull(turned_box({40, 25, 10}, turn, 0.001));
    const EnclosingBox box = oriented_box(hull, {0.001, 0.001, 0.001});
    EXPECT_NEAR(box.volume, 40 * 25 * 10, 4) << angle;
    EXPECT_NEAR(box.area, 2 * (40 * 25 + 25 * 10 + 40 * 10), 2) << angle;
  }
}

// oracle: not larger than the best of 13,824 orientations, but by what is said to be left to O'Rourke's
// minimum; not smaller than the hull.
TEST(OrientedBoxOracle, ManyOrientations) {
  for (std::uint64_t key = 0; key < 12; ++key) {
    const std::vector<Index3> points = scattered_points(10 + 20 * key, 40, key);
    const Vec3 unit{1, 1, key % 2 == 0 ? 1.0 : 2.5};
    const ConvexHull hull = convex_hull(points);
    const double found = oriented_box(hull, unit).volume;
    EXPECT_LE(found, 1.01 * by_many_turns(hull.vertices, unit, 24)) << key;
    EXPECT_GE(found, measure_hull(hull, unit).volume);
  }
}

// oracle: closed forms.
TEST(EnclosingEllipsoidOracle, BoxAndSimplexHaveClosedForms) {
  // A box with edges a, b, c: semi-axes are sqrt(3) / 2 times the edges.
  const ConvexHull box = convex_hull(turned_box({40, 25, 10}, kIdentity3, 0.5));
  const Vec3 axes = enclosing_ellipsoid(box, {0.5, 0.5, 0.5});
  EXPECT_NEAR(axes[0], std::sqrt(3.0) / 2 * 40, 1e-7);
  EXPECT_NEAR(axes[1], std::sqrt(3.0) / 2 * 25, 1e-7);
  EXPECT_NEAR(axes[2], std::sqrt(3.0) / 2 * 10, 1e-7);
  // A regular tetrahedron in a cube of edge 2: its sphere, of radius sqrt(3).
  const std::vector<Index3> simplex{{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
  const Vec3 sphere = enclosing_ellipsoid(convex_hull(simplex), {1, 1, 1});
  for (const double axis : sphere) EXPECT_NEAR(axis, std::sqrt(3.0), 1e-8);
  // Stretching the points stretches the ellipsoid.
  const Vec3 stretched = enclosing_ellipsoid(convex_hull(simplex), {1, 2, 30});
  EXPECT_NEAR(stretched[0], 30 * std::sqrt(3.0), 1e-7);
  EXPECT_NEAR(stretched[2], std::sqrt(3.0), 1e-7);
}

// oracle: points on an ellipsoid in such numbers that no smaller one holds them.
TEST(EnclosingEllipsoidOracle, PointsOnAnEllipsoid) {
  std::vector<Index3> points;
  constexpr int kPoints = 2000;
  for (int i = 0; i < kPoints; ++i) {  // a spiral from pole to pole
    const double z = 1 - (2 * i + 1.0) / kPoints;
    const double turn = std::numbers::pi * (3 - std::sqrt(5.0)) * i;
    const double r = std::sqrt(1 - z * z);
    points.push_back({std::llround(3000 * r * std::cos(turn)), std::llround(2000 * r * std::sin(turn)),
                      std::llround(1000 * z)});
  }
  const Vec3 axes = enclosing_ellipsoid(convex_hull(points), {0.01, 0.01, 0.01});
  EXPECT_NEAR(axes[0], 30, 0.05);
  EXPECT_NEAR(axes[1], 20, 0.05);
  EXPECT_NEAR(axes[2], 10, 0.05);
}

// invariant: the order and the orientation of the points do not matter; volumes are those of upper bounds.
TEST(EnclosingEllipsoidInvariant, OrderDoesNotMatter) {
  for (std::uint64_t key = 0; key < 8; ++key) {
    std::vector<Index3> points = scattered_points(20 + 100 * key, 60, key);
    const ConvexHull hull = convex_hull(points);
    const Vec3 axes = enclosing_ellipsoid(hull, {1, 1, 1});
    for (Index3& p : points) p = {-p[2], p[0], p[1]};
    std::reverse(points.begin(), points.end());
    const Vec3 other = enclosing_ellipsoid(convex_hull(points), {1, 1, 1});
    const double volume = axes[0] * axes[1] * axes[2];
    EXPECT_NEAR(other[0] * other[1] * other[2], volume, 1e-9 * volume);
    EXPECT_GT(4 * std::numbers::pi / 3 * volume, measure_hull(hull, {1, 1, 1}).volume);
    EXPECT_LT(4 * std::numbers::pi / 3 * volume, 27 * measure_hull(hull, {1, 1, 1}).volume)
        << "shrunk by 3 about its centre it lies within the hull (John 1948)";
  }
}

std::map<std::string, double> morphology(const Mask& mask) {
  ExtractionSettings s;
  s.families = "morph";
  const FeatureVector values = extract(Volume(mask.lattice, 1), mask, std::span(&s, 1))[0];
  std::map<std::string, double> named;
  for (std::size_t i = 0; i < values.size(); ++i) named[feature_list(s)[i].tag] = values[i].value;
  return named;
}

// oracle: the mesh of a full box of voxels is convex: a box without its edges and corners.
TEST(MorphologyOracle, BoxIsItsOwnHull) {
  Lattice lattice = unit_lattice({14, 12, 11});
  lattice.spacing_mm = {1, 1.5, 2};
  Mask mask(lattice);
  for (std::int64_t z = 2; z < 8; ++z)
    for (std::int64_t y = 1; y < 9; ++y)
      for (std::int64_t x = 3; x < 13; ++x) mask(x, y, z) = 1;
  const auto v = morphology(mask);
  EXPECT_NEAR(v.at("morph_vol_dens_conv_hull"), 1, 1e-12);
  EXPECT_NEAR(v.at("morph_area_dens_conv_hull"), 1, 1e-12);
  EXPECT_NEAR(v.at("morph_vol_dens_ombb"), v.at("morph_vol_dens_aabb"), 1e-12) << "no box is smaller";
  EXPECT_NEAR(v.at("morph_area_dens_ombb"), v.at("morph_area_dens_aabb"), 1e-12);
}

// oracle: a ball of voxels of radius r. Every vertex of the mesh is half a voxel from a voxel of the ball,
// and any point at most r - sqrt(3) from the centre is among voxels of the ball; so hull, ellipsoid and box
// have known bounds. The same for an ellipsoid that is turned against the axes.
TEST(MorphologyOracle, HullEllipsoidAndBoxOfABallAndAnEllipsoid) {
  const Lattice lattice = unit_lattice({50, 50, 50});
  Mask turned(lattice);
  for (std::int64_t z = 0; z < 50; ++z)
    for (std::int64_t y = 0; y < 50; ++y)
      for (std::int64_t x = 0; x < 50; ++x) {
        const double u = static_cast<double>(x + y - 50) / std::sqrt(2.0) / 23;
        const double v = static_cast<double>(x - y) / std::sqrt(2.0) / 19;
        const double w = static_cast<double>(z - 25) / 16;
        turned(x, y, z) = u * u + v * v + w * w <= 1 ? 1 : 0;
      }
  const std::array<std::pair<Mask, Vec3>, 2> cases{
      {{blob(lattice, {24.7, 25, 25.2}, 22), {22, 22, 22}}, {turned, {23, 19, 16}}}};
  for (const auto& [mask, radii] : cases) {
    const auto v = morphology(mask);
    const double box = 8 * radii[0] * radii[1] * radii[2];
    const double ball = box * std::numbers::pi / 6;
    const double outer = std::pow(1 + 0.5 / radii[2], 3), inner = std::pow(1 - std::sqrt(3.0) / radii[2], 3);
    const double volume = v.at("morph_volume");
    for (const char* tag : {"morph_vol_dens_conv_hull", "morph_vol_dens_mvee"}) {
      EXPECT_LE(volume / v.at(tag), outer * ball) << tag;
      EXPECT_GE(volume / v.at(tag), inner * ball) << tag;
    }
    EXPECT_LE(volume / v.at("morph_vol_dens_ombb"), outer * box);
    EXPECT_GE(volume / v.at("morph_vol_dens_ombb"), inner * box);
    EXPECT_LE(v.at("morph_vol_dens_mvee"), v.at("morph_vol_dens_conv_hull"));
    EXPECT_GE(v.at("morph_vol_dens_ombb"), v.at("morph_vol_dens_aabb"));
  }
}

}  // namespace
}  // namespace radgauge
