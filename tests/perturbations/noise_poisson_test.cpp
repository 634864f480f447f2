#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kNoisePoissonLattice = lattice_of({40, 36, 30}, {2, 2, 3});
const Mask kNoisePoissonAll(kNoisePoissonLattice, 1);

// oracle: on a flat image the noise has SD cov x reference x sqrt(level / reference), so a region four times
// as hot has twice the SD and half the coefficient of variation.
TEST(NoisePoissonOracle, StandardDeviationFollowsTheRoot) {
  for (const double level : {2.0, 8.0}) {
    const Volume image = volume_of(kNoisePoissonLattice, [&](double, double, double) { return level; });
    std::vector<double> variances;
    for (std::uint32_t r = 0; r < 12; ++r) {
      const ImageOutput out = changed("noise.poisson", image, kNoisePoissonAll,
                                      {{"cov", 0.1}, {"reference", 2.0}, {"fwhm_mm", 4.0}}, r, Modality::pet);
      double squares = 0;
      for (const float v : out.image.voxels)
        squares += std::pow((static_cast<double>(v) - level) / (0.1 * std::sqrt(2 * level)), 2);
      variances.push_back(squares / static_cast<double>(kNoisePoissonLattice.voxel_count()));
      EXPECT_NEAR(magnitude(out.magnitudes, "cov").achieved, 0.1 * std::sqrt(variances.back()), 1e-6);
    }
    const MeanOf found = mean_of(variances);
    EXPECT_NEAR(found.mean, 1, 4 * found.error) << level;
    EXPECT_LT(found.error, 0.02);
  }
}

// oracle: neighbours correlate as exp(-d^2 / (4 s^2)) with s = fwhm / 2.3548.
TEST(NoisePoissonOracle, NoiseHasTheWidthOfThePostFilter) {
  const Volume image = volume_of(kNoisePoissonLattice, [](double, double, double) { return 10; });
  const double s = 7 / 2.3548;
  for (const std::int64_t d : {1, 2, 3}) {
    std::vector<double> products;
    for (std::uint32_t r = 0; r < 12; ++r) {
      Volume noise =
          changed("noise.poisson", image, kNoisePoissonAll, {{"cov", 0.05}, {"fwhm_mm", 7.0}}, r).image;
      for (float& v : noise.voxels) v = (v - 10) / 0.5F;
      products.push_back(lagged_product(noise, d, 0).mean);
    }
    const MeanOf found = mean_of(products);
    const double mm = 2 * static_cast<double>(d);
    EXPECT_NEAR(found.mean, std::exp(-mm * mm / (4 * s * s)), 4 * found.error + 2e-3) << d;
  }
}

// invariant: nothing falls below 0, and it is said how much of the ROI that concerned.
TEST(NoisePoissonInvariant, NeverNegative) {
  const Volume image =
      volume_of(kNoisePoissonLattice, [](double x, double, double) { return x < 20 ? 0.0 : 1.0; });
  const ImageOutput out = changed("noise.poisson", image, kNoisePoissonAll, {{"cov", 1.0}});
  for (const float v : out.image.voxels) ASSERT_GE(v, 0.0F);
  EXPECT_GT(magnitude(out.magnitudes, "clipped").achieved, 0.02);
  EXPECT_NE(magnitude(out.magnitudes, "cov").status, "ok");
  EXPECT_EQ(changed("noise.poisson", image, kNoisePoissonAll, {}).image, image);
}

TEST(NoisePoissonInvariant, CropChangesNoByteAndLevelsShareDraws) {
  const Lattice large = lattice_of({60, 60, 40}, {2, 2, 3});
  const Volume image = grainy(large, 20, 1);
  const Mask roi = ball(large, {60, 60, 60}, 10);
  expect_crop_changes_no_byte("noise.poisson", image, roi, {{"cov", 0.1}, {"fwhm_mm", 6.0}}, Modality::pet);
  const Volume flat = volume_of(large, [](double, double, double) { return 16; });
  const Volume one = changed("noise.poisson", flat, roi, {{"cov", 0.05}}).image;
  const Volume two = changed("noise.poisson", flat, roi, {{"cov", 0.1}}).image;
  for (std::size_t i = 0; i < one.voxels.size(); ++i)
    ASSERT_NEAR(2 * (one.voxels[i] - 16), two.voxels[i] - 16, 1e-5);
}

TEST(NoisePoissonMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("noise.poisson", Modality::ct), "");
  EXPECT_NE(refusal_of("noise.poisson", Modality::mr), "");
  EXPECT_EQ(refusal_of("noise.poisson", Modality::pet), "");
  expect_refused_values("noise.poisson", "cov", {-0.1, NAN, 11});
  expect_refused_values("noise.poisson", "fwhm_mm", {-1, NAN, HUGE_VAL});
  EXPECT_THROW(changed("noise.poisson", Volume(kNoisePoissonLattice), kNoisePoissonAll, {{"cov", 0.1}}),
               Error);
}

}  // namespace
}  // namespace radgauge
