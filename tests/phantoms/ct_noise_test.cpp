#include <hwy/targets.h>

#include "core/quantile_parts.h"
#include "ct_fixtures.h"
#include "phantoms/scanners/ct/noise.h"
#include "phantoms/scanners/ct/noise_kernels.h"
#include "phantoms/scanners/ct/transfer.h"
#include "scanner_fixture.h"

namespace radgauge {

using namespace radgauge::phantoms::ct;

namespace {

/// The smallest count whose cumulated probability reaches u, from logarithms.
double exact_count(double mean, double u) {
  double sum = 0;
  for (int n = 0;; ++n) {
    sum += std::exp(n * std::log(mean) - mean - std::lgamma(n + 1.0));
    if (sum >= u || n > 100000) return n;
  }
}

// oracle: both ways give the quantile of the Poisson distribution; the expansion now and then one more or one
// less, as rarely as it says.
TEST(CtNoiseOracle, CountsAreQuantiles) {
  const Draws draws(3, "test", "ct", 0, 0);
  for (const double mean : {0.3, 4.0, 15.9})
    for (std::uint64_t i = 0; i < 300; ++i) {
      const double u = draws.uniform(i);
      ASSERT_EQ(poisson_by_sum(mean, u), exact_count(mean, u)) << mean;
    }
  for (const auto& [mean, allowed] : {std::pair{16.0, 4}, {60.0, 3}, {400.0, 2}}) {
    int wrong = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      const double difference =
          poisson_by_normal(mean, draws.normal(i)) - exact_count(mean, draws.uniform(i));
      ASSERT_LE(std::abs(difference), 1) << mean;
      wrong += difference != 0;
    }
    EXPECT_LE(wrong, allowed) << mean;
  }
}

// oracle: mean and variance of what a ray reads, on both sides of the change of method, and with electronic
// noise: -ln(N / mean) is N's error over its mean, and half its square, for many photons.
TEST(CtNoiseOracle, MomentsOfRays) {
  constexpr std::size_t kRays = 40000;
  for (const double mean : {3.0, 15.0, 17.0, 200.0, 5000.0})
    for (const double electronic : {0.0, 20.0}) {
      if (electronic > 0 && mean < 1000) continue;
      std::vector<double> photons(kRays, mean), error(kRays);
      draw_ray_errors(Draws(5, "rays", "ct", 0, 0), 7, photons, electronic, error.data(), 1);
      double sum = 0, squares = 0;
      for (const double e : error) {
        const double count = mean * std::exp(-e);
        sum += count;
        squares += (count - mean) * (count - mean);
      }
      // Counts of 0 are read as one half.
      const double raised = 0.5 * std::exp(-mean);
      const double variance = mean + electronic * electronic - (mean - 0.25) * std::exp(-mean);
      EXPECT_NEAR(sum / kRays, mean + raised, 4 * std::sqrt(variance / kRays)) << mean;
      EXPECT_NEAR(squares / kRays / variance, 1, 0.04) << mean;
    }
  EXPECT_NEAR(ray_variance(5000, 20), 1.0 / 5000 + 400.0 / 25e6, 1e-18);
}

// invariant: rays draw by their number, wherever they stand in the call.
TEST(CtNoiseInvariant, RaysKeepTheirDraws) {
  const Draws draws(5, "rays", "ct", 0, 1);
  std::vector<double> photons(600), whole(600), part(2 * 200);
  for (std::size_t i = 0; i < photons.size(); ++i) photons[i] = 2 + static_cast<double>(i);
  draw_ray_errors(draws, 100, photons, 3, whole.data(), 1);
  draw_ray_errors(draws, 433, std::span(photons).subspan(333, 200), 3, part.data(), 2);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(part[2 * i], whole[333 + i]);
}

// invariant: rays in batches have the bytes of single rays with every instruction set of the machine.
TEST(CtNoiseInvariant, BatchesAreSingleRays) {
  constexpr std::size_t kRays = 101;
  const Draws draws(8, "rays", "ct", 0, 0);
  std::vector<double> mean(kRays), normal(kRays), counts(kRays);
  std::vector<float> paths(kRays);
  for (std::size_t i = 0; i < kRays; ++i) {
    mean[i] = std::exp(0.15 * static_cast<double>(i)) - 1;
    normal[i] = 3 * draws.normal(i);
    paths[i] = static_cast<float>(draws.normal(i, 1));
  }
  std::vector<std::vector<double>> left;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    counts_by_normal(mean.data(), normal.data(), kRays, counts.data());
    left.emplace_back(mean);
    attenuate(paths.data(), kRays, left.back().data());
    hwy::SetSupportedTargetsForTest(0);
    for (std::size_t i = 0; i < kRays; ++i) {
      EXPECT_EQ(counts[i], poisson_by_normal(mean[i], normal[i])) << hwy::TargetName(target) << " " << i;
      EXPECT_EQ(left.back()[i], left.front()[i]) << hwy::TargetName(target) << " " << i;
      EXPECT_EQ(left.back()[i], mean[i] * quantile_parts::portable_exp(-static_cast<double>(paths[i])));
      EXPECT_NEAR(left.back()[i], mean[i] * std::exp(-static_cast<double>(paths[i])), 1e-15 * left.back()[i]);
    }
  }
}

