#include "core/error.h"
#include "fixtures.h"

namespace radgauge {
namespace {

Applied grown_by(double distance_mm) {
  return Applied("mask.grow_mm", {{"distance_mm", distance_mm}});
}

// oracle: a grown box is the box with rounded edges: every voxel by its distance to the box, in closed form.
TEST(GrowMmOracle, BoxByClosedForm) {
  const Lattice lattice = lattice_of({40, 34, 20}, {1, 1.3, 3});
  const Mask box = box_mask(lattice, {{12, 11, 7}, {28, 22, 13}});
  for (const double d : {0.4, 1.0, 3.7, 7.0}) {
    const Mask grown = grown_by(d).to_mask(box).mask;
    const Mask shrunk = grown_by(-d).to_mask(box).mask;
    for (std::int64_t z = 0; z < 20; ++z)
      for (std::int64_t y = 0; y < 34; ++y)
        for (std::int64_t x = 0; x < 40; ++x) {
          const double out_x = std::max({0.0, 11.5 - static_cast<double>(x), static_cast<double>(x) - 27.5});
          const double out_y =
              1.3 * std::max({0.0, 10.5 - static_cast<double>(y), static_cast<double>(y) - 21.5});
          const double out_z =
              3 * std::max({0.0, 6.5 - static_cast<double>(z), static_cast<double>(z) - 12.5});
          const double outside = std::sqrt(out_x * out_x + out_y * out_y + out_z * out_z);
          ASSERT_EQ(grown(x, y, z) != 0, outside <= d) << d;
          const double depth =
              std::min({static_cast<double>(x) - 11.5, 27.5 - static_cast<double>(x),
                        1.3 * (static_cast<double>(y) - 10.5), 1.3 * (21.5 - static_cast<double>(y)),
                        3 * (static_cast<double>(z) - 6.5), 3 * (12.5 - static_cast<double>(z))});
          ASSERT_EQ(shrunk(x, y, z) != 0, depth > d) << d;
        }
  }
}

// oracle: the volume of a ball goes with the cube of its radius.
TEST(GrowMmOracle, BallVolume) {
  const Lattice lattice = lattice_of({64, 64, 32}, {1, 1, 2});
  const Mask mask = ball(lattice, {31.6, 31.9, 31.2}, 15);
  for (const double d : {-6.0, -3.0, 3.0, 8.0}) {
    const MaskOutput out = grown_by(d).to_mask(mask);
    const double expected = std::pow((15 + d) / 15, 3) - 1;
    EXPECT_NEAR(magnitude(out.magnitudes, "volume_change").achieved, expected, 0.03 * (1 + expected));
    EXPECT_NEAR(magnitude(out.magnitudes, "distance_mm").achieved, d, 0.35);
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
    EXPECT_NE(std::string(error.what()).find("2.5 mm"), std::string::npos) << error.what();
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
