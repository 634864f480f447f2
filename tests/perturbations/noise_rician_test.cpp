#include <numbers>

#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kNoiseRicianLattice = lattice_of({60, 50, 20}, {1, 1, 3});
const double kVoxels = static_cast<double>(kNoiseRicianLattice.voxel_count());
const Mask kNoiseRicianAll(kNoiseRicianLattice, 1);

ImageOutput noisy(double signal, double sd, std::int64_t coils, std::uint32_t repetition = 0) {
  const Volume image = volume_of(kNoiseRicianLattice, [&](double, double, double) { return signal; });
  return changed("noise.rician", image, kNoiseRicianAll, {{"sd", sd}, {"coils", coils}}, repetition,
                 Modality::mr);
}

// oracle: E[M^2] = A^2 + 2 L s^2 and Var[M^2] = 4 A^2 s^2 + 4 L s^4, within 4 standard errors.
TEST(NoiseRicianOracle, SecondMoments) {
  for (const std::int64_t coils : {1, 4})
    for (const double signal : {0.0, 5.0, 60.0}) {
      const double s2 = 36, l = static_cast<double>(coils);
      double sum = 0, squares = 0;
      for (const float v : noisy(signal, 6, coils).image.voxels) {
        const double m2 = static_cast<double>(v) * static_cast<double>(v);
        sum += m2;
        squares += m2 * m2;
      }
      const double mean = sum / kVoxels, variance = squares / kVoxels - mean * mean;
      const double expected = 4 * signal * signal * s2 + 4 * l * s2 * s2;
      EXPECT_NEAR(mean, signal * signal + 2 * l * s2, 4 * std::sqrt(expected / kVoxels)) << signal;
      // The fourth central moment of a chi-square with 2 degrees is 9 times the variance squared, the most.
      EXPECT_NEAR(variance / expected, 1, 4 * std::sqrt(8 / kVoxels)) << signal;
    }
}

// oracle: without signal, one coil: Rayleigh, mean s sqrt(pi/2), SD s sqrt(2 - pi/2).
TEST(NoiseRicianOracle, BackgroundIsRayleigh) {
  const ImageOutput out = noisy(0, 6, 1);
  const double sd = 6 * std::sqrt(2 - std::numbers::pi / 2);
  EXPECT_NEAR(magnitude(out.magnitudes, "bias").achieved, 6 * std::sqrt(std::numbers::pi / 2),
              4 * sd / std::sqrt(kVoxels));
  EXPECT_NEAR(magnitude(out.magnitudes, "change_sd").achieved, sd, 0.02 * sd);
  EXPECT_NEAR(magnitude(out.magnitudes, "sd").achieved, 6, 4 * 6 / std::sqrt(4 * kVoxels));
}

// oracle: a fraction of the mean of the ROI.
TEST(NoiseRicianOracle, FractionOfTheReferenceTissue) {
  const Volume image =
      volume_of(kNoiseRicianLattice, [](double x, double, double) { return x < 30 ? 100.0 : 300.0; });
  const Mask roi = box_mask(kNoiseRicianLattice, {{30, 0, 0}, {60, 50, 20}});
  const ImageOutput out = changed("noise.rician", image, roi, {{"fraction", 0.03}}, 0, Modality::mr);
  EXPECT_DOUBLE_EQ(magnitude(out.magnitudes, "sd").requested, 9);
  EXPECT_NEAR(magnitude(out.magnitudes, "sd").achieved, 9, 4 * 9 / std::sqrt(2 * kVoxels));
}

// invariant: without noise nothing changes; levels share draws: M^2 - A^2 - s^2 (n1^2 + n2^2) = 2 A s n1.
TEST(NoiseRicianInvariant, LevelsShareDraws) {
  EXPECT_EQ(noisy(50, 0, 3).image, volume_of(kNoiseRicianLattice, [](double, double, double) { return 50; }));
  const Volume one = noisy(0, 3, 2).image, two = noisy(0, 6, 2).image;
  for (std::size_t i = 0; i < one.voxels.size(); ++i) ASSERT_FLOAT_EQ(2 * one.voxels[i], two.voxels[i]);
  EXPECT_EQ(noisy(0, 3, 2).image, one);
  EXPECT_NE(noisy(0, 3, 2, 1).image, one);
}

TEST(NoiseRicianInvariant, CropChangesNoByte) {
  const Volume image = grainy(kNoiseRicianLattice, 200, 10);
  expect_crop_changes_no_byte("noise.rician", image, ball(kNoiseRicianLattice, {28, 25, 30}, 9),
                              {{"fraction", 0.05}, {"coils", std::int64_t{2}}}, Modality::mr);
}

TEST(NoiseRicianMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("noise.rician", Modality::ct), "");
  EXPECT_NE(refusal_of("noise.rician", Modality::pet), "");
  EXPECT_EQ(refusal_of("noise.rician", Modality::mr), "");
  expect_refused_values("noise.rician", "sd", {-1, NAN, HUGE_VAL});
  expect_refused_values("noise.rician", "fraction", {-0.1, NAN});
  EXPECT_NE(Applied("noise.rician", {{"coils", std::int64_t{0}}}).problem(), "");
  EXPECT_THROW(noisy(-1, 3, 1), Error);
  EXPECT_THROW(changed("noise.rician", Volume(kNoiseRicianLattice), Mask(kNoiseRicianLattice), {{"sd", 1.0}}),
               Error);
  const ImageOutput none =
      changed("noise.rician", Volume(kNoiseRicianLattice), kNoiseRicianAll, {{"fraction", 0.1}});
  EXPECT_NE(magnitude(none.magnitudes, "sd").status, "ok");
}

}  // namespace
}  // namespace radgauge
