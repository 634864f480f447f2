#include "core/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <vector>

#include "core/quantile_parts.h"

namespace radgauge {
namespace {

// oracle: known-answer vectors of Philox4x32-10 published with Random123 (kat_vectors).
TEST(RandomOracle, PhiloxKnownAnswers) {
  using Philox = r123::Philox4x32;
  const auto zero = Philox{}({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zero[0], 0x6627e8d5u);
  EXPECT_EQ(zero[1], 0xe169c58du);
  EXPECT_EQ(zero[2], 0xbc57ac4cu);
  EXPECT_EQ(zero[3], 0x9b00dbd8u);
  const auto pi = Philox{}({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}}, {{0xa4093822, 0x299f31d0}});
  EXPECT_EQ(pi[0], 0xd16cfe09u);
  EXPECT_EQ(pi[1], 0x94fdccebu);
  EXPECT_EQ(pi[2], 0x5001e420u);
  EXPECT_EQ(pi[3], 0x24126ea1u);
}

// oracle: tabulated normal quantiles; the last agrees with 0.5 erfc(37.0470962993612 / sqrt 2) = 1e-300.
TEST(RandomOracle, NormalQuantile) {
  const std::pair<double, double> table[] = {{0.5, 0.0},
                                             {0.975, 1.959963984540054},
                                             {0.95, 1.6448536269514722},
                                             {0.0013498980316300933, -3.0},
                                             {1e-10, -6.3613409024040557},
                                             {1e-300, -37.0470962993612}};
  for (const auto& [p, expected] : table)
    EXPECT_NEAR(normal_quantile(p), expected, 4e-15 * (1 + std::abs(expected)));
}

// oracle: the exponential without libm is libm's within 2 ULP, and stays finite and above 0 beyond its range.
TEST(RandomOracle, PortableExponential) {
  for (int i = -70000; i <= 70000; ++i) {
    const double x = 0.01 * i + 1e-3 * std::sin(i);
    if (std::abs(x) > 700) continue;
    const double expected = std::exp(x);
    ASSERT_NEAR(quantile_parts::portable_exp(x) / expected, 1, 4.5e-16) << x;
  }
  EXPECT_EQ(quantile_parts::portable_exp(0), 1);
  EXPECT_EQ(quantile_parts::portable_exp(-1e9), quantile_parts::portable_exp(-700));
  EXPECT_GT(quantile_parts::portable_exp(-1e9), 0);
}

// oracle: the quantile inverts the error function of libm.
TEST(RandomOracle, NormalQuantileInvertsErfc) {
  for (double p = 0.0005; p < 1; p += 0.0005)
    EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)), p, 1e-14);
}

// regression: the first numbers of a key; a change of these changes every study.
TEST(RandomRegression, FirstDraws) {
  const Draws draws(20261121, "P01/L1", "noise.white", 0, 0);
  std::vector<double> row(5);
  draws.normals(0, row);
  for (std::size_t i = 0; i < row.size(); ++i) EXPECT_EQ(row[i], draws.normal(i));
  EXPECT_EQ(row[0], -1.2084558937366257);
  EXPECT_EQ(row[1], -1.8805080334784479);
  EXPECT_EQ(row[2], -1.3073738257118075);
  EXPECT_EQ(draws.key(), 15376487291479559646u);
  EXPECT_EQ(draws.key(), Draws(20261121, "P01/L1", "noise.white", 0, 7).key());
}

// invariant: a row is the same numbers wherever it starts and however it is cut.
TEST(RandomInvariant, RowsDoNotDependOnCuts) {
  const Draws draws(7, "object", "operation", 1, 3);
  std::vector<double> whole(101), part(37);
  draws.normals(1000, whole);
  for (std::size_t start : {0u, 1u, 20u, 33u}) {
    draws.normals(1000 + start, part);
    for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], whole[start + i]);
  }
}

// invariant: a row is the numbers one by one, in the tails too, and where the counter runs over 32 bits.
TEST(RandomInvariant, RowsEqualSingleDraws) {
  const Draws draws(20261121, "P02/L1", "noise.white", 2, 5);
  for (const std::uint64_t first : {std::uint64_t{0}, (std::uint64_t{1} << 33) - 1001}) {
    std::vector<double> row(40001);
    draws.normals(first, row, 3);
    double largest = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      ASSERT_EQ(row[i], draws.normal(first + i, 3));
      largest = std::max(largest, std::abs(row[i]));
    }
    EXPECT_GT(largest, 3.5);
  }
}

// invariant: moments of the normal over 400,000 items, as z-tests.
TEST(RandomInvariant, Moments) {
  const Draws draws(11, "object", "operation", 0, 0);
  std::vector<double> x(400000);
  draws.normals(0, x);
  double sum = 0, squares = 0, neighbours = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i];
    squares += x[i] * x[i];
    if (i > 0) neighbours += x[i] * x[i - 1];
  }
  const double n = static_cast<double>(x.size());
  EXPECT_LT(std::abs(sum / std::sqrt(n)), 4);
  EXPECT_LT(std::abs((squares / n - 1) * std::sqrt(n / 2)), 4);
  EXPECT_LT(std::abs(neighbours / std::sqrt(n)), 4);
}

// invariant: every part of the identity changes the stream.
TEST(RandomInvariant, IdentityChangesTheStream) {
  const double base = Draws(1, "a", "b", 0, 0).uniform(0);
  EXPECT_NE(base, Draws(2, "a", "b", 0, 0).uniform(0));
  EXPECT_NE(base, Draws(1, "c", "b", 0, 0).uniform(0));
  EXPECT_NE(base, Draws(1, "a", "c", 0, 0).uniform(0));
  EXPECT_NE(base, Draws(1, "a", "b", 1, 0).uniform(0));
  EXPECT_NE(base, Draws(1, "a", "b", 0, 1).uniform(0));
  EXPECT_NE(base, Draws(1, "a", "b", 0, 0).uniform(1));
  EXPECT_NE(base, Draws(1, "a", "b", 0, 0).uniform(0, 1));
}

}  // namespace
}  // namespace radgauge
