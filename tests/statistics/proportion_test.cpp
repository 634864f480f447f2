#include "statistics/proportion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// R 4.2: prop.test(10, 100, correct = FALSE)$conf.int, and the closed form at 0: z^2 / (n + z^2).
TEST(WilsonOracle, EqualsRAndTheClosedForm) {
  const Proportion ten = wilson(10, 100);
  EXPECT_NEAR(ten.value, 0.1, 1e-15);
  EXPECT_NEAR(ten.lower, 0.05522914, 5e-9);
  EXPECT_NEAR(ten.upper, 0.1743657, 5e-8);
  const double z = 1.959963984540054;
  const Proportion none = wilson(0, 10);
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper, z * z / (10 + z * z), 1e-15);
}

// oracle: the limits solve the score equation (p - share)^2 = q^2 p (1 - p) / n for any n and quantile.
TEST(WilsonOracle, LimitsSolveTheScoreEquation) {
  for (const double share : {0.0, 0.2, 0.5, 1.0})
    for (const double n : {3.7, 24.0, 812.5}) {
      const Proportion p = wilson_of_share(share, n, 2.3);
      for (const double limit : {p.lower, p.upper})
        EXPECT_NEAR((limit - share) * (limit - share), 2.3 * 2.3 * limit * (1 - limit) / n, 1e-14);
      EXPECT_LE(p.lower, share);
      EXPECT_GE(p.upper, share);
    }
  EXPECT_TRUE(std::isnan(wilson_of_share(0.5, 0, 2).lower));
  EXPECT_TRUE(std::isnan(wilson_of_share(1.5, 10, 2).lower));
  EXPECT_TRUE(std::isnan(wilson_of_share(NAN, 10, 2).upper));
}

TEST(WilsonInvariant, FailuresMirrorSuccesses) {
  for (const std::int64_t n : {1, 2, 7, 1000})
    for (std::int64_t k = 0; k <= std::min<std::int64_t>(n, 7); ++k) {
      const Proportion a = wilson(k, n), b = wilson(n - k, n);
      EXPECT_NEAR(a.lower, 1 - b.upper, 1e-14);
      EXPECT_LE(a.lower, a.value);
      EXPECT_LE(a.value, a.upper);
    }
}

TEST(WilsonMechanics, NothingHasNoShare) {
  for (const Proportion& p : {wilson(0, 0), wilson(3, 2), wilson(-1, 2), wilson(0, -4)}) {
    EXPECT_TRUE(std::isnan(p.value));
    EXPECT_TRUE(std::isnan(p.lower));
    EXPECT_TRUE(std::isnan(p.upper));
  }
}

}  // namespace
}  // namespace radgauge
