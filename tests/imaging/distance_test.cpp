#include "imaging/distance.h"

#include <limits>

#include "core/random.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Mask random_mask(const Lattice& lattice, double share, std::uint64_t seed) {
  const Draws draws(seed, "mask", "test", 0, 0);
  Mask mask(lattice);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = draws.uniform(i) < share ? 1 : 0;
  return mask;
}

/// Every pair of voxels: distance from a centre to a box, or to a centre.
double brute_force(const Mask& targets, const Index3& at, DistanceTo to) {
  const Index3& n = targets.lattice.size;
  double least = std::numeric_limits<double>::infinity();
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        if (targets(x, y, z) == 0) continue;
        double square = 0;
        const Index3 here{x, y, z};
        for (std::size_t a = 0; a < 3; ++a) {
          double steps = std::abs(static_cast<double>(here[a] - at[a]));
          if (to == DistanceTo::voxel_boxes) steps = std::max(0.0, steps - 0.5);
          square += steps * steps * targets.lattice.spacing_mm[a] * targets.lattice.spacing_mm[a];
        }
        least = std::min(least, std::sqrt(square));
      }
  return least;
}

struct Case {
  Index3 size;
  Vec3 spacing_mm;
  double share;
};
const Case kCases[] = {{{9, 8, 7}, {1, 1, 1}, 0.05},
                       {{9, 8, 7}, {0.7, 0.7, 3}, 0.02},
                       {{6, 11, 5}, {2, 0.3, 0.9}, 0.4},
                       {{13, 1, 1}, {0.5, 1, 1}, 0.2},
                       {{1, 7, 12}, {1, 5, 0.4}, 0.01}};

// oracle: brute force over all pairs of voxels.
TEST(DistanceOracle, EqualsBruteForce) {
  for (const Case& c : kCases)
    for (std::uint64_t seed = 0; seed < 5; ++seed)
      for (const DistanceTo to : {DistanceTo::voxel_centres, DistanceTo::voxel_boxes}) {
        Lattice lattice;
        lattice.size = c.size;
        lattice.spacing_mm = c.spacing_mm;
        const Mask mask = random_mask(lattice, c.share, seed);
        const Grid<float> distance = distance_mm(mask, to);
        for (std::int64_t z = 0; z < c.size[2]; ++z)
          for (std::int64_t y = 0; y < c.size[1]; ++y)
            for (std::int64_t x = 0; x < c.size[0]; ++x) {
              const double expected = brute_force(mask, {x, y, z}, to);
              if (std::isinf(expected))
                EXPECT_TRUE(std::isinf(distance(x, y, z)));
              else
                EXPECT_NEAR(static_cast<double>(distance(x, y, z)), expected, 1e-6 * (1 + expected));
            }
      }
}

// oracle: a half space whose face lies between voxels 3 and 4 along one axis: layer n lies at (n - 1/4) s.
TEST(DistanceOracle, HalfSpaceIsLinear) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Lattice lattice;
    lattice.size = {5, 5, 5};
    lattice.size[axis] = 10;
    lattice.spacing_mm = {0.8, 1.5, 4};
    Mask mask(lattice);
    const auto set = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
      return Index3{x, y, z}[axis] < 4 ? std::uint8_t{1} : std::uint8_t{0};
    };
    for (std::int64_t z = 0; z < lattice.size[2]; ++z)
      for (std::int64_t y = 0; y < lattice.size[1]; ++y)
        for (std::int64_t x = 0; x < lattice.size[0]; ++x) mask(x, y, z) = set(x, y, z);
    const Grid<float> distance = signed_distance_mm(mask);
    Index3 at{2, 2, 2};
    for (at[axis] = 0; at[axis] < 10; ++at[axis]) {
      const double steps = static_cast<double>(at[axis]) - 3.5;
      const double expected = (steps + std::copysign(0.25, steps)) * lattice.spacing_mm[axis];
      EXPECT_NEAR(static_cast<double>(distance(at[0], at[1], at[2])), expected, 1e-6);
    }
  }
}

// invariant: inverting the mask flips the sign of every byte.
TEST(DistanceInvariant, AntisymmetricUnderInversion) {
  for (const Case& c : kCases) {
    Lattice lattice;
    lattice.size = c.size;
    lattice.spacing_mm = c.spacing_mm;
    const Mask mask = random_mask(lattice, 0.3, 11);
    Mask inverse = mask;
    for (auto& v : inverse.voxels) v = v == 0 ? 1 : 0;
    const Grid<float> a = signed_distance_mm(mask);
    const Grid<float> b = signed_distance_mm(inverse);
    for (std::size_t i = 0; i < a.voxels.size(); ++i) EXPECT_EQ(a.voxels[i], -b.voxels[i]);
  }
}

