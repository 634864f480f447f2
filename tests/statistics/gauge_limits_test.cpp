#include "statistics/gauge_limits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Thermal impedance of 10 parts by 3 operators, 3 times each: Houf & Berman 1988; chapter 3 of Burdick,
// Borror & Montgomery 2005.
constexpr int kImpedance[10][9] = {
    {37, 38, 37, 41, 41, 40, 41, 42, 41}, {42, 41, 43, 42, 42, 42, 43, 42, 43},
    {30, 31, 31, 31, 31, 31, 29, 30, 28}, {42, 43, 42, 43, 43, 43, 42, 42, 42},
    {28, 30, 29, 29, 30, 29, 31, 29, 29}, {42, 42, 43, 45, 45, 45, 44, 46, 45},
    {25, 26, 27, 28, 28, 30, 29, 27, 27}, {40, 40, 40, 43, 42, 42, 43, 43, 41},
    {25, 25, 25, 27, 29, 28, 26, 26, 26}, {35, 34, 34, 35, 35, 34, 35, 34, 35}};

Table impedance() {
  Table table{{"object", "patient", "reader", "repeat", "feature", "value"}, {}};
  for (int i = 0; i < 10; ++i)
    for (int j = 0; j < 9; ++j)
      table.rows.push_back({"1", std::to_string(i), std::to_string(j / 3), std::to_string(j % 3), "impedance",
                            std::to_string(kImpedance[i][j])});
  return table;
}

double value_of(const std::vector<StatRow>& rows, const std::string& quantity) {
  for (const StatRow& row : rows)
    if (row.method == "gauge_rr" && row.quantity == quantity) return row.value;
  ADD_FAILURE() << quantity;
  return std::nan("");
}

// 95 % MLS limits of the gauge variance and of parts over gauge, as the R package gaugerr
// (github.com/SydneyBell14/gaugerr, tests/testthat/test-conf_intervals.R) gives them after the book.
TEST(GaugeLimitsOracle, ThermalImpedance) {
  const auto rows = run_section("components", impedance());
  const double lower = 1.206225574, upper = 27.0172388372, ratio_lower = 1.691679513,
               ratio_upper = 105.6089533996;
  EXPECT_NEAR(std::pow(value_of(rows, "unpooled.GRR"), 2), 1.80370370, 1e-8);
  EXPECT_NEAR(std::pow(value_of(rows, "unpooled.GRR.lower"), 2), lower, 1e-9);
  EXPECT_NEAR(std::pow(value_of(rows, "unpooled.GRR.upper"), 2), upper, 1e-9);
  // Gauge over total variance: 0.009380075 to 0.3715152548.
  EXPECT_NEAR(std::pow(value_of(rows, "unpooled.pct_study.GRR.lower") / 100, 2), 0.009380075, 1e-9);
  EXPECT_NEAR(std::pow(value_of(rows, "unpooled.pct_study.GRR.upper") / 100, 2), 0.3715152548, 1e-9);
  EXPECT_EQ(value_of(rows, "unpooled.ndc.lower"), std::floor(1.41 * std::sqrt(ratio_lower)));
  EXPECT_EQ(value_of(rows, "unpooled.ndc.upper"), std::floor(1.41 * std::sqrt(ratio_upper)));
  EXPECT_EQ(value_of(rows, "final.GRR.lower"), value_of(rows, "unpooled.GRR.lower"));
}

// Without a factor the limits are the exact chi-square and F limits of a one-way analysis.
TEST(GaugeLimitsOracle, RepeatsAloneAreExact) {
  const GaugeLimits limits = one_way_gauge_limits({40, 9}, {2, 20}, 3);
  EXPECT_NEAR(limits.grr_lower, 2 * 20 / chi_square_quantile(0.975, 20), 1e-12);
  EXPECT_NEAR(limits.grr_upper, 2 * 20 / chi_square_quantile(0.025, 20), 1e-12);
  EXPECT_NEAR(limits.ratio_lower, (20 / f_quantile(0.975, 9, 20) - 1) / 3, 1e-12);
  EXPECT_NEAR(limits.ratio_upper, (20 * f_quantile(0.975, 20, 9) - 1) / 3, 1e-11);
}

// Mean squares drawn from their chi-square distributions: how often the limits hold the truth.
TEST(GaugeLimitsOracle, LimitsCover) {
  std::mt19937 random(7);
  const auto square = [&](double expected, double df) {
    return MeanSquare{expected * std::chi_squared_distribution<double>(df)(random) / df, df};
  };
  constexpr int kRuns = 4000;
  for (const double parts : {0.5, 4.0, 50.0})
    for (const double factor : {0.0, 0.3, 3.0})
      for (const double repeats : {1.0, 3.0}) {
        const double p = 10, o = 3, error = 1;
        int grr = 0, ratio = 0;
        for (int run = 0; run < kRuns; ++run) {
          const double df = p * o * repeats - p - o + 1;
          const GaugeLimits limits =
              additive_gauge_limits(square(error + o * repeats * parts, p - 1),
                                    square(error + p * repeats * factor, o - 1), square(error, df), repeats);
          grr += limits.grr_lower <= error + factor && error + factor <= limits.grr_upper;
          const double truth = parts / (error + factor);
          ratio += limits.ratio_lower <= truth && truth <= limits.ratio_upper;
        }
        // Two standard errors of 4000 runs are 0.7 points; the method is known to be a little off nominal.
        EXPECT_GT(grr, 0.935 * kRuns) << parts << " " << factor << " " << repeats;
        EXPECT_GT(ratio, 0.935 * kRuns) << parts << " " << factor << " " << repeats;
      }
}

TEST(GaugeLimitsInvariant, UnitsScaleTheLimits) {
  const auto a = crossed_gauge_limits({40, 9}, {6, 2}, {2, 18}, {1, 60}, 3);
  const auto b = crossed_gauge_limits({400, 9}, {60, 2}, {20, 18}, {10, 60}, 3);
  EXPECT_NEAR(b.grr_upper, 10 * a.grr_upper, 1e-9);
  EXPECT_NEAR(b.ratio_lower, a.ratio_lower, 1e-12);
  EXPECT_LT(a.grr_lower, a.grr_upper);
  EXPECT_LT(a.ratio_lower, a.ratio_upper);
}

}  // namespace
}  // namespace radgauge
