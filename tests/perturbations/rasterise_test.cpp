#include "mask_fixtures.h"

namespace radgauge {
namespace {

const Lattice kRasteriseLattice = lattice_of({44, 40, 12}, {0.9, 1.1, 3});

Applied rasterised(double coverage, double smoothing_voxel, double shift_voxel = 0) {
  return Applied(
      "mask.rasterise",
      {{"coverage", coverage}, {"smoothing_voxel", smoothing_voxel}, {"shift_voxel", shift_voxel}});
}

// invariant: the line half-way between voxels, read by their centres, gives the mask back.
TEST(RasteriseInvariant, CentresOfTheUnsmoothedOutlineAreTheMask) {
  Mask mask = ball(kRasteriseLattice, {18, 20, 16}, 11);
  mask(20, 18, 5) = 0;
  mask(3, 3, 4) = 1;
  mask(4, 4, 4) = 1;
  EXPECT_EQ(apply_to(rasterised(0, 0), mask).mask, mask);
}

// invariant: the more of a voxel must be covered, the fewer there are, and each mask holds the next.
TEST(RasteriseInvariant, MasksAreNestedByTheirRule) {
  const Mask mask = ball(kRasteriseLattice, {18, 20, 16}, 11);
  Mask larger = apply_to(rasterised(0.01, 1), mask).mask;
  for (const double coverage : {0.25, 0.5, 0.75, 1.0}) {
    const Mask smaller = apply_to(rasterised(coverage, 1), mask).mask;
    EXPECT_LT(count(smaller), count(larger)) << coverage;
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) ASSERT_LE(smaller.voxels[i], larger.voxels[i]);
    larger = smaller;
  }
}

// oracle: the faces of a large box lie on edges of voxels; half a voxel of shift leaves them half covered,
// and a whole voxel of shift moves them by one.
TEST(RasteriseOracle, BoxFacesByClosedForm) {
  const Mask box = box_mask(kRasteriseLattice, {{10, 8, 3}, {30, 26, 8}});
  const auto middle_row = [](const Mask& mask) {
    std::int64_t n = 0;
    for (std::int64_t x = 0; x < 44; ++x) n += mask(x, 17, 5);
    return n;
  };
  EXPECT_EQ(middle_row(apply_to(rasterised(1, 0), box).mask), 20);
  EXPECT_EQ(middle_row(apply_to(rasterised(0.45, 0, 0.5), box).mask), 21);
  EXPECT_EQ(middle_row(apply_to(rasterised(0.55, 0, 0.5), box).mask), 19);
  const Mask moved = apply_to(rasterised(0, 0, 1), box).mask;
  EXPECT_EQ(moved, moved_by(box, {1, 1, 0}));
}

TEST(RasteriseMechanics, WithoutAVoxelCoveredItSaysWhatToDo) {
  const Mask speck = box_mask(kRasteriseLattice, {{10, 8, 3}, {11, 9, 4}});
  try {
    apply_to(rasterised(1, 0), speck);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("smaller coverage"), std::string::npos);
  }
}

}  // namespace
}  // namespace radgauge
