#include "core/error.h"
#include "fixtures.h"

namespace radgauge {
namespace {

Applied grown_by(double distance_mm) {
  return Applied("mask.grow_mm", {{"distance_mm", distance_mm}});
}

/// Distances of voxel `i` to the voxels first..last of an axis: to the nearest centre, and to the nearest
/// box.
double to_centre(std::int64_t i, std::int64_t first, std::int64_t last) {
  return static_cast<double>(std::max({std::int64_t{0}, first - i, i - last}));
}
double to_box(std::int64_t i, std::int64_t first, std::int64_t last) {
  return std::max(0.0, to_centre(i, first, last) - 0.5);
}

// oracle: a grown box is a box with rounded edges: every voxel by its distance to the box, in closed form.
TEST(GrowMmOracle, BoxByClosedForm) {
  const Vec3 s{1, 1.3, 3};
  const Lattice lattice = lattice_of({40, 34, 20}, s);
  const Box b{{12, 11, 7}, {28, 22, 13}};
  const Mask box = box_mask(lattice, b);
  for (const double d : {0.4, 0.8, 3.7, 7.0}) {
    const Mask grown = grown_by(d).to_mask(box).mask;
    const Mask shrunk = grown_by(-d).to_mask(box).mask;
    for (std::int64_t z = 0; z < 20; ++z)
      for (std::int64_t y = 0; y < 34; ++y)
        for (std::int64_t x = 0; x < 40; ++x) {
          const Index3 at{x, y, z};
          double centres = 0, boxes = 0;
          for (std::size_t a = 0; a < 3; ++a) {
            centres += std::pow(s[a] * to_centre(at[a], b.begin[a], b.end[a] - 1), 2);
            boxes += std::pow(s[a] * to_box(at[a], b.begin[a], b.end[a] - 1), 2);
          }
          // The nearest centre of the background is one layer out, its box half a layer.
          double next_centre = 1e9, next_box = 1e9;
          for (std::size_t a = 0; a < 3; ++a) {
            const auto layers = static_cast<double>(std::min(at[a] - b.begin[a] + 1, b.end[a] - at[a]));
            next_centre = std::min(next_centre, s[a] * layers);
            next_box = std::min(next_box, s[a] * (layers - 0.5));
          }
          const double outside = 0.5 * (std::sqrt(centres) + std::sqrt(boxes));
          ASSERT_EQ(grown(x, y, z) != 0, outside <= d) << d;
          ASSERT_EQ(shrunk(x, y, z) != 0, next_box > 0 && 0.5 * (next_centre + next_box) > d) << d;
        }
  }
}

// oracle: voxel n beyond a face lies (n - 1/4) spacings from the surface: half of n - 1/2 to the box and n to
// the centre. At the very distance it is reached, outwards (at most distance_mm) and inwards (not below), for
// spacings with and without an exact float.
TEST(GrowMmOracle, VoxelAtTheVeryDistanceIsReached) {
  for (const double spacing : {0.5, 0.7, 0.9765625, 1.0, 1.1, 3.3}) {
    const Lattice lattice = lattice_of({40, 40, 40}, {spacing, spacing, spacing});
    const Mask box = box_mask(lattice, {{10, 10, 10}, {30, 30, 30}});
    for (std::int64_t n = 1; n <= 8; ++n) {
      const double d = spacing * (static_cast<double>(n) - 0.25);
      const Mask grown = grown_by(d).to_mask(box).mask;
      EXPECT_EQ(grown(30 + n - 1, 20, 20), 1) << spacing << " " << n;
      EXPECT_EQ(grown(30 + n, 20, 20), 0) << spacing << " " << n;
      const Mask shrunk = grown_by(-d).to_mask(box).mask;
      EXPECT_EQ(shrunk(30 - n, 20, 20), 0) << spacing << " " << n;
      EXPECT_EQ(shrunk(30 - n - 1, 20, 20), 1) << spacing << " " << n;
    }
  }
}

// oracle: the equivalent radius of a ball moves by the distance, to half of the smallest spacing.
TEST(GrowMmOracle, BallVolume) {
  const Lattice lattice = lattice_of({64, 64, 32}, {1, 1, 2});
  const Mask mask = ball(lattice, {31.6, 31.9, 31.2}, 15);
  for (const double d : {-6.0, -3.0, -1.0, 1.0, 3.0, 8.0}) {
    const MaskOutput out = grown_by(d).to_mask(mask);
    const double radius = 15 * std::cbrt(1 + magnitude(out.magnitudes, "volume_change").achieved);
    EXPECT_NEAR(radius - 15, d, 0.5);
    EXPECT_NEAR(magnitude(out.magnitudes, "distance_mm").achieved, d, 0.5);
    EXPECT_EQ(magnitude(out.magnitudes, "distance_mm").requested, d);
    EXPECT_EQ(magnitude(out.magnitudes, "distance_mm").status, "ok");
    EXPECT_TRUE(std::isnan(magnitude(out.magnitudes, "dice").requested));
    EXPECT_GT(magnitude(out.magnitudes, "hd95_mm").achieved, 0);
  }
}

// invariant: shrinking is growing of the background.
TEST(GrowMmInvariant, SymmetricUnderInversion) {
  const Lattice lattice = lattice_of({30, 30, 12}, {0.9, 0.9, 2.5});
  const Mask mask = ball(lattice, {13, 13, 14}, 8);
  Mask inverse = mask;
  for (auto& v : inverse.voxels) v = v == 0 ? 1 : 0;
  for (const double d : {0.45, 1.3, 2.0, 4.0}) {
    const Mask shrunk = grown_by(-d).to_mask(mask).mask;
    const Mask background = grown_by(d).to_mask(inverse).mask;
    for (std::size_t i = 0; i < shrunk.voxels.size(); ++i)
      ASSERT_NE(shrunk.voxels[i] != 0, background.voxels[i] != 0);
  }
}

// invariant: masks are nested in the distance, and growth then shrinkage of a box returns it.
TEST(GrowMmInvariant, NestedAndReversible) {
  const Lattice lattice = lattice_of({36, 36, 20}, {1, 1, 2});
  const Mask box = box_mask(lattice, {{12, 10, 7}, {24, 25, 13}});
  Mask smaller = grown_by(-4).to_mask(box).mask;
  for (const double d : {-3.0, -1.5, 0.0, 0.5, 1.0, 2.5, 4.0}) {
    const Mask larger = grown_by(d).to_mask(box).mask;
    for (std::size_t i = 0; i < larger.voxels.size(); ++i) ASSERT_LE(smaller.voxels[i], larger.voxels[i]);
    smaller = larger;
  }
  EXPECT_EQ(grown_by(0).to_mask(box).mask, box);
  EXPECT_EQ(grown_by(-2).to_mask(grown_by(2).to_mask(box).mask).mask.voxels, box.voxels);
}

// invariant: a crop with the declared support gives the same mask and magnitudes.
TEST(GrowMmInvariant, CropChangesNoByte) {
  const Lattice lattice = lattice_of({60, 58, 30}, {0.7, 0.7, 2});
  const Mask mask = ball(lattice, {20, 21, 30}, 6);
  for (const double d : {-2.2, 3.3}) {
    const Applied op = grown_by(d);
    const double margin_mm = op.operation->support(op.values).margin_mm;
    EXPECT_GE(margin_mm, std::abs(d) + 2);
    Index3 margin;
    for (std::size_t a = 0; a < 3; ++a)
      margin[a] = static_cast<std::int64_t>(std::ceil(margin_mm / lattice.spacing_mm[a]));
    const Box box = intersect(grow(bounding_box(mask), margin), Box{{0, 0, 0}, lattice.size});
    ASSERT_LT(box.voxel_count(), lattice.voxel_count());
    const MaskOutput whole = op.to_mask(mask);
    const MaskOutput part = op.to_mask(crop(mask, box));
    EXPECT_EQ(crop(whole.mask, box), part.mask);
    EXPECT_EQ(count(whole.mask), count(part.mask));
    for (std::size_t i = 0; i < whole.magnitudes.size(); ++i) {
      EXPECT_EQ(whole.magnitudes[i].achieved, part.magnitudes[i].achieved);
      EXPECT_EQ(whole.magnitudes[i].status, part.magnitudes[i].status);
    }
  }
}

TEST(GrowMmMechanics, EmptyingIsAnErrorThatTellsTheDepth) {
  const Mask box = box_mask(lattice_of({20, 20, 20}, {1, 1, 1}), {{5, 5, 5}, {11, 11, 11}});
  EXPECT_NO_THROW(grown_by(-2).to_mask(box));
  try {
    grown_by(-3).to_mask(box);
    FAIL() << "a mask of 6 mm shrunk by 3 mm is empty";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("2.75 mm"), std::string::npos) << error.what();
  }
  EXPECT_THROW(grown_by(1).to_mask(Mask(lattice_of({4, 4, 4}, {1, 1, 1}))), Error);
}

TEST(GrowMmMechanics, StatusTellsWhatLimited) {
  const Lattice lattice = lattice_of({30, 30, 30}, {1, 1, 1});
  const auto status = [](const Mask& mask, double d) {
    return magnitude(grown_by(d).to_mask(mask).magnitudes, "distance_mm").status;
  };
  const Mask near_edge = box_mask(lattice, {{2, 10, 10}, {9, 20, 20}});
  EXPECT_EQ(status(near_edge, 2), "ok");
  EXPECT_EQ(status(near_edge, 3), "limited by the image edge");
  const Mask inside = box_mask(lattice, {{12, 12, 12}, {18, 18, 18}});
  EXPECT_EQ(status(inside, 5), "ok");
  EXPECT_EQ(status(crop(inside, Box{{9, 0, 0}, {30, 30, 30}}), 5), "limited by the room around the mask");
  EXPECT_EQ(status(inside, 0.3), "below the size of a voxel: no voxel changed");
  EXPECT_EQ(status(inside, 0), "ok");
}

TEST(GrowMmMechanics, RefusesBadParameters) {
  for (const double bad : {-50.1, 51.0, std::nan(""), HUGE_VAL}) EXPECT_NE(grown_by(bad).problem(), "");
  EXPECT_EQ(grown_by(-3).problem(), "");
}

}  // namespace
}  // namespace radgauge
