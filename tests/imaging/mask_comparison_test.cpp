#include "imaging/mask_comparison.h"

#include "core/error.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Lattice small_lattice() {
  Lattice lattice;
  lattice.size = {9, 7, 6};
  lattice.spacing_mm = {0.8, 1.1, 2.5};
  return lattice;
}

Mask mask_comparison_random_mask(const Lattice& lattice, double share, std::uint64_t seed) {
  const Draws draws(seed, "mask", "test", 0, 0);
  Mask mask(lattice);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = draws.uniform(i) < share ? 1 : 0;
  return mask;
}

std::vector<Index3> boundary_voxels(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  const auto inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return x >= 0 && y >= 0 && z >= 0 && x < n[0] && y < n[1] && z < n[2] && mask(x, y, z) != 0;
  };
  std::vector<Index3> voxels;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const bool all = inside(x - 1, y, z) && inside(x + 1, y, z) && inside(x, y - 1, z) &&
                         inside(x, y + 1, z) && inside(x, y, z - 1) && inside(x, y, z + 1);
        if (inside(x, y, z) && !all) voxels.push_back({x, y, z});
      }
  return voxels;
}

std::vector<double> nearest(const std::vector<Index3>& from, const std::vector<Index3>& to, const Vec3& s) {
  std::vector<double> result;
  for (const Index3& p : from) {
    double least = 1e300;
    for (const Index3& q : to) {
      double square = 0;
      for (std::size_t a = 0; a < 3; ++a) square += std::pow(s[a] * static_cast<double>(p[a] - q[a]), 2);
      least = std::min(least, std::sqrt(square));
    }
    result.push_back(least);
  }
  std::sort(result.begin(), result.end());
  return result;
}

double percentile95(const std::vector<double>& sorted) {
  const double rank = 0.95 * static_cast<double>(sorted.size() - 1);
  const auto i = static_cast<std::size_t>(rank);
  return i + 1 == sorted.size() ? sorted[i]
                                : sorted[i] + (rank - std::floor(rank)) * (sorted[i + 1] - sorted[i]);
}

// oracle: every pair of boundary voxels.
TEST(MaskComparisonOracle, EqualsBruteForce) {
  const Lattice lattice = small_lattice();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Mask a = mask_comparison_random_mask(lattice, seed % 2 == 0 ? 0.8 : 0.05, seed);
    const Mask b = mask_comparison_random_mask(lattice, 0.3, 100 + seed);
    const auto edge_a = boundary_voxels(a);
    const auto edge_b = boundary_voxels(b);
    ASSERT_FALSE(edge_a.empty());
    const auto ab = nearest(edge_a, edge_b, lattice.spacing_mm);
    const auto ba = nearest(edge_b, edge_a, lattice.spacing_mm);
    double sum = 0;
    for (const double d : ab) sum += d;
    for (const double d : ba) sum += d;
    double common = 0, in_a = 0, in_b = 0;
    for (std::size_t i = 0; i < a.voxels.size(); ++i) {
      common += a.voxels[i] * b.voxels[i];
      in_a += a.voxels[i];
      in_b += b.voxels[i];
    }
    const MaskComparison c = compare_masks(a, b);
    EXPECT_NEAR(c.mean_surface_distance_mm, sum / static_cast<double>(ab.size() + ba.size()), 1e-6);
    EXPECT_NEAR(c.hd95_mm, std::max(percentile95(ab), percentile95(ba)), 1e-6);
    EXPECT_DOUBLE_EQ(c.dice, 2 * common / (in_a + in_b));
    EXPECT_DOUBLE_EQ(c.volume_change, in_b / in_a - 1);
  }
}

// oracle: a box moved by two voxels along y overlaps by 3/5; every face moved by at most 2.2 mm.
TEST(MaskComparisonOracle, ShiftedBox) {
  Mask a(small_lattice()), b(small_lattice());
  for (std::int64_t z = 1; z < 5; ++z)
    for (std::int64_t y = 0; y < 5; ++y)
      for (std::int64_t x = 2; x < 7; ++x) a(x, y, z) = b(x, y + 2, z) = 1;
  const MaskComparison c = compare_masks(a, b);
  EXPECT_DOUBLE_EQ(c.dice, 0.6);
  EXPECT_DOUBLE_EQ(c.volume_change, 0);
  EXPECT_NEAR(c.hd95_mm, 2.2, 1e-6);
}

TEST(MaskComparisonInvariant, EqualMasks) {
  const Mask a = mask_comparison_random_mask(small_lattice(), 0.4, 5);
  const MaskComparison c = compare_masks(a, a);
  EXPECT_EQ(c.dice, 1);
  EXPECT_EQ(c.volume_change, 0);
  EXPECT_EQ(c.hd95_mm, 0);
  EXPECT_EQ(c.mean_surface_distance_mm, 0);
}

TEST(MaskComparisonMechanics, EmptyMasks) {
  const Mask empty(small_lattice());
  const Mask some = mask_comparison_random_mask(small_lattice(), 0.4, 5);
  const MaskComparison gone = compare_masks(some, empty);
  EXPECT_EQ(gone.dice, 0);
  EXPECT_EQ(gone.volume_change, -1);
  EXPECT_TRUE(std::isnan(gone.hd95_mm) && std::isnan(gone.mean_surface_distance_mm));
  const MaskComparison appeared = compare_masks(empty, some);
  EXPECT_EQ(appeared.dice, 0);
  EXPECT_TRUE(std::isnan(appeared.volume_change) && std::isnan(appeared.hd95_mm));
  const MaskComparison nothing = compare_masks(empty, empty);
  EXPECT_TRUE(std::isnan(nothing.dice) && std::isnan(nothing.volume_change));
}

TEST(MaskComparisonMechanics, RefusesOtherLattices) {
  Lattice other = small_lattice();
  other.size[0] = 8;
  EXPECT_THROW(compare_masks(Mask(small_lattice()), Mask(other)), Error);
}

}  // namespace
}  // namespace radgauge