/// Of an object's noise in a small image: the mean square of what differs from the same pixels of a large
/// one, and of the noise itself.
std::pair<double, double> squares_apart(phantoms::Object object) {
  const Given given{{"matrix", std::int64_t{256}},
                    {"pixel_mm", 1.0},
                    {"detector_pitch_mm", 0.6},
                    {"views", std::int64_t{720}},
                    {"photons", 1e5}};
  const auto noise_of = [&] {
    const auto exposure = expose(object, "ct", given);
    Volume noise = exposure->scan(Draws(9, "view", "ct", 0, 0));
    for (std::size_t i = 0; i < noise.voxels.size(); ++i) noise.voxels[i] -= exposure->noiseless().voxels[i];
    return noise;
  };
  const Volume whole = noise_of();
  object.view_centre_mm = {50, 20, 0};
  object.field_of_view_mm = 40;
  const Volume part = noise_of();
  double apart = 0, squares = 0;
  for (std::int64_t y = 0; y < part.lattice.size[1]; ++y)
    for (std::int64_t x = 0; x < part.lattice.size[0]; ++x) {
      const Vec3 at = whole.lattice.to_index(
          part.lattice.to_physical({static_cast<double>(x), static_cast<double>(y), 0}));
      const double in_whole = static_cast<double>(whole(std::lround(at[0]), std::lround(at[1]), 0));
      const double difference = static_cast<double>(part(x, y, 0)) - in_whole;
      squares += in_whole * in_whole;
      apart += difference * difference;
    }
  const auto n = static_cast<double>(part.lattice.size[0] * part.lattice.size[1]);
  return {apart / n, squares / n};
}

// invariant: a pixel has the noise that it has in a larger image, but for rays far beyond the smaller one,
// which are not drawn for it: within 0.3 % of the standard deviation in water, and 1 % where far rays are ten
// times as noisy as those through the image.
TEST(CtNoiseInvariant, RaysFarFromTheImageDoNotMatter) {
  const auto [water, noise] = squares_apart(object_of({endless_rod(0, 0, 110)}));
  EXPECT_GT(noise, 1);
  EXPECT_LT(water, 9e-6 * noise);
  EXPECT_GT(water, 0) << "rays were left out";
  const auto [dense, with_rod] =
      squares_apart(object_of({endless_rod(0, 0, 110), endless_rod(-60, 0, 30, 2000)}));
  EXPECT_LT(dense, 1e-4 * with_rod);
}

}  // namespace
}  // namespace radgauge
