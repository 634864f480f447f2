#include <numbers>

#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

/// Autocorrelation, at r mm, of noise with power spectrum nps(f) in the plane: the Hankel transform, by
/// Simpson's rule.
double autocorrelation(const std::function<double(double)>& nps, double highest_per_mm, double r_mm) {
  constexpr int kSteps = 4000;
  double power = 0, product = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const double f = highest_per_mm * i / kSteps;
    const double weight = i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2;
    power += weight * nps(f) * f;
    product += weight * nps(f) * f * std::cyl_bessel_j(0, 2 * std::numbers::pi * f * r_mm);
  }
  return product / power;
}

const Lattice kSlices = lattice_of({80, 70, 80}, {0.8, 0.8, 3});

Volume noise_alone(const std::vector<std::pair<std::string, Value>>& given) {
  const Volume zero(kSlices);
  Mask roi = box_mask(kSlices, {{30, 30, 30}, {50, 50, 50}});
  return changed("noise.nps", zero, roi, given, 0, Modality::ct).image;
}

// oracle: the autocovariance of the sampled noise is the Hankel transform of the continuous spectrum. Limits
// are 4 standard errors over 80 independent slices, and 1 % of the variance for the cut of the kernel.
TEST(NoiseNpsOracle, RampHannHasItsAutocovariance) {
  const double cutoff = 0.78;
  const auto nps = [&](double f) {
    return f * std::pow(0.5 * (1 + std::cos(std::numbers::pi * f / cutoff)), 2);
  };
  const Volume field = noise_alone({{"sd", 1.0}, {"cutoff_per_mm", cutoff}});
  const std::pair<std::int64_t, std::int64_t> lags[] = {{0, 0}, {1, 0}, {0, 1}, {1, 1},
                                                        {2, 0}, {0, 3}, {5, 2}};
  for (const auto& [dx, dy] : lags) {
    const double r = 0.8 * std::hypot(static_cast<double>(dx), static_cast<double>(dy));
    const MeanOf found = lagged_product(field, dx, dy);
    EXPECT_NEAR(found.mean, autocorrelation(nps, cutoff, r), 4 * found.error + 0.01) << dx << " " << dy;
    EXPECT_LT(found.error, 0.012);
  }
  // What tells a ramp from a low-pass: neighbours three voxels apart go opposite ways.
  EXPECT_LT(lagged_product(field, 0, 3).mean, -0.02);
}

// oracle: a Gaussian about frequency 0 has the autocorrelation exp(-2 pi^2 w^2 r^2).
TEST(NoiseNpsOracle, BandAtZeroIsGaussian) {
  const double w = 0.2;
  const Volume field = noise_alone(
      {{"sd", 1.0}, {"spectrum", std::string("band")}, {"peak_per_mm", 0.0}, {"width_per_mm", w}});
  for (const std::int64_t d : {0, 1, 2, 3}) {
    const double r = 0.8 * static_cast<double>(d);
    const MeanOf found = lagged_product(field, d, 0);
    EXPECT_NEAR(found.mean, std::exp(-2 * std::pow(std::numbers::pi * w * r, 2)), 4 * found.error + 1e-3);
  }
}

// oracle: slices three slices thick share 2/3 and 1/3 of their noise; a slice profile of one shares nothing.
TEST(NoiseNpsOracle, BoxProfileCorrelatesSlices) {
  const Volume thick = noise_alone({{"sd", 1.0}, {"slice_mm", 9.0}, {"slice_profile", std::string("box")}});
  for (const std::int64_t dz : {0, 1, 2, 3}) {
    const MeanOf found = lagged_product(thick, 0, 0, dz, 5);
    EXPECT_NEAR(found.mean, 1 - static_cast<double>(dz) / 3, 4 * found.error) << dz;
  }
  const MeanOf thin = lagged_product(noise_alone({{"sd", 1.0}}), 0, 0, 1);
  EXPECT_LT(std::abs(thin.mean), 4 * thin.error);
}

// oracle: noise of this spectrum is recognised: k times what is there is added.
TEST(NoiseNpsOracle, EstimateKnowsTheColour) {
  Volume image = noise_alone({{"sd", 20.0}});
  const Mask roi = ball(kSlices, {31, 28, 120}, 20);
  const ImageOutput out = changed("noise.nps", image, roi, {{"k", 0.5}}, 1, Modality::ct);
  EXPECT_NEAR(magnitude(out.magnitudes, "estimated_sd").achieved, 20, 0.6);
  EXPECT_EQ(magnitude(out.magnitudes, "sd").requested,
            0.5 * magnitude(out.magnitudes, "estimated_sd").achieved);
  EXPECT_NEAR(magnitude(out.magnitudes, "sd").achieved, 10, 0.6);
}

// invariant: levels share their draws, repetitions do not, and a call again gives the same bytes.
TEST(NoiseNpsInvariant, LevelsShareDraws) {
  const Volume one = noise_alone({{"sd", 4.0}}), two = noise_alone({{"sd", 8.0}});
  for (std::size_t i = 0; i < one.voxels.size(); ++i) ASSERT_EQ(2 * one.voxels[i], two.voxels[i]);
  EXPECT_EQ(noise_alone({{"sd", 4.0}}), one);
  const Mask roi = box_mask(kSlices, {{30, 30, 30}, {50, 50, 50}});
  EXPECT_NE(changed("noise.nps", Volume(kSlices), roi, {{"sd", 4.0}}, 1, Modality::ct).image, one);
}

TEST(NoiseNpsInvariant, CropChangesNoByte) {
  const Volume image = grainy(kSlices, 40, 8);
  const Mask roi = ball(kSlices, {31, 28, 120}, 6);
  expect_crop_changes_no_byte("noise.nps", image, roi, {{"k", 1.0}, {"slice_mm", 5.0}}, Modality::ct);
}

TEST(NoiseNpsMechanics, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal_of("noise.nps", Modality::ct), "");
  EXPECT_NE(refusal_of("noise.nps", Modality::mr), "");
  EXPECT_NE(refusal_of("noise.nps", Modality::pet), "");
  expect_refused_values("noise.nps", "sd", {-1, NAN, HUGE_VAL});
  expect_refused_values("noise.nps", "cutoff_per_mm", {0, -1, NAN});
  expect_refused_values("noise.nps", "slice_mm", {-1, NAN, 51});
  const Volume flat(kSlices);
  const Mask roi = ball(kSlices, {31, 28, 120}, 6);
  EXPECT_EQ(changed("noise.nps", flat, roi, {}).image, flat);
  EXPECT_THROW(changed("noise.nps", flat, roi, {{"k", 1.0}}), Error);  // a multiple of no noise
}

}  // namespace
}  // namespace radgauge
