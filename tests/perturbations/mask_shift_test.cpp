#include "mask_fixtures.h"

namespace radgauge {
namespace {

const Lattice kMaskShiftLattice = lattice_of({44, 40, 24}, {0.9, 1.1, 3});

Applied shift_of(double x_mm, double y_mm, double z_mm) {
  return Applied("mask.shift", {{"shift_x_mm", x_mm}, {"shift_y_mm", y_mm}, {"shift_z_mm", z_mm}});
}

/// A mask without symmetry: two balls and a box.
Mask lump() {
  Mask mask = ball(kMaskShiftLattice, {18, 20, 36}, 7);
  const Mask other = ball(kMaskShiftLattice, {24, 23, 40}, 5),
             box = box_mask(kMaskShiftLattice, {{15, 14, 10}, {19, 21, 13}});
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    mask.voxels[i] = mask.voxels[i] | other.voxels[i] | box.voxels[i];
  return mask;
}

// oracle: a shift by whole voxels moves every label by as many.
TEST(MaskShiftOracle, WholeVoxelsAreExact) {
  const Mask mask = lump();
  for (const Index3& n : {Index3{3, 0, 0}, Index3{0, -4, 0}, Index3{0, 0, 2}, Index3{-2, 5, -1}}) {
    const Vec3 mm{0.9 * static_cast<double>(n[0]), 1.1 * static_cast<double>(n[1]),
                  3 * static_cast<double>(n[2])};
    const MaskOutput out = apply_to(shift_of(mm[0], mm[1], mm[2]), mask);
    EXPECT_EQ(out.mask, moved_by(mask, n));
    const char* names[] = {"shift_x_mm", "shift_y_mm", "shift_z_mm"};
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(magnitude(out.magnitudes, names[a]).achieved, mm[a], 1e-9);
      EXPECT_EQ(magnitude(out.magnitudes, names[a]).requested, mm[a]);
    }
    EXPECT_EQ(magnitude(out.magnitudes, "volume_change").achieved, 0);
    EXPECT_EQ(out.magnitudes[0].status, "ok");
  }
}

// oracle: the faces of a box move by the whole voxels nearest to the shift, and the number of voxels stays.
TEST(MaskShiftOracle, BoxFacesByClosedForm) {
  const Lattice lattice = lattice_of({40, 20, 20}, {1, 1, 1});
  const Mask box = box_mask(lattice, {{12, 6, 6}, {24, 14, 14}});
  for (const double d : {0.3, 0.6, 1.4, 2.6, -0.4, -0.7, -3.2}) {
    const auto moved = static_cast<std::int64_t>(std::floor(d + 0.5));
    const Mask out = apply_to(shift_of(d, 0, 0), box).mask;
    for (std::int64_t x = 0; x < 40; ++x)
      EXPECT_EQ(out(x, 10, 10) != 0, x >= 12 + moved && x < 24 + moved) << d;
    EXPECT_EQ(count(out), count(box)) << d;
  }
}

// oracle: the centre of a large ball moves by the shift although it is a fraction of a voxel.
TEST(MaskShiftOracle, BallBelowAVoxel) {
  const Lattice lattice = lattice_of({56, 56, 56}, {1, 1, 1});
  const Mask mask = ball(lattice, {27.3, 27.8, 27.1}, 17);
  for (const double d : {0.25, 0.5, 0.75, 1.6}) {
    const MaskOutput out = apply_to(shift_of(d, -d, 0), mask);
    EXPECT_NEAR(magnitude(out.magnitudes, "shift_x_mm").achieved, d, 0.1) << d;
    EXPECT_NEAR(magnitude(out.magnitudes, "shift_y_mm").achieved, -d, 0.1) << d;
    EXPECT_NEAR(magnitude(out.magnitudes, "shift_z_mm").achieved, 0, 0.05) << d;
    EXPECT_EQ(magnitude(out.magnitudes, "volume_change").achieved, 0) << d;
  }
}

// invariant: shifting there and back by whole voxels returns the mask; zero changes nothing.
TEST(MaskShiftInvariant, ThereAndBack) {
  const Mask mask = lump();
  const Mask there = apply_to(shift_of(2.7, -3.3, 6), mask).mask;
  EXPECT_NE(there, mask);
  EXPECT_EQ(apply_to(shift_of(-2.7, 3.3, -6), there).mask, mask);
  EXPECT_EQ(apply_to(shift_of(0, 0, 0), mask).mask, mask);
}

// invariant: shifts along the index axes of an oblique lattice give the same voxels.
TEST(MaskShiftInvariant, ObliqueLattice) {
  Mask mask = lump();
  const Mask straight = apply_to(shift_of(1.3, 0.4, -2), mask).mask;
  mask.lattice.direction = multiply(rotation(1, 25), rotation(0, 10));
  mask.lattice.origin_mm = {-40, 12, 300};
  const MaskOutput oblique = apply_to(shift_of(1.3, 0.4, -2), mask);
  EXPECT_EQ(oblique.mask.voxels, straight.voxels);
  EXPECT_NEAR(magnitude(oblique.magnitudes, "shift_x_mm").achieved, 1.3, 0.45);
}

TEST(MaskShiftInvariant, CropChangesNoByte) {
  expect_crop_changes_nothing(shift_of(1.3, -2.2, 1), lump());
  expect_crop_changes_nothing(shift_of(0.2, 0.9, 0), lump());
}

TEST(MaskShiftMechanics, SaysWhatItCannotDo) {
  const Lattice lattice = lattice_of({20, 20, 20}, {1, 1, 1});
  const Mask box = box_mask(lattice, {{8, 8, 8}, {14, 14, 14}});
  const auto status = [](const Mask& mask, double d) {
    return apply_to(shift_of(d, 0, 0), mask).magnitudes[0].status;
  };
  EXPECT_EQ(status(box, 3), "ok");
  EXPECT_EQ(status(box, 0.3), "below the size of a voxel: no voxel changed");
  EXPECT_EQ(status(box, 8), "limited by the image edge");
  EXPECT_EQ(status(crop(box, {{4, 0, 0}, {16, 20, 20}}), 2), "limited by the room around the mask");
  EXPECT_EQ(status(box, 0), "ok");
  EXPECT_THROW(apply_to(shift_of(30, 0, 0), box), Error);
  EXPECT_THROW(apply_to(shift_of(1, 0, 0), Mask(lattice)), Error);
  for (const double bad : {-50.1, 51.0, std::nan(""), HUGE_VAL}) EXPECT_NE(shift_of(bad, 0, 0).problem(), "");
}

}  // namespace
}  // namespace radgauge
