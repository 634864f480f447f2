// oracle: phantoms with closed forms: a sinusoid, a ball with random centres, and a blurred ball.
#include <numbers>

#include "core/random.h"
#include "imaging/gaussian_filter.h"
#include "reference/measured.h"
#include "reference/test_images.h"
#include "reference/z_test.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

using namespace testing;

constexpr double kPi = std::numbers::pi;

// The histogram of a sinusoid is the arcsine law: over whole periods all moments are exact, and the quantile
// q is offset - A cos(pi q), to the next sample.
TEST(SinusoidOracle, ArcsineHistogram) {
  constexpr std::int64_t kSamples = 4096;
  constexpr double kOffset = 100, kAmplitude = 50;
  Volume image(unit_lattice({64, 16, 4}));
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(
        kOffset + kAmplitude * std::sin(2 * kPi * (3 * static_cast<double>(i) + 0.37) / kSamples));
  const Mask mask(image.lattice, 1);
  ASSERT_EQ(count(mask), kSamples);
  ExtractionSettings s;
  s.families = "stat+ih";
  s.bin_count = 16;
  const auto v = measure(image, mask, s);
  const auto near = [&](const char* tag, double expected, double tolerance) {
    EXPECT_NEAR(v.at(tag).value, expected, tolerance) << tag;
  };
  const double variance = kAmplitude * kAmplitude / 2;
  const double rounding = 1e-5;  // of float32 intensities around 100
  near("stat_mean", kOffset, rounding);
  near("stat_var", variance, rounding * kAmplitude);
  near("stat_skew", 0, 1e-6);
  near("stat_kurt", -1.5, 1e-6);
  near("stat_energy", kSamples * (kOffset * kOffset + variance), 1);
  near("stat_rms", std::sqrt(kOffset * kOffset + variance), rounding);
  near("stat_cov", std::sqrt(variance) / kOffset, 1e-6);
  // Two samples per value, so a quantile may lie two steps away, where the slope is at most A.
  const double step = 2 * kAmplitude * 2 * kPi / kSamples;
  const auto quantile = [&](double q) { return kOffset - kAmplitude * std::cos(kPi * q); };
  near("stat_min", kOffset - kAmplitude, step);
  near("stat_max", kOffset + kAmplitude, step);
  near("stat_p10", quantile(0.1), step);
  near("stat_median", kOffset, step);
  near("stat_p90", quantile(0.9), step);
  near("stat_iqr", quantile(0.75) - quantile(0.25), 2 * step);
  near("stat_mad", 2 * kAmplitude / kPi, step);
  near("stat_medad", 2 * kAmplitude / kPi, step);
  double entropy = 0, uniformity = 0;
  for (int k = 0; k < 16; ++k) {
    const double p = (std::asin((k + 1) / 8.0 - 1) - std::asin(k / 8.0 - 1)) / kPi;
    entropy -= p * std::log2(p);
    uniformity += p * p;
  }
  near("ih_mean", 8.5, 16 * 4.0 / kSamples);
  near("ih_entropy", entropy, 16 * 16.0 / kSamples);
  near("ih_uniformity", uniformity, 16.0 / kSamples);
}

double share_of_ball(double measured, double radius) {
  return measured / (4 * kPi / 3 * std::pow(radius, 3));
}

