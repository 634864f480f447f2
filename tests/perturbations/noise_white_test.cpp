#include "core/error.h"
#include "fixtures.h"

namespace radgauge {
namespace {

const Lattice kNoiseWhiteLattice = lattice_of({40, 36, 14}, {1, 1, 2});

/// Tissue with noise of 8 HU.
Volume tissue(std::uint64_t seed) {
  Volume image(kNoiseWhiteLattice);
  const Draws draws(seed, "tissue", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(40 + 8 * draws.normal(i));
  return image;
}

ImageOutput noisy(const Volume& image, const Mask& roi,
                  const std::vector<std::pair<std::string, Value>>& given, std::uint32_t repetition = 0,
                  std::uint64_t seed = 5) {
  const Applied op("noise.white", given);
  const Draws draws(seed, "object", "noise.white", 0, repetition);
  return op.operation->image({image, roi, draws, Modality::ct}, op.values);
}

// oracle: added numbers are N(0, sd): mean, variance and correlation of neighbours as z-tests.
TEST(NoiseWhiteOracle, AddedFieldIsWhiteAndGaussian) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 9);
  const double n = static_cast<double>(kNoiseWhiteLattice.voxel_count());
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const Volume zero(kNoiseWhiteLattice);
    const ImageOutput out = noisy(zero, roi, {{"sd", 12.5}}, 0, seed);
    double sum = 0, squares = 0, fourths = 0, neighbours = 0;
    for (std::size_t i = 0; i < out.image.voxels.size(); ++i) {
      const double v = static_cast<double>(out.image.voxels[i]) / 12.5;
      sum += v;
      squares += v * v;
      fourths += v * v * v * v;
      if (i > 0) neighbours += v * static_cast<double>(out.image.voxels[i - 1]) / 12.5;
    }
    EXPECT_LT(std::abs(sum / n) * std::sqrt(n), 4);
    EXPECT_LT(std::abs(squares / n - 1) * std::sqrt(n / 2), 4);
    EXPECT_LT(std::abs(fourths / n - 3) * std::sqrt(n / 96), 4);
    EXPECT_LT(std::abs(neighbours / n) * std::sqrt(n), 4);
  }
}

// oracle: k times the known noise is added, and the achieved SD is measured in the ROI.
TEST(NoiseWhiteOracle, MultipleOfTheEstimate) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 9);
  const Volume image = tissue(3);
  const ImageOutput out = noisy(image, roi, {{"k", 2.0}});
  const Magnitude& sd = magnitude(out.magnitudes, "sd");
  const Magnitude& there = magnitude(out.magnitudes, "estimated_sd");
  EXPECT_NEAR(there.achieved, 8, 0.4);
  EXPECT_DOUBLE_EQ(sd.requested, 2 * there.achieved);
  EXPECT_TRUE(std::isnan(there.requested));
  const auto voxels = static_cast<double>(count(roi));
  EXPECT_LT(std::abs(sd.achieved / sd.requested - 1) * std::sqrt(2 * voxels), 4);
  EXPECT_NE(sd.achieved, sd.requested);
}

// invariant: levels share their draws: the added field of sd = 20 is twice that of sd = 10.
TEST(NoiseWhiteInvariant, LevelsShareDraws) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 9);
  const Volume zero(kNoiseWhiteLattice);
  const Volume one = noisy(zero, roi, {{"sd", 10.0}}).image;
  const Volume two = noisy(zero, roi, {{"sd", 20.0}}).image;
  for (std::size_t i = 0; i < one.voxels.size(); ++i) ASSERT_EQ(2 * one.voxels[i], two.voxels[i]);
  EXPECT_EQ(noisy(zero, roi, {{"sd", 10.0}}).image, one);
  EXPECT_NE(noisy(zero, roi, {{"sd", 10.0}}, 1).image, one);
}

// invariant: a crop with the declared support changes no byte, neither of voxels nor of magnitudes.
TEST(NoiseWhiteInvariant, CropChangesNoByte) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 4);
  const Volume image = tissue(4);
  const Applied op("noise.white");
  const Support support = op.operation->support(op.values);
  ASSERT_EQ(support.reach, Support::Reach::margin);
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = static_cast<std::int64_t>(std::ceil(support.margin_mm / kNoiseWhiteLattice.spacing_mm[a]));
  const Box box = intersect(grow(bounding_box(roi), margin), Box{{0, 0, 0}, kNoiseWhiteLattice.size});
  ASSERT_GT(kNoiseWhiteLattice.voxel_count(), box.voxel_count());
  const ImageOutput whole = noisy(image, roi, {{"k", 1.0}});
  const ImageOutput part = noisy(crop(image, box), crop(roi, box), {{"k", 1.0}});
  EXPECT_EQ(crop(whole.image, box), part.image);
  for (std::size_t i = 0; i < whole.magnitudes.size(); ++i)
    EXPECT_EQ(whole.magnitudes[i].achieved, part.magnitudes[i].achieved);
}

TEST(NoiseWhiteMechanics, ZeroAndEdgeCases) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 4);
  const Volume image = tissue(4);
  EXPECT_EQ(noisy(image, roi, {{"k", 0.0}}).image, image);
  const Lattice tiny = lattice_of({3, 3, 2}, {1, 1, 1});
  EXPECT_THROW(noisy(Volume(tiny), Mask(tiny, 1), {{"k", 1.0}}), Error);
  const ImageOutput absolute = noisy(Volume(tiny), Mask(tiny, 1), {{"sd", 5.0}});
  EXPECT_EQ(magnitude(absolute.magnitudes, "sd").status, "ok");
  EXPECT_NE(magnitude(absolute.magnitudes, "estimated_sd").status, "ok");
}

TEST(NoiseWhiteMechanics, RefusesBadParameters) {
  EXPECT_EQ(Applied("noise.white", {{"k", 0.5}}).problem(), "");
  for (const double bad : {-0.1, std::nan(""), HUGE_VAL}) {
    EXPECT_NE(Applied("noise.white", {{"k", bad}}).problem(), "");
    EXPECT_NE(Applied("noise.white", {{"sd", bad}}).problem(), "");
  }
}

TEST(NoiseWhiteMechanics, AMultipleOfNoNoiseIsRefused) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 9);
  const Volume flat(kNoiseWhiteLattice, 40.0F);
  EXPECT_THROW(noisy(flat, roi, {{"k", 2.0}}), Error);
  EXPECT_NO_THROW(noisy(flat, roi, {{"sd", 2.0}}));
  EXPECT_NO_THROW(noisy(flat, roi, {{"k", 0.0}}));
}

// oracle: the noise is 8; padding beside the lesion, in the range of tissue or far from it, hides none of it.
TEST(NoiseWhiteOracle, PaddingIsNoNoise) {
  const Mask roi = ball(kNoiseWhiteLattice, {19, 17, 13}, 6);
  for (const float value : {0.0F, 40.0F}) {
    Volume image = tissue(4);
    for (std::int64_t z = 0; z < 14; ++z)
      for (std::int64_t y = 0; y < 36; ++y)
        for (std::int64_t x = 27; x < 40; ++x) image(x, y, z) = value;
    const ImageOutput out = noisy(image, roi, {{"k", 2.0}});
    EXPECT_NEAR(magnitude(out.magnitudes, "sd").requested, 16, 1) << value;
  }
}

}  // namespace
}  // namespace radgauge