// invariant: a crop that holds the mask and one voxel around it changes no byte.
TEST(DistanceInvariant, CropChangesNoByte) {
  for (const Vec3& spacing : {Vec3{0.7, 0.7, 0.7}, Vec3{0.9765625, 0.9765625, 2.5}, Vec3{1.1, 0.3, 2.3}}) {
    Lattice lattice;
    lattice.size = {30, 28, 26};
    lattice.spacing_mm = spacing;
    Mask mask(lattice);
    const Mask part = random_mask(lattice, 0.5, 3);
    for (std::int64_t z = 9; z < 17; ++z)
      for (std::int64_t y = 8; y < 19; ++y)
        for (std::int64_t x = 10; x < 21; ++x) mask(x, y, z) = part(x, y, z);
    const Box box{{7, 6, 5}, {25, 22, 20}};
    const Grid<float> whole = signed_distance_mm(mask);
    const Grid<float> cropped = signed_distance_mm(mask, box);
    EXPECT_EQ(cropped.window.offset, box.begin);
    for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
      for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
        for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
          ASSERT_EQ(whole(x, y, z), cropped(x - box.begin[0], y - box.begin[1], z - box.begin[2]));
  }
}

// invariant: within the band, the bytes of the full transform; +infinity beyond it.
TEST(DistanceInvariant, BandEqualsFullTransform) {
  for (const Vec3& spacing : {Vec3{1, 1, 1}, Vec3{0.7, 0.7, 0.7}, Vec3{0.9, 0.9, 2.5}, Vec3{1.1, 0.3, 2.3}})
    for (const double share : {0.0, 0.0005, 0.02, 0.5, 1.0}) {
      Lattice lattice;
      lattice.size = {71, 23, 19};  // more than one block along x, not a multiple
      lattice.spacing_mm = spacing;
      const Mask mask = random_mask(lattice, share, 17);
      Mask inverse = mask;
      for (auto& v : inverse.voxels) v = v == 0 ? 1 : 0;
      const Box box{{3, 2, 1}, {70, 20, 19}};
      const Grid<float> sign = signed_distance_mm(mask, box);
      for (const double band_mm : {0.0, 0.6, 2.5, 6.0, 11.3, 200.0, HUGE_VAL}) {
        for (const DistanceTo to : {DistanceTo::voxel_centres, DistanceTo::voxel_boxes}) {
          const Grid<float> full = distance_mm(mask, to);
          const Grid<float> band = distance_mm(mask, to, band_mm);
          for (std::size_t i = 0; i < full.voxels.size(); ++i) {
            const bool near = static_cast<double>(full.voxels[i]) <= band_mm;
            ASSERT_EQ(band.voxels[i], near ? full.voxels[i] : std::numeric_limits<float>::infinity());
          }
          EXPECT_EQ(distance_mm(inverse, to, band_mm, true), band);
          const Mask within = within_mm(mask, to, band_mm);
          for (std::size_t i = 0; i < full.voxels.size(); ++i)
            ASSERT_EQ(within.voxels[i] != 0, static_cast<double>(full.voxels[i]) <= band_mm);
        }
        const Grid<float> part = signed_distance_mm(mask, box, band_mm);
        EXPECT_EQ(part.window, sign.window);
        for (std::size_t i = 0; i < sign.voxels.size(); ++i) {
          const bool near = std::abs(static_cast<double>(sign.voxels[i])) <= band_mm;
          ASSERT_EQ(
              part.voxels[i],
              near ? sign.voxels[i] : std::copysign(std::numeric_limits<float>::infinity(), sign.voxels[i]));
        }
      }
    }
}

TEST(DistanceMechanics, EmptyAndFullMasks) {
  Lattice lattice;
  lattice.size = {3, 3, 3};
  for (const float v : signed_distance_mm(Mask(lattice, 0)).voxels)
    EXPECT_EQ(v, std::numeric_limits<float>::infinity());
  for (const float v : signed_distance_mm(Mask(lattice, 1)).voxels)
    EXPECT_EQ(v, -std::numeric_limits<float>::infinity());
}

}  // namespace
}  // namespace radgauge
