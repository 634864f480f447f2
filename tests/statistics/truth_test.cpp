#include "statistics/truth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// NIST Statistical Reference Datasets, Norris (ozone monitors): certified to 15 digits.
TEST(TruthOracle, NorrisOfNist) {
  const std::vector<double> y{0.1, 338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
                              0.1, 778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
                              0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};
  const std::vector<double> x{0.2, 337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
                              0.6, 775.5, 666.9, 338.0, 447.5, 11.6,  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
                              0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
  const TruthComparison t = compare_with_truth(x, y);
  EXPECT_NEAR(t.intercept, -0.262323073774029, 1e-11);
  EXPECT_NEAR(t.slope, 1.00211681802045, 1e-13);
  EXPECT_NEAR(t.intercept_se, 0.232818234301152, 1e-12);
  EXPECT_NEAR(t.slope_se, 0.429796848199937e-3, 1e-15);
  EXPECT_NEAR(t.residual_sd, 0.884796396144373, 1e-12);
  EXPECT_NEAR(t.r_squared, 0.999993745883712, 1e-14);
  EXPECT_NEAR(t.slope_upper, 1.00211681802045 + t_quantile(0.975, 34) * 0.429796848199937e-3, 1e-12);
  EXPECT_EQ(t.n, 36);
}

// NIST Statistical Reference Datasets, Pontius (load cell): the certified quadratic term.
TEST(TruthOracle, PontiusOfNist) {
  const std::vector<double> y{.11019,  .21956,  .32949,  .43899,  .54803,  .65694,  .76562,  .87487,
                              .98292,  1.09146, 1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947,
                              1.84646, 1.95392, 2.06128, 2.16844, .11052,  .22018,  .32939,  .43886,
                              .54798,  .65739,  .76596,  .87474,  .98300,  1.09150, 1.20004, 1.30818,
                              1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829};
  std::vector<double> x;
  for (int run = 0; run < 2; ++run)
    for (int i = 1; i <= 20; ++i) x.push_back(150000.0 * i);
  const TruthComparison t = compare_with_truth(x, y);
  EXPECT_NEAR(t.quadratic.value, -0.316081871345029e-14, 1e-25);
  EXPECT_NEAR(t.quadratic.se, 0.486652849992036e-16, 1e-27);
  EXPECT_LT(t.quadratic.p, 1e-30);
  EXPECT_GE(t.best_order, 2);
  EXPECT_LT(t.lack_of_fit_p, 1e-10);
  EXPECT_EQ(t.n_levels, 20);
}

// By hand: truths 1, 2, 3 twice, values 1 and 3, 2 and 4, 6 and 8. Means 2, 3, 7.
TEST(TruthOracle, ByHand) {
  const std::vector<double> truth{1, 1, 2, 2, 3, 3}, value{1, 3, 2, 4, 6, 8};
  const TruthComparison t = compare_with_truth(truth, value);
  EXPECT_NEAR(t.bias, 2, 1e-14);
  EXPECT_NEAR(t.bias_percent, 100.0 * (0 + 2 + 0 + 1 + 1 + 5.0 / 3) / 6, 1e-12);
  EXPECT_NEAR(t.rmse, std::sqrt((0 + 4 + 0 + 4 + 9 + 25) / 6.0), 1e-14);
  EXPECT_NEAR(t.slope, 2.5, 1e-14);
  EXPECT_NEAR(t.intercept, -1, 1e-13);
  // The parabola runs through the means: second difference 3, so 1.5 truth^2.
  EXPECT_NEAR(t.quadratic.value, 1.5, 1e-13);
  // Lack of fit: residuals of the means 0.5, -1, 0.5, twice: 3 on 1; within: 6 on 3.
  EXPECT_NEAR(t.lack_of_fit_f, 3 / 2.0, 1e-13);
  EXPECT_NEAR(t.lack_of_fit_p, f_upper_tail(1.5, 1, 3), 1e-13);
}

TEST(TruthOracle, DepartureFromTheLine) {
  std::vector<double> truth, value;
  for (int i = 0; i <= 10; ++i)
    for (const double noise : {-0.01, 0.01}) {
      truth.push_back(i);
      value.push_back(i + 0.1 * i * i + noise);
    }
  const TruthComparison t = compare_with_truth(truth, value);
  EXPECT_EQ(t.best_order, 2);
  // Of 0.1 x^2 over 0..10: the line is x - 1.5 above, the parabola 1.5 away at the ends.
  EXPECT_NEAR(t.nonlinearity, 1.5, 1e-9);
  EXPECT_TRUE(t.nonlinearity_at == 0 || t.nonlinearity_at == 10);
  EXPECT_NEAR(t.cubic.value, 0, 1e-12);
}

TEST(TruthOracle, AnExactLineIsNoCurve) {
  std::vector<double> truth, value;
  for (int i = 1; i <= 9; ++i) {
    truth.push_back(0.1 * i);
    value.push_back(0.3 + 0.7 * (0.1 * i));
  }
  const TruthComparison t = compare_with_truth(truth, value);
  EXPECT_NEAR(t.slope, 0.7, 1e-14);
  EXPECT_EQ(t.best_order, 1);
  EXPECT_EQ(t.nonlinearity, 0);
}

TEST(TruthInvariant, UnitsAndOrigin) {
  std::vector<double> truth{1, 2, 3, 4, 5, 6}, value{1.1, 2.3, 2.9, 4.4, 5.1, 6.6};
  const TruthComparison a = compare_with_truth(truth, value);
  for (double& v : truth) v *= 1e6;
  for (double& v : value) v *= 1e6;
  const TruthComparison b = compare_with_truth(truth, value);
  EXPECT_NEAR(b.slope, a.slope, 1e-12);
  EXPECT_NEAR(b.bias, 1e6 * a.bias, 1e-7);
  EXPECT_NEAR(b.quadratic.p, a.quadratic.p, 1e-10);
  EXPECT_NEAR(b.bias_percent, a.bias_percent, 1e-10);
}

TEST(TruthMechanics, WhatDoesNotExistSaysWhy) {
  const auto reasons = [](const std::vector<double>& truth, const std::vector<double>& value) {
    Table table{{"truth", "value"}, {}};
    for (std::size_t i = 0; i < truth.size(); ++i)
      table.rows.push_back({to_text(truth[i]), to_text(value[i])});
    int undefined = 0;
    for (const StatRow& row : run_section("truth", table)) {
      EXPECT_EQ(row.status == "undefined", std::isnan(row.value)) << row.quantity;
      EXPECT_EQ(row.status == "undefined", !row.reason.empty()) << row.quantity;
      undefined += row.status == "undefined" ? 1 : 0;
    }
    return undefined;
  };
  EXPECT_GT(reasons({1}, {2}), 15);
  EXPECT_GT(reasons({1, 1, 1}, {2, 2, 3}), 10);
  EXPECT_GT(reasons({1, 2, 3}, {2, 2, 3}), 3);
  EXPECT_EQ(reasons({0, 1, 2, 3, 0, 1, 2, 3}, {0, 1, 4, 9, 0, 1.5, 4, 9.5}), 3);  // percent of 0
  EXPECT_ANY_THROW(run_section("truth", {{"truth", "value"}, {}}));
}

}  // namespace
}  // namespace radgauge