// A ball whose centre lies anywhere in a voxel: on average the count of voxels has the volume of the ball and
// the second moments of it. The mesh of a binary mask misses the volume by a part that falls with the square
// of the resolution; its area is too large by a factor that more voxels do not mend, and that is reached with
// the square of the resolution. What follows from area and volume follows exactly.
TEST(BallOracle, VolumeAreaAndShape) {
  const double spacing = 0.7;
  std::vector<double> factors, losses;
  for (const double radius_voxels : {4.0, 8.0, 16.0}) {
    const double radius = spacing * radius_voxels;
    const auto n = static_cast<std::int64_t>(2 * radius_voxels + 5);
    ZTest z;
    double factor = 0, loss = 0;
    constexpr int kSeeds = 60;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const Draws draws(seed, "ball", "test", 0, 0);
      Vec3 centre;
      for (std::size_t a = 0; a < 3; ++a) centre[a] = radius_voxels + 2 + draws.uniform(a) - 0.5;
      Mask mask = blob(unit_lattice({n, n, n}), centre, radius_voxels);
      mask.lattice.spacing_mm = {spacing, spacing, spacing};
      ExtractionSettings s;
      s.families = "morph";
      const auto v = measure(Volume(mask.lattice, 7), mask, s);
      const double volume = v.at("morph_volume").value, area = v.at("morph_area_mesh").value;
      z.add("voxels", share_of_ball(v.at("morph_vol_approx").value, radius));
      loss += share_of_ball(v.at("morph_vol_approx").value - volume, radius) / kSeeds;
      factor += area / (4 * kPi * radius * radius) / kSeeds;
      const double ball_area = std::cbrt(36 * kPi * volume * volume);
      for (const auto& [tag, expected] :
           std::map<std::string, double>{{"morph_av", area / volume},
                                         {"morph_sphericity", ball_area / area},
                                         {"morph_asphericity", area / ball_area - 1},
                                         {"morph_sph_dispr", area / ball_area},
                                         {"morph_comp_1", volume / std::sqrt(kPi * area * area * area)},
                                         {"morph_comp_2", 36 * kPi * volume * volume / (area * area * area)},
                                         {"morph_integ_int", 7 * volume}})
        EXPECT_NEAR(v.at(tag).value, expected, 1e-12 * std::abs(expected)) << tag;
      // The two farthest vertices of the mesh lie within half a voxel of voxels inside the ball.
      EXPECT_LE(v.at("morph_diam").value, 2 * radius + spacing);
      EXPECT_GE(v.at("morph_diam").value, 2 * radius - std::sqrt(3.0) * spacing);
      double squares = 0;
      for (const char* axis : {"morph_pca_maj_axis", "morph_pca_min_axis", "morph_pca_least_axis"}) {
        const double ratio = v.at(axis).value / (4 * radius / std::sqrt(5.0));
        EXPECT_NEAR(ratio, 1, 0.5 / radius_voxels) << axis;
        squares += ratio * ratio / 3;
      }
      z.add("squared axes", squares);
    }
    SCOPED_TRACE(radius_voxels);
    z.expect("voxels", 1, 0.02 / radius_voxels);
    z.expect("squared axes", 1, 0.02 / radius_voxels);
    EXPECT_GT(loss, 0);
    EXPECT_LT(loss, 0.5 / (radius_voxels * radius_voxels));
    losses.push_back(loss);
    factors.push_back(factor);
  }
  for (std::size_t k = 1; k < losses.size(); ++k) EXPECT_NEAR(losses[k - 1] / losses[k], 4, 0.1);
  const double coarse = (4 * factors[1] - factors[0]) / 3, fine = (4 * factors[2] - factors[1]) / 3;
  EXPECT_NEAR(coarse, fine, 0.002);
  EXPECT_NEAR(fine, factors[2], 0.002);
  EXPECT_GT(fine, 1.08);
  EXPECT_LT(fine, 1.095);
}

/// Ball with partial volume from 5 x 5 x 5 points in each voxel.
Volume smooth_ball(const Lattice& lattice, const Vec3& centre, double radius) {
  Volume image(lattice);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x) {
        int within = 0;
        for (int k = 0; k < 125; ++k) {
          const Vec3 d =
              Vec3{static_cast<double>(x) + 0.2 * (k % 5 - 2), static_cast<double>(y) + 0.2 * (k / 5 % 5 - 2),
                   static_cast<double>(z) + 0.2 * (k / 25 - 2)} -
              centre;
          within += d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= radius * radius ? 1 : 0;
        }
        image(x, y, z) = static_cast<float>(within) / 125;
      }
  return image;
}

// The centre of a ball blurred by a Gaussian keeps erf(a) - 2 a exp(-a^2) / sqrt(pi), a = R / (sqrt(2) s):
// the recovery coefficient. It is what every feature of one voxel at the centre measures, and the maximum.
TEST(BallOracle, RecoveryAfterBlur) {
  const double radius = 7;
  const Lattice lattice = unit_lattice({57, 57, 57});
  const Vec3 centre{28, 28, 28};
  const Volume sharp = smooth_ball(lattice, centre, radius);
  Mask middle(lattice);
  middle(28, 28, 28) = 1;
  ExtractionSettings s;
  s.families = "stat";
  for (const double sigma : {2.0, 3.5, 5.0}) {
    const Volume blurred = gaussian_filter(sharp, {sigma, sigma, sigma});
    const double a = radius / (std::numbers::sqrt2 * std::sqrt(sigma * sigma + 1.0 / 12));
    const double recovery = std::erf(a) - 2 * a * std::exp(-a * a) / std::sqrt(kPi);
    EXPECT_NEAR(measure(blurred, middle, s).at("stat_mean").value, recovery, 2e-3) << sigma;
    const auto whole = measure(blurred, blob(lattice, centre, radius), s);
    EXPECT_NEAR(whole.at("stat_max").value, recovery, 2e-3) << sigma;
    EXPECT_NEAR(measure(blurred, Mask(lattice, 1), s).at("stat_mean").value * 57 * 57 * 57,
                4 * kPi / 3 * std::pow(radius, 3), 2)
        << "nothing is lost, " << sigma;
  }
}

}  // namespace
}  // namespace radgauge
