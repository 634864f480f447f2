#include "imaging/noise_estimate.h"

#include "core/error.h"
#include "core/random.h"
#include "imaging/region.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Lattice lattice_of(const Index3& size, const Vec3& spacing_mm) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = spacing_mm;
  return lattice;
}

Mask ball(const Lattice& lattice, double radius_mm) {
  Mask mask(lattice);
  const Index3& n = lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        double square = 0;
        const Index3 at{x, y, z};
        for (std::size_t a = 0; a < 3; ++a)
          square += std::pow(
              (static_cast<double>(at[a]) - 0.5 * static_cast<double>(n[a] - 1)) * lattice.spacing_mm[a], 2);
        mask(x, y, z) = square <= radius_mm * radius_mm ? 1 : 0;
      }
  return mask;
}

/// A bright ball with a sharp edge on a trend f(x) + g(y), plus white noise.
Volume noisy_image(const Mask& lesion, double sd, std::uint64_t seed) {
  Volume image(lesion.lattice);
  const Draws draws(seed, "image", "test", 0, 0);
  const Index3& n = image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const std::size_t i = image.at(x, y, z);
        const double trend =
            0.5 * static_cast<double>(x * x) - 3 * static_cast<double>(y) + 5 * static_cast<double>(z);
        image.voxels[i] = static_cast<float>(trend + 300 * lesion.voxels[i] + sd * draws.normal(i));
      }
  return image;
}

// oracle: a known sigma on trend, edge and noise. Responses overlap, so the SE is taken from the seeds.
TEST(NoiseEstimateOracle, RecoversKnownSigma) {
  const Mask lesion = ball(lattice_of({48, 48, 20}, {1, 1, 2}), 9);
  for (const double sd : {3.0, 20.0}) {
    double mean = 0;
    const int seeds = 12;
    for (int seed = 0; seed < seeds; ++seed) {
      const Volume image = noisy_image(lesion, sd, static_cast<std::uint64_t>(seed));
      const NoiseEstimate e = estimate_noise(image, noise_region(image, lesion, Modality::ct));
      EXPECT_GT(e.sample_count, 10000);
      EXPECT_NEAR(e.sd / sd, 1, 0.05);
      mean += e.sd / seeds;
    }
    EXPECT_NEAR(mean / sd, 1, 0.03);
  }
}

// oracle: on noise alone the estimator is unbiased; z-test over seeds.
TEST(NoiseEstimateOracle, UnbiasedOnWhiteNoise) {
  const Lattice lattice = lattice_of({40, 40, 8}, {1, 1, 1});
  const Mask everywhere(lattice, 1);
  const int seeds = 40;
  double sum = 0, squares = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const Draws draws(static_cast<std::uint64_t>(seed), "white", "test", 0, 0);
    Volume image(lattice);
    for (std::size_t i = 0; i < image.voxels.size(); ++i)
      image.voxels[i] = static_cast<float>(7 * draws.normal(i));
    const double sd = estimate_noise(image, everywhere).sd;
    sum += sd;
    squares += sd * sd;
  }
  const double mean = sum / seeds;
  const double se = std::sqrt((squares / seeds - mean * mean) / (seeds - 1));
  EXPECT_LT(std::abs(mean - 7) / se, 4);
  EXPECT_LT(se, 0.05);
}

// invariant: adding f(x) + g(y) moves nothing; scaling scales.
TEST(NoiseEstimateInvariant, TrendAndScale) {
  const Lattice lattice = lattice_of({20, 20, 4}, {1, 1, 1});
  const Mask everywhere(lattice, 1);
  const Draws draws(1, "white", "test", 0, 0);
  Volume image(lattice), trend(lattice), scaled(lattice);
  for (std::int64_t z = 0; z < 4; ++z)
    for (std::int64_t y = 0; y < 20; ++y)
      for (std::int64_t x = 0; x < 20; ++x) {
        const auto i = image.at(x, y, z);
        // Whole numbers, so that float sums are exact.
        image.voxels[i] = static_cast<float>(std::round(100 * draws.normal(i)));
        trend.voxels[i] = image.voxels[i] + static_cast<float>(x * x * x + 40 * (y % 3) + 9 * z);
        scaled.voxels[i] = 2 * image.voxels[i];
      }
  const double sd = estimate_noise(image, everywhere).sd;
  EXPECT_GT(sd, 0);
  EXPECT_DOUBLE_EQ(estimate_noise(trend, everywhere).sd, sd);
  EXPECT_DOUBLE_EQ(estimate_noise(scaled, everywhere).sd, 2 * sd);
}

