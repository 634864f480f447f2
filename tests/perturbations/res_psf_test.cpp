#include <numbers>

#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kResPsfLattice = lattice_of({64, 60, 24}, {1, 1, 2});
const Mask kResPsfRoi = ball(kResPsfLattice, {32, 30, 24}, 8);

// oracle: a cosine of frequency f keeps the part exp(-2 pi^2 sigma^2 f^2) of its amplitude.
TEST(ResPsfOracle, AmplitudeOfACosine) {
  const double fwhm = 4, sigma = fwhm / 2.354820045;
  for (const double f : {0.05, 0.1, 0.2}) {
    const Volume image = volume_of(kResPsfLattice, [&](double x, double, double) {
      return 100 * std::cos(2 * std::numbers::pi * f * (x - 32));
    });
    const ImageOutput out = changed("res.psf", image, kResPsfRoi, {{"fwhm_mm", fwhm}});
    EXPECT_NEAR(out.image(32, 30, 12), 100 * std::exp(-2 * std::pow(std::numbers::pi * sigma * f, 2)), 0.02);
  }
}

// oracle: at the achieved MTF50 half of the amplitude is left, and that is the closed form 0.4413 / FWHM.
TEST(ResPsfOracle, HalfTheAmplitudeAtMtf50) {
  const ImageOutput first = changed("res.psf", Volume(kResPsfLattice), kResPsfRoi, {{"fwhm_mm", 3.0}});
  const Magnitude f50 = magnitude(first.magnitudes, "mtf50_per_mm");
  EXPECT_NEAR(f50.requested, 0.441271 / 3, 1e-6);
  EXPECT_NEAR(f50.achieved, f50.requested, 1e-4);
  const Volume image = volume_of(kResPsfLattice, [&](double x, double, double) {
    return 100 * std::cos(2 * std::numbers::pi * f50.achieved * (x - 32));
  });
  EXPECT_NEAR(changed("res.psf", image, kResPsfRoi, {{"fwhm_mm", 3.0}}).image(32, 30, 12), 50, 1e-3);
  EXPECT_NEAR(magnitude(first.magnitudes, "fwhm_mm").achieved, 3, 0.01);
}

// oracle: squares of widths add: 3 mm and then 4 mm is 5 mm.
TEST(ResPsfOracle, WidthsAddInSquares) {
  const Volume image = volume_of(
      kResPsfLattice, [](double x, double y, double z) { return x == 32 && y == 30 && z == 12 ? 1e4 : 0; });
  const Volume once = changed("res.psf", image, kResPsfRoi, {{"fwhm_mm", 5.0}, {"by_slice", true}}).image;
  const Volume three = changed("res.psf", image, kResPsfRoi, {{"fwhm_mm", 3.0}, {"by_slice", true}}).image;
  const Volume twice = changed("res.psf", three, kResPsfRoi, {{"fwhm_mm", 4.0}, {"by_slice", true}}).image;
  const double peak = once(32, 30, 12);
  for (std::size_t i = 0; i < once.voxels.size(); ++i)
    ASSERT_NEAR(once.voxels[i], twice.voxels[i], 2e-3 * peak);
  EXPECT_EQ(once(32, 30, 11), 0);
  EXPECT_NEAR(peak, 1e4 / (2 * std::numbers::pi * std::pow(5 / 2.3548, 2)), 1e-3 * peak);
}

TEST(ResPsfInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("res.psf", grainy(kResPsfLattice, 40, 20), kResPsfRoi, {{"fwhm_mm", 3.0}});
}

// mechanics: a point spread below the voxels is said to be limited; 0 changes nothing.
TEST(ResPsfMechanics, SaysWhereVoxelsAreTooCoarse) {
  const Volume image = grainy(kResPsfLattice, 40, 20);
  const ImageOutput fine = changed("res.psf", image, kResPsfRoi, {{"fwhm_mm", 0.5}});
  EXPECT_EQ(magnitude(fine.magnitudes, "fwhm_mm").status, "limited by the voxel size");
  EXPECT_NE(magnitude(fine.magnitudes, "mtf50_per_mm").status, "ok");
  EXPECT_EQ(changed("res.psf", image, kResPsfRoi, {}).image, image);
  expect_refused_values("res.psf", "fwhm_mm", {-1, NAN, HUGE_VAL});
}

}  // namespace
}  // namespace radgauge
