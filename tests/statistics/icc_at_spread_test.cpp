#include <gtest/gtest.h>

#include <cmath>

#include "statistics/icc.h"

namespace radgauge {
namespace {

using statistics::icc_at_spread;

// Variances 9 between and 3 within: 0.75; half the SD between leaves 2.25, twice makes 36.
TEST(IccAtSpreadOracle, FollowsFromTheComponents) {
  EXPECT_DOUBLE_EQ(icc_at_spread(0.75, 1), 0.75);
  EXPECT_DOUBLE_EQ(icc_at_spread(0.75, 0.5), 2.25 / (2.25 + 3));
  EXPECT_DOUBLE_EQ(icc_at_spread(0.75, 2), 36.0 / 39);
}

TEST(IccAtSpreadInvariant, StepsMultiply) {
  for (const double icc : {0.01, 0.5, 0.93, 1.0})
    EXPECT_NEAR(icc_at_spread(icc_at_spread(icc, 0.5), 3), icc_at_spread(icc, 1.5), 1e-15);
}

TEST(IccAtSpreadMechanics, WithoutVarianceBetweenThereIsNothingToScale) {
  EXPECT_EQ(icc_at_spread(0, 2), 0);
  EXPECT_EQ(icc_at_spread(-0.1, 2), -0.1);
  EXPECT_TRUE(std::isnan(icc_at_spread(std::nan(""), 2)));
}

}  // namespace
}  // namespace radgauge
