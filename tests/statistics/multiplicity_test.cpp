#include "statistics/multiplicity.h"

#include <gtest/gtest.h>

namespace radgauge {
using namespace radgauge::statistics;
namespace {

// oracle: the definition by hand. In rising order p is 0.01, 0.02, 0.021, 0.5, and 4 p / rank falls once:
// 0.04, 0.04, 0.028, 0.5. Whoever rejects at 0.028 rejects the first two as well.
TEST(MultiplicityOracle, QIsTheRunningMinimumFromTheLargestP) {
  const std::vector<double> q = benjamini_hochberg(std::vector<double>{0.021, 0.5, 0.01, 0.02});
  ASSERT_EQ(q.size(), 4u);
  EXPECT_DOUBLE_EQ(q[2], 4.0 / 3 * 0.021);
  EXPECT_DOUBLE_EQ(q[3], 4.0 / 3 * 0.021);
  EXPECT_DOUBLE_EQ(q[0], 4.0 / 3 * 0.021);
  EXPECT_DOUBLE_EQ(q[1], 0.5);
}

// invariant: q keeps the order of p, is no smaller than p and no larger than 1.
TEST(MultiplicityInvariant, QKeepsTheOrderOfP) {
  const std::vector<double> p{0.9, 0.001, 0.3, 0.0011, 0.04, 0.041, 0.95, 0.31, 0.002, 0.04};
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_GE(q[i], p[i]) << i;
    EXPECT_LE(q[i], 1) << i;
    for (std::size_t j = 0; j < p.size(); ++j)
      if (p[i] <= p[j]) {
        EXPECT_LE(q[i], q[j]) << i << " " << j;
      }
  }
}

}  // namespace
}  // namespace radgauge
