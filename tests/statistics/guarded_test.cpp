#include "statistics/guarded.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/random.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

std::vector<std::size_t> each(std::size_t n) {
  std::vector<std::size_t> patients(n);
  std::iota(patients.begin(), patients.end(), std::size_t{0});
  return patients;
}

/// Objects of SD `between`; of the lesions the first `noisy` have `ratio` times the noise of SD 1.
Ratings table(std::uint64_t seed, std::size_t n, std::size_t k, double between, std::size_t noisy,
              double ratio) {
  const Draws draws(seed, "patient", "guarded", 0, 0);
  Ratings out(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      out.at(i, j) = between * draws.normal(i) + (i < noisy ? ratio : 1) * draws.normal(1000 + i * k + j);
  return out;
}

TEST(GuardedOracle, UnseenShareIsClopperAndPearsons) {
  EXPECT_NEAR(unseen_share(20), 0.1391083, 5e-8);  // 1 - 0.05^(1/20)
  EXPECT_NEAR(unseen_share(100), 0.0295130, 5e-8);
  EXPECT_NEAR(std::pow(1 - unseen_share(37, 0.9), 37), 0.1, 1e-14);
  EXPECT_EQ(unseen_share(0), 1);
}

// oracle: without an allowance and with pseudo-values of no excess kurtosis they are the jackknife's limits.
TEST(GuardedOracle, WithoutAllowanceTheyAreTheJackknifes) {
  JackknifeLimits jack = jackknife_one_way(table(1, 20, 3, 3, 0, 1), each(20));
  jack.pseudo.df = 19;
  const GuardedLimits limits = guarded_icc(jack, {.noise_sd_ratio = 1});
  EXPECT_NEAR(limits.lower, jack.lower, 1e-14);
  EXPECT_NEAR(limits.upper, jack.upper, 1e-14);
  WithinLimits within = jackknife_within(table(1, 20, 3, 3, 0, 1), each(20));
  within.pseudo.df = 19;
  EXPECT_NEAR(guarded_within(within, {.noise_sd_ratio = 1}).upper, within.upper, 1e-14);
}

// closed form: without sampling error the limit is F over 1 + u (r^2 - 1).
TEST(GuardedOracle, TheAllowanceIsTheVarianceOfUnseenLesions) {
  JackknifeLimits jack;
  jack.n_patients = 25;
  jack.k = 4;
  jack.pseudo = {std::log(40.0), 0, 24, false};
  const double f = 40 / (1 + unseen_share(25) * (3 * 3 - 1)) / (1 + 0.2 * (3 * 3 - 1));
  EXPECT_NEAR(guarded_icc(jack, {.noise_sd_ratio = 3, .missing_share = 0.2}).lower, (f - 1) / (f + 3), 1e-14);
  EXPECT_NEAR(guarded_icc(jack, {.noise_sd_ratio = 3, .missing_share = 0.2}).upper, 39.0 / 43, 1e-14);
}

// invariant: p is 0.025 where the lower limit is, and falls with the null.
TEST(GuardedInvariant, TestAndLimitAgree) {
  for (const double missing : {0.0, 0.1})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const JackknifeLimits jack = jackknife_one_way(table(seed, 30, 2, 8, seed % 4, 3), each(30));
      const Guard guard{.missing_share = missing};
      const double lower = guarded_icc(jack, guard).lower;
      ASSERT_GT(lower, 0) << seed;
      EXPECT_NEAR(guarded_p(jack, lower, guard), 0.025, 1e-9);
      EXPECT_LT(guarded_p(jack, lower - 0.05 * lower, guard), 0.025);
      EXPECT_GT(guarded_p(jack, lower + 0.05 * (1 - lower), guard), 0.025);
    }
}

// invariant: excess kurtosis takes degrees of freedom away, equal noise leaves nearly all.
TEST(GuardedInvariant, FewNoisyPatientsLeaveFewDegreesOfFreedom) {
  const GuardedLimits equal = guarded_icc(jackknife_one_way(table(3, 40, 20, 3, 0, 1), each(40)));
  const GuardedLimits one = guarded_icc(jackknife_one_way(table(3, 40, 20, 3, 1, 12), each(40)));
  EXPECT_GT(equal.df, 25);
  EXPECT_LT(one.df, 15);
}

// oracle: a tenth of the lesions has five times the noise, the ICC is at the limit: at most 5 % are
// certified.
TEST(GuardedOracle, UnequalNoiseIsRarelyCertifiedAtTheLimit) {
  constexpr int kTables = 2000;
  for (const auto& [n, k] : {std::pair<std::size_t, std::size_t>{20, 2}, {30, 2}, {30, 5}}) {
    const double within = 0.9 + 0.1 * 25, between = std::sqrt(3 * within);
    int guarded = 0, plain = 0;
    for (int t = 0; t < kTables; ++t) {
      const Draws noisy(77, std::to_string(t), "which", 0, 0);
      Ratings r = table(1000 + static_cast<std::uint64_t>(t), n, k, between, 0, 1);
      const Draws more(78, std::to_string(t), "more", 0, 0);
      for (std::size_t i = 0; i < n; ++i)
        if (noisy.uniform(i) < 0.1)
          for (std::size_t j = 0; j < k; ++j) r.at(i, j) += std::sqrt(24.0) * more.normal(i * k + j);
      const JackknifeLimits jack = jackknife_one_way(r, each(n));
      guarded += guarded_icc(jack).lower > 0.75 ? 1 : 0;
      plain += jack.lower > 0.75 ? 1 : 0;
    }
    EXPECT_LT(guarded, 0.05 * kTables) << n << " " << k;
    EXPECT_GT(plain, 0.05 * kTables) << "the jackknife alone does not do it: " << n << " " << k;
  }
}

TEST(GuardedMechanics, OneAloneIsTakenForTwo) {
  Ratings r(10, 2);
  for (std::size_t i = 0; i < 10; ++i)
    for (std::size_t j = 0; j < 2; ++j) r.at(i, j) = static_cast<double>(i) + (i == 3 && j == 1 ? 0.001 : 0);
  const JackknifeLimits one = jackknife_one_way(r, each(10));
  EXPECT_FALSE(one.reason.empty());
  EXPECT_TRUE(one.pseudo.rests_on_one);
  r.at(7, 1) += 0.001;
  const JackknifeLimits two = jackknife_one_way(r, each(10));
  EXPECT_TRUE(two.reason.empty());
  EXPECT_NEAR(guarded_icc(one).lower, guarded_icc(two).lower, 1e-4 * (1 - guarded_icc(two).lower) + 1e-6);
  const NoiseInequality noise = noise_inequality(r, each(10));
  EXPECT_NEAR(noise.largest_share, 0.5, 1e-9);
  EXPECT_NEAR(noise.effective_patients, 2, 1e-8);
}

}  // namespace
}  // namespace radgauge::statistics
