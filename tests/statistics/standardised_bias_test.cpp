#include "statistics/standardised_bias.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "statistics/distributions.h"
#include "statistics/equivalence.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// With a spread that is known it is the paired test of equivalence, scaled.
TEST(StandardisedBiasOracle, KnownSpreadIsThePairedTest) {
  const std::vector<double> changes{0.3, -0.2, 0.9, 0.4, 0.1, 0.7}, zeros(6, 0.0);
  const LogSpread known{2, std::log(2), 0, 5, {}};
  for (const double margin : {0.1, 0.5, 0.75}) {
    const StandardisedBias b = standardised_bias(changes, known, margin);
    const EquivalenceTest t = tost_paired(changes, zeros, 2 * margin);
    EXPECT_NEAR(b.bias, t.difference / 2, 1e-14);
    EXPECT_NEAR(b.lower, t.ci90_lower / 2, 1e-12);
    EXPECT_NEAR(b.upper, t.ci90_upper / 2, 1e-12);
    EXPECT_NEAR(b.p_equivalent, t.p_tost, 1e-10 * t.p_tost);
    EXPECT_NEAR(b.p_beyond, t_upper_tail((t.difference - 2 * margin) / t.se, t.df), 1e-10);
  }
}

struct Shares {
  double equivalent = 0, beyond = 0;
};

enum class Noise { equal, lognormal, one_in_ten_fivefold };

// Patients measured k times, and their change, whose mean is `bias` within-object SDs of the population.
Shares simulate(Noise noise, std::size_t n, std::size_t k, double change_sd, double bias, double margin) {
  std::mt19937 random(static_cast<unsigned>(1000 * n + 10 * k) + static_cast<unsigned>(noise));
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  constexpr int kRuns = 2000;
  const double mean_square = noise == Noise::equal       ? 1
                             : noise == Noise::lognormal ? std::exp(0.5)
                                                         : 0.9 + 2.5;
  Shares shares;
  for (int run = 0; run < kRuns; ++run) {
    PatientSpread spread;
    std::vector<double> changes;
    for (std::size_t p = 0; p < n; ++p) {
      const double sd = noise == Noise::equal       ? 1
                        : noise == Noise::lognormal ? std::exp(0.5 * normal(random))
                        : uniform(random) < 0.1     ? 5
                                                    : 1;
      spread.patient.push_back(p);
      spread.df.push_back(static_cast<double>(k) - 1);
      double squares = 0;
      for (std::size_t j = 1; j < k; ++j) squares += std::pow(sd * normal(random), 2);
      spread.sum_squares.push_back(squares);
      changes.push_back(bias * std::sqrt(mean_square) + change_sd * sd * normal(random));
    }
    const StandardisedBias b = standardised_bias(changes, log_spread(spread), margin);
    shares.equivalent += b.p_equivalent < 0.05 ? 1.0 / kRuns : 0;
    shares.beyond += b.p_beyond < 0.05 ? 1.0 / kRuns : 0;
    EXPECT_EQ(b.p_equivalent<0.05, b.lower> - margin && b.upper < margin);
    EXPECT_LE(b.lower, b.bias);
    EXPECT_GE(b.upper, b.bias);
  }
  return shares;
}

// At the margin a test of 5 % may say "equivalent" in 5 %, and 2000 runs have a standard error of 0.5 points.
TEST(StandardisedBiasOracle, SizeAtTheMargin) {
  constexpr double kMargin = 0.75, kAllowed = 0.05 + 3 * 0.0049;
  for (const Noise noise : {Noise::equal, Noise::lognormal, Noise::one_in_ten_fivefold})
    for (const std::size_t n : {6u, 12u, 40u})
      for (const std::size_t k : {2u, 4u})
        for (const double change_sd : {0.1, 1.414})
          EXPECT_LE(simulate(noise, n, k, change_sd, k == 2 ? kMargin : -kMargin, kMargin).equivalent,
                    kAllowed)
              << static_cast<int>(noise) << " " << n << " " << k << " " << change_sd;
}

// The size is not bought by never saying it.
TEST(StandardisedBiasOracle, PowerWithoutABias) {
  EXPECT_GT(simulate(Noise::equal, 12, 4, 0.3, 0, 0.75).equivalent, 0.95);
  EXPECT_GT(simulate(Noise::lognormal, 40, 3, 1, 0, 0.75).equivalent, 0.9);
  EXPECT_GT(simulate(Noise::equal, 20, 3, 0.5, 2, 0.75).beyond, 0.95);
}

TEST(StandardisedBiasMechanics, ReasonsAndEdges) {
  const LogSpread spread{1, 0, 0.2, 9, {}};
  EXPECT_FALSE(standardised_bias({}, spread, 1).reason.empty());
  const std::vector<double> one{0.5}, still{0.5, 0.5, 0.5}, none{0, 0, 0};
  EXPECT_FALSE(standardised_bias(one, spread, 1).reason.empty());
  EXPECT_EQ(standardised_bias(one, spread, 1).bias, 0.5);
  LogSpread unknown{1, 0, {}, {}, "one patient"};
  EXPECT_EQ(standardised_bias(still, unknown, 1).reason, "one patient");
  // All patients changed alike: what is left is the error of the spread.
  const StandardisedBias b = standardised_bias(still, spread, 1);
  EXPECT_NEAR(b.upper, 0.5 * std::exp(t_quantile(0.95, 9) * 0.2), 1e-12);
  EXPECT_NEAR(b.lower, 0.5 * std::exp(-t_quantile(0.95, 9) * 0.2), 1e-12);
  EXPECT_EQ(standardised_bias(none, spread, 1).p_equivalent, 0);
  EXPECT_EQ(standardised_bias(none, spread, 1).upper, 0);
  // Signs mirror.
  const std::vector<double> up{0.2, 0.9, 0.4}, down{-0.2, -0.9, -0.4};
  EXPECT_EQ(standardised_bias(up, spread, 1).upper, -standardised_bias(down, spread, 1).lower);
  EXPECT_EQ(standardised_bias(up, spread, 1).lower, -standardised_bias(down, spread, 1).upper);
  EXPECT_EQ(standardised_bias(up, spread, 1).p_equivalent, standardised_bias(down, spread, 1).p_equivalent);
}

}  // namespace
}  // namespace radgauge