TEST(NoiseEstimateMechanics, TooSmallRegion) {
  const Lattice lattice = lattice_of({9, 9, 1}, {1, 1, 1});
  EXPECT_THROW(estimate_noise(Volume(lattice), Mask(lattice, 1)), Error);
  EXPECT_THROW(estimate_noise(Volume(lattice), Mask(lattice, 0)), Error);
  EXPECT_NO_THROW(estimate_noise(Volume(lattice_of({10, 10, 1}, {1, 1, 1})),
                                 Mask(lattice_of({10, 10, 1}, {1, 1, 1}), 1)));
}

// oracle: the region is every voxel within the margin of the ROI, by brute force, without air and NaN.
TEST(RegionOracle, NoiseRegion) {
  const Lattice lattice = lattice_of({30, 26, 12}, {1, 1.3, 3});
  Mask roi(lattice);
  for (std::int64_t x = 12; x < 17; ++x) roi(x, 13, 6) = 1;
  Volume image(lattice, 40.0F);
  image(14, 13, 6) = -950;
  image(15, 13, 6) = std::nanf("");
  const Mask ct = noise_region(image, roi, Modality::ct, 7);
  const Mask mr = noise_region(image, roi, Modality::mr, 7);
  EXPECT_EQ(ct(14, 13, 6), 0);
  EXPECT_EQ(mr(14, 13, 6), 1);
  EXPECT_EQ(mr(15, 13, 6), 0);
  for (std::int64_t z = 0; z < 12; ++z)
    for (std::int64_t y = 0; y < 26; ++y)
      for (std::int64_t x = 0; x < 30; ++x) {
        if (y == 13 && z == 6) continue;
        const double dx = std::max({0.0, 11.5 - static_cast<double>(x), static_cast<double>(x) - 16.5});
        const double dy = 1.3 * std::max(0.0, std::abs(static_cast<double>(y - 13)) - 0.5);
        const double dz = 3 * std::max(0.0, std::abs(static_cast<double>(z - 6)) - 0.5);
        EXPECT_EQ(ct(x, y, z) != 0, dx * dx + dy * dy + dz * dz <= 49) << x << " " << y << " " << z;
      }
}

// oracle: a mask of half the resolution, shifted; each image voxel takes the mask voxel it lies in.
TEST(RegionOracle, RoiOnAnotherLattice) {
  const Volume image(lattice_of({8, 6, 4}, {1, 1, 1}));
  Lattice coarse = lattice_of({4, 3, 2}, {2, 2, 2});
  coarse.origin_mm = {2.5, 0.5, 0.5};
  Mask roi(coarse);
  roi(1, 2, 0) = 1;
  const Mask on = roi_on(roi, image);
  EXPECT_EQ(count(on), 8);
  EXPECT_EQ(bounding_box(on), (Box{{4, 4, 0}, {6, 6, 2}}));
  EXPECT_EQ(on.lattice, image.lattice);
}

// oracle: lowest and highest of what the mask holds; NaN and what lies outside do not count.
TEST(RegionOracle, RangeOfTheIntensitiesInside) {
  Volume image(lattice_of({5, 4, 3}, {1, 1, 1}), 1000);
  Mask mask(image.lattice);
  EXPECT_GT(intensity_range(image, mask).low, intensity_range(image, mask).high);
  image(4, 3, 2) = -7;
  image(0, 1, 0) = 3;
  image(2, 2, 1) = std::numeric_limits<float>::quiet_NaN();
  image(3, 2, 1) = 2000;
  mask(4, 3, 2) = mask(0, 1, 0) = mask(2, 2, 1) = 1;
  EXPECT_EQ(intensity_range(image, mask).low, -7);
  EXPECT_EQ(intensity_range(image, mask).high, 3);
}

}  // namespace
}  // namespace radgauge
