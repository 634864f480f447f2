#include "ct_fixtures.h"
#include "phantoms/scanners/ct/noise.h"
#include "phantoms/scanners/ct/transfer.h"

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

}  // namespace
}  // namespace radgauge
