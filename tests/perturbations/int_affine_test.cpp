#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kIntAffineLattice = lattice_of({20, 18, 10}, {1, 1, 2});
const Mask kRoi = ball(kIntAffineLattice, {9, 9, 10}, 5);

// oracle: voxel by voxel, with the mean of the ROI.
TEST(IntAffineOracle, ScalesAndShifts) {
  const Volume image = grainy(kIntAffineLattice, 50, 10);
  double mean = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (kRoi.voxels[i] != 0) mean += static_cast<double>(image.voxels[i]);
  mean /= static_cast<double>(count(kRoi));
  const ImageOutput out =
      changed("int.affine", image, kRoi, {{"scale", 1.1}, {"shift", -7.0}, {"shift_fraction", 0.05}});
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    ASSERT_NEAR(out.image.voxels[i], 1.1 * static_cast<double>(image.voxels[i]) - 7 + 0.05 * mean, 1e-5);
  EXPECT_NEAR(magnitude(out.magnitudes, "scale").achieved, 1.1, 1e-6);
  EXPECT_NEAR(magnitude(out.magnitudes, "shift").requested, -7 + 0.05 * mean, 1e-9);
  EXPECT_NEAR(magnitude(out.magnitudes, "shift").achieved, -7 + 0.05 * mean, 1e-5);
}

// invariant: the inverse map undoes it.
TEST(IntAffineInvariant, InverseUndoesIt) {
  const Volume image = grainy(kIntAffineLattice, 50, 10);
  const Volume there = changed("int.affine", image, kRoi, {{"scale", 2.0}, {"shift", 16.0}}).image;
  const Volume back = changed("int.affine", there, kRoi, {{"scale", 0.5}, {"shift", -8.0}}).image;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) ASSERT_NEAR(back.voxels[i], image.voxels[i], 1e-5);
  EXPECT_EQ(changed("int.affine", image, kRoi, {}).image, image);
}

TEST(IntAffineInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("int.affine", grainy(kIntAffineLattice, 50, 10), kRoi,
                              {{"scale", 0.9}, {"shift_fraction", -0.05}});
}

TEST(IntAffineMechanics, EdgeCases) {
  const ImageOutput flat = changed("int.affine", Volume(kIntAffineLattice), kRoi, {{"scale", 2.0}});
  EXPECT_NE(magnitude(flat.magnitudes, "scale").status, "ok");
  EXPECT_THROW(changed("int.affine", Volume(kIntAffineLattice), Mask(kIntAffineLattice), {{"scale", 2.0}}),
               Error);
  Volume hole = grainy(kIntAffineLattice, 50, 10);
  hole(9, 9, 5) = NAN;
  EXPECT_THROW(changed("int.affine", hole, kRoi, {{"scale", 2.0}}), Error);
  expect_refused_values("int.affine", "scale", {0, -1, NAN, HUGE_VAL});
  expect_refused_values("int.affine", "shift", {NAN, HUGE_VAL});
}

}  // namespace
}  // namespace radgauge
