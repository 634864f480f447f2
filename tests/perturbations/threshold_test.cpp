#include "mask_fixtures.h"

namespace radgauge {
namespace {

using Given = std::vector<std::pair<std::string, Value>>;

const Lattice kThresholdLattice = lattice_of({50, 48, 30}, {1, 1, 2});
const Vec3 kThresholdCentre{24, 23, 28};

Vec3 place(std::int64_t x, std::int64_t y, std::int64_t z) {
  return kThresholdLattice.to_physical(
      {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
}

double radius_at(std::int64_t x, std::int64_t y, std::int64_t z, const Vec3& centre = kThresholdCentre) {
  const Vec3 d = place(x, y, z) - centre;
  return std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

/// Uptake that falls linearly from 20 at the centre by 1 per mm; a second spot beyond a gap.
Volume hot_spot() {
  Volume image(kThresholdLattice);
  for (std::int64_t z = 0; z < 30; ++z)
    for (std::int64_t y = 0; y < 48; ++y)
      for (std::int64_t x = 0; x < 50; ++x) {
        const double first = 20 - radius_at(x, y, z), second = 20 - 4 * radius_at(x, y, z, {24, 41, 28});
        image(x, y, z) = static_cast<float>(std::max({0.5, first, second}));
      }
  return image;
}

// oracle: the level sets of a cone are balls: radius (1 - fraction) 20 mm, and 20 - t for an absolute t.
TEST(ThresholdOracle, LevelSetsOfAConeAreBalls) {
  const Mask drawn = ball(kThresholdLattice, kThresholdCentre, 7);
  for (const double fraction : {0.41, 0.5, 0.7}) {
    const double limit = fraction * 20;
    for (const bool absolute : {false, true}) {
      const Given given = absolute ? Given{{"rule", std::string("absolute")}, {"absolute", limit}}
                                   : Given{{"fraction", fraction}};
      const MaskOutput out = apply_to(Applied("mask.threshold", given), drawn, hot_spot());
      EXPECT_EQ(out.mask.voxels, ball(kThresholdLattice, kThresholdCentre, 20 - limit + 1e-6).voxels)
          << fraction;
      EXPECT_GE(out.magnitudes[0].achieved, out.magnitudes[0].requested - 1e-6);
      EXPECT_NEAR(out.magnitudes[0].achieved, out.magnitudes[0].requested, absolute ? 0.5 : 0.025);
      EXPECT_EQ(out.magnitudes[0].status, "ok");
    }
  }
}

// oracle: an upper threshold takes the core out: the shell is what is left.
TEST(ThresholdOracle, WindowIsAShell) {
  const Applied op("mask.threshold",
                   {{"rule", std::string("absolute")}, {"absolute", 12.0}, {"upper", 16.0}});
  const Mask out = apply_to(op, ball(kThresholdLattice, kThresholdCentre, 7), hot_spot()).mask;
  for (std::int64_t z = 0; z < 30; ++z)
    for (std::int64_t y = 0; y < 48; ++y)
      for (std::int64_t x = 0; x < 50; ++x) {
        const double r = radius_at(x, y, z);
        ASSERT_EQ(out(x, y, z) != 0, r >= 4 - 1e-6 && r <= 8 + 1e-6);
      }
}

// oracle: nothing farther than the margin from the mask, and no component beside that of the mask.
TEST(ThresholdOracle, StaysNearTheMaskAndInItsComponent) {
  const Mask drawn = ball(kThresholdLattice, kThresholdCentre, 4);
  const Applied tight("mask.threshold", {{"fraction", 0.41}, {"margin_mm", 3.0}});
  const MaskOutput near = apply_to(tight, drawn, hot_spot());
  for (std::int64_t z = 0; z < 30; ++z)
    for (std::int64_t y = 0; y < 48; ++y)
      for (std::int64_t x = 0; x < 50; ++x)
        if (near.mask(x, y, z) != 0) {
          ASSERT_LE(radius_at(x, y, z), 7 + 1e-6);
        }
  const Applied wide("mask.threshold", {{"fraction", 0.6}, {"margin_mm", 30.0}});
  const Mask out = apply_to(wide, drawn, hot_spot()).mask;
  EXPECT_EQ(out.voxels, ball(kThresholdLattice, kThresholdCentre, 8 + 1e-6).voxels)
      << "the second spot is not the lesion";
}

// invariant: masks are nested in the fraction, and intensities times 3 change nothing with rule fraction.
TEST(ThresholdInvariant, NestedAndScaleFree) {
  const Mask drawn = ball(kThresholdLattice, kThresholdCentre, 6);
  Volume image = hot_spot(), tripled = image;
  for (float& v : tripled.voxels) v *= 3;
  std::int64_t larger = kThresholdLattice.voxel_count();
  for (const double fraction : {0.4, 0.45, 0.6, 0.8}) {
    const Applied op("mask.threshold", {{"fraction", fraction}});
    const Mask out = apply_to(op, drawn, image).mask;
    EXPECT_EQ(apply_to(op, drawn, tripled).mask, out);
    EXPECT_LT(count(out), larger);
    larger = count(out);
  }
}

TEST(ThresholdInvariant, CropChangesNoByte) {
  expect_crop_changes_nothing(Applied("mask.threshold", {{"fraction", 0.5}, {"margin_mm", 4.0}}),
                              ball(kThresholdLattice, kThresholdCentre, 6), hot_spot());
}

TEST(ThresholdMechanics, SaysWhatItCannotDo) {
  const Mask drawn = ball(kThresholdLattice, kThresholdCentre, 6);
  Volume image = hot_spot();
  EXPECT_THROW(apply_to(Applied("mask.threshold", {{"rule", std::string("absolute")}, {"absolute", 30.0}}),
                        drawn, image),
               Error);
  EXPECT_THROW(apply_to(Applied("mask.threshold"), drawn, Volume(kThresholdLattice, -100.0F)), Error);
  EXPECT_THROW(apply_to(Applied("mask.threshold"), Mask(kThresholdLattice), image), Error);
  image(24, 23, 14) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(apply_to(Applied("mask.threshold"), drawn, image).mask(24, 23, 14), 0);
  for (const double bad : {0.0, -0.1, 1.1, std::nan("")})
    EXPECT_NE(Applied("mask.threshold", {{"fraction", bad}}).problem(), "");
  EXPECT_NE(Applied("mask.threshold", {{"margin_mm", -1.0}}).problem(), "");
  EXPECT_EQ(Applied("mask.threshold").problem(), "");
}

}  // namespace
}  // namespace radgauge
