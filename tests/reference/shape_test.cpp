#include <numbers>

#include "reference/features/mesh.h"
#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::measure;
using testing::Scatter;
using testing::unit_lattice;

// oracle: closed forms of the sphere. The mesh of a binary mask overestimates its area by a constant factor
// (about 9 %), so the area is bounded, the others converge.
TEST(MorphologyOracle, Sphere) {
  double last = 1;
  for (const double radius : {6.0, 12.0, 24.0}) {
    const auto n = static_cast<std::int64_t>(2 * radius + 5);
    const Lattice lattice = unit_lattice({n, n, n});
    const Vec3 centre{radius + 2.2, radius + 1.9, radius + 2.1};
    const auto v = measure(Volume(lattice, 7), blob(lattice, centre, radius), {});
    const double volume = 4 * std::numbers::pi / 3 * std::pow(radius, 3);
    const double error = std::abs(v.at("morph_volume").value / volume - 1);
    EXPECT_LT(error, last);
    last = std::max(error, 1e-3);
    EXPECT_NEAR(v.at("morph_area_mesh").value / (4 * std::numbers::pi * radius * radius), 1.085, 0.025);
    EXPECT_NEAR(v.at("morph_diam").value, 2 * radius, 1.2);
    EXPECT_NEAR(v.at("morph_pca_maj_axis").value, 4 * radius / std::sqrt(5.0),
                0.06 * radius / std::sqrt(radius));
    EXPECT_GT(v.at("morph_pca_flatness").value, 0.98);
    EXPECT_NEAR(v.at("morph_com").value, 0, 1e-9);
  }
  EXPECT_LT(last, 0.01);
}

// oracle: the box has exact area and volume but for its cut edges: V = abc - edges/8 + corners/..., computed
// here for one voxel, an octahedron with vertices half a voxel from its centre.
TEST(MeshOracle, OneVoxelIsAnOctahedron) {
  const std::vector<std::uint8_t> voxel{1};
  const MeshMeasure mesh = measure_mesh(voxel, {1, 1, 1}, {2, 2, 2});
  EXPECT_NEAR(mesh.volume_mm3, 4.0 / 3, 1e-12);
  EXPECT_NEAR(mesh.area_mm2, 4 * std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(largest_diameter_mm(voxel, {1, 1, 1}, {2, 2, 2}), 2, 1e-12);
}

// invariant: of every configuration the surface is closed: neighbouring cells cut their common face alike.
TEST(MeshInvariant, SurfaceOfAnyMaskIsClosed) {
  Scatter scatter(11);
  const Index3 n{6, 6, 6};
  std::vector<std::uint8_t> mask(216);
  for (auto& v : mask) v = scatter.next() < 0.5 ? 1 : 0;
  std::map<std::array<std::int64_t, 6>, double> edges;
  const auto inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    if (x < 0 || y < 0 || z < 0 || x > 5 || y > 5 || z > 5) return 0U;
    return static_cast<unsigned>(mask[static_cast<std::size_t>(x + 6 * (y + 6 * z))]);
  };
  for (std::int64_t z = -1; z < 6; ++z)
    for (std::int64_t y = -1; y < 6; ++y)
      for (std::int64_t x = -1; x < 6; ++x) {
        unsigned c = 0;
        for (int k = 0; k < 8; ++k) c |= inside(x + ((k >> 2) & 1), y + (k & 1), z + ((k >> 1) & 1)) << k;
        for (const CellTriangle& t : cell_triangles(c))
          for (std::size_t k = 0; k < 3; ++k) {
            std::array<std::int64_t, 6> edge{};
            for (std::size_t a = 0; a < 3; ++a) {
              edge[a] = 2 * std::array{x, y, z}[a] + t.corners[k][a];
              edge[3 + a] = 2 * std::array{x, y, z}[a] + t.corners[(k + 1) % 3][a];
            }
            std::array<std::int64_t, 6> reverse = edge;
            std::rotate(reverse.begin(), reverse.begin() + 3, reverse.end());
            if (edge < reverse)
              edges[edge] += t.weight;
            else
              edges[reverse] -= t.weight;
          }
      }
  EXPECT_GT(edges.size(), 500u);
  for (const auto& [edge, balance] : edges)
    EXPECT_NEAR(balance, 0, 1e-12) << "every edge is passed in both directions";
  double farthest = 0;  // oracle: all pairs of vertices
  for (const auto& [a, unused] : edges)
    for (const auto& [b, unused_too] : edges) {
      double squared = 0;
      for (std::size_t k = 0; k < 3; ++k)
        squared += 0.25 * static_cast<double>((a[k] - b[k]) * (a[k] - b[k]));
      farthest = std::max(farthest, squared);
    }
  EXPECT_NEAR(largest_diameter_mm(mask, n, {1, 1, 1}), std::sqrt(farthest), 1e-12);
}

}  // namespace
}  // namespace radgauge
