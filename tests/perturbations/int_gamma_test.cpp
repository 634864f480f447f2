#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kIntGammaLattice = lattice_of({20, 18, 10}, {1, 1, 2});
const Mask kIntGammaRoi = ball(kIntGammaLattice, {9, 9, 10}, 5);

/// 0 to 400 over the image, 100 and 300 the ends of the ROI.
Volume ramp() {
  Volume image = grainy(kIntGammaLattice, 200, 25);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = kIntGammaRoi.voxels[i] != 0 ? std::min(std::max(image.voxels[i], 100.0F), 300.0F)
                                                  : 400 * static_cast<float>(i % 97) / 96;
  image(9, 9, 5) = 100;
  image(10, 9, 5) = 300;
  return image;
}

// oracle: voxel by voxel, inside and outside the range of the ROI.
TEST(IntGammaOracle, PowerOfThePlaceInTheRange) {
  const Volume image = ramp();
  const ImageOutput out = changed("int.gamma", image, kIntGammaRoi, {{"log_gamma", 0.3}}, 0, Modality::mr);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    const double t = (static_cast<double>(image.voxels[i]) - 100) / 200;
    const double bent = (t < 0 ? -1 : 1) * std::pow(std::abs(t), std::exp(0.3));
    ASSERT_NEAR(out.image.voxels[i], 100 + 200 * bent, 1e-4);
  }
  EXPECT_NEAR(magnitude(out.magnitudes, "log_gamma").achieved, 0.3, 1e-5);
}

// invariant: the opposite undoes it, order and range stay.
TEST(IntGammaInvariant, OppositeUndoesIt) {
  const Volume image = ramp();
  const Volume there = changed("int.gamma", image, kIntGammaRoi, {{"log_gamma", -0.3}}).image;
  const Volume back = changed("int.gamma", there, kIntGammaRoi, {{"log_gamma", 0.3}}).image;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) ASSERT_NEAR(back.voxels[i], image.voxels[i], 1e-3);
  for (std::size_t i = 1; i < image.voxels.size(); ++i) {
    if (image.voxels[i - 1] < image.voxels[i]) {
      ASSERT_LE(there.voxels[i - 1], there.voxels[i]);
    }
  }
  EXPECT_EQ(changed("int.gamma", image, kIntGammaRoi, {}).image, image);
}

TEST(IntGammaInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("int.gamma", ramp(), kIntGammaRoi, {{"log_gamma", 0.2}});
}

TEST(IntGammaMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("int.gamma", Modality::ct), "");
  EXPECT_NE(refusal_of("int.gamma", Modality::pet), "");
  EXPECT_EQ(refusal_of("int.gamma", Modality::mr), "");
  expect_refused_values("int.gamma", "log_gamma", {-4, 4, NAN});
  EXPECT_THROW(changed("int.gamma", Volume(kIntGammaLattice), kIntGammaRoi, {{"log_gamma", 0.2}}), Error);
}

}  // namespace
}  // namespace radgauge
