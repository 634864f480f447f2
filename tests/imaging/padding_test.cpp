#include "imaging/padding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "imaging/noise_estimate.h"
#include "imaging/region.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

const Lattice kLattice{{40, 36, 20}, {1, 1, 1}, {0, 0, 0}, kIdentity3};

/// White noise of this SD about 500, rounded to multiples of `step` (0: not at all).
Volume noise(double sd, double step, std::uint64_t seed = 1) {
  Volume image(kLattice);
  const Draws draws(seed, "image", "padding", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    const double v = 500 + sd * draws.normal(i);
    image.voxels[i] = static_cast<float>(step > 0 ? step * std::round(v / step) : v);
  }
  return image;
}

Mask ball(double radius) {
  Mask mask(kLattice);
  for (std::int64_t z = 0; z < 20; ++z)
    for (std::int64_t y = 0; y < 36; ++y)
      for (std::int64_t x = 0; x < 40; ++x) {
        const double dx = static_cast<double>(x) - 19.5, dy = static_cast<double>(y) - 17.5,
                     dz = static_cast<double>(z) - 9.5;
        mask(x, y, z) = dx * dx + dy * dy + dz * dz <= radius * radius ? 1 : 0;
      }
  return mask;
}

/// Puts `value` where `outside` says.
template <class Outside>
void pad(Volume& image, float value, const Outside& outside) {
  for (std::int64_t z = 0; z < 20; ++z)
    for (std::int64_t y = 0; y < 36; ++y)
      for (std::int64_t x = 0; x < 40; ++x)
        if (outside(x, y, z)) image(x, y, z) = value;
}

double radius_of(std::int64_t x, std::int64_t y, std::int64_t z) {
  return std::hypot(static_cast<double>(x) - 19.5, static_cast<double>(y) - 17.5,
                    static_cast<double>(z) - 9.5);
}

// oracle: every voxel that was padded is found, and no other.
TEST(PaddingOracle, IsWhatWasPadded) {
  for (const float value : {0.0F, -3024.0F, 500.0F}) {
    Volume image = noise(20, 1);
    const auto outside = [](std::int64_t x, std::int64_t y, std::int64_t) { return x > 27 || y < 4; };
    pad(image, value, outside);
    const Padding padding = find_padding(image, Mask(kLattice, 1));
    EXPECT_EQ(padding.value, value);
    std::int64_t wrong = 0, missed = 0;
    for (std::int64_t z = 0; z < 20; ++z)
      for (std::int64_t y = 0; y < 36; ++y)
        for (std::int64_t x = 0; x < 40; ++x) {
          missed += outside(x, y, z) && padding.voxels(x, y, z) == 0 ? 1 : 0;
          wrong += !outside(x, y, z) && padding.voxels(x, y, z) != 0 ? 1 : 0;
        }
    EXPECT_EQ(missed, 0);
    EXPECT_LE(wrong, value == 500 ? 60 : 0) << "tissue of the padding's own value beside it";
  }
}

TEST(PaddingOracle, TwoConstantsAreBothPadding) {
  Volume image = noise(20, 1);
  pad(image, 0, [](std::int64_t x, std::int64_t, std::int64_t) { return x > 30; });
  pad(image, -1024, [](std::int64_t x, std::int64_t, std::int64_t) { return x < 12; });
  const Padding padding = find_padding(image, Mask(kLattice, 1));
  EXPECT_EQ(padding.value, -1024);
  EXPECT_DOUBLE_EQ(padding.share, 21.0 / 40);
}

// However coarsely measured intensities are rounded, they are none: down to an SD of 0.4 steps, where two of
// three neighbours are equal.
TEST(PaddingInvariant, RoundedNoiseIsNotPadding) {
  for (const double sd : {0.4, 0.5, 1.0, 8.0})
    for (std::uint64_t seed = 0; seed < 3; ++seed)
      EXPECT_EQ(find_padding(noise(sd, 1, seed), Mask(kLattice, 1)).share, 0) << sd;
}

// invariant: without padding the estimate is that of the region, to the last bit.
TEST(NoiseAroundInvariant, WithoutPaddingNothingChanges) {
  const Mask roi = ball(6);
  for (const double sd : {0.5, 8.0, 20.0})
    for (const double step : {0.0, 1.0}) {
      const Volume image = noise(sd, step, 7);
      const NoiseEstimate around = estimate_noise_around(image, roi, Modality::mr);
      const NoiseEstimate plain = estimate_noise(image, noise_region(image, roi, Modality::mr));
      EXPECT_EQ(around.sd, plain.sd);
      EXPECT_EQ(around.sample_count, plain.sample_count);
      EXPECT_EQ(around.padding_share, 0);
    }
}

// oracle: the noise is known; padding from one side, from two, and around a shell of tissue.
TEST(NoiseAroundOracle, PaddingHasNoNoise) {
  const Mask roi = ball(6);
  const auto estimate = [&](float value, auto outside) {
    Volume image = noise(20, 1, 3);
    pad(image, value, outside);
    return estimate_noise_around(image, roi, Modality::mr);
  };
  for (const float value : {0.0F, 500.0F}) {
    const NoiseEstimate one =
        estimate(value, [](std::int64_t x, std::int64_t, std::int64_t) { return x > 26; });
    EXPECT_NEAR(one.sd, 20, 1);
    EXPECT_GT(one.padding_share, 0.2);
    EXPECT_EQ(one.padding_value, value);
    EXPECT_NEAR(
        estimate(value, [](std::int64_t x, std::int64_t, std::int64_t) { return x > 26 || x < 12; }).sd, 20,
        1);
    EXPECT_NEAR(estimate(value, [](std::int64_t x, std::int64_t y,
                                   std::int64_t z) { return radius_of(x, y, z) > 11; })
                    .sd,
                20, 1.5);
  }
}

TEST(NoiseAroundMechanics, TheRegionAloneDoesNotTell) {
  Volume image = noise(20, 1, 3);
  pad(image, 0, [](std::int64_t x, std::int64_t y, std::int64_t z) { return radius_of(x, y, z) > 7; });
  try {
    estimate_noise_around(image, ball(6), Modality::mr);
    FAIL() << "estimated";
  } catch (const Error& error) {
    const std::string text = error.what();
    for (const char* part : {"constant padding (0)", "places of 3 x 3", "absolute sd"})
      EXPECT_NE(text.find(part), std::string::npos) << text;
  }
}

TEST(NoiseAroundMechanics, ADrawnImageHasNoNoise) {
  Volume image(kLattice, 40.0F);
  const Mask roi = ball(6);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (roi.voxels[i] != 0) image.voxels[i] = 120;
  EXPECT_EQ(estimate_noise_around(image, roi, Modality::mr).sd, 0);
}

}  // namespace
}  // namespace radgauge
