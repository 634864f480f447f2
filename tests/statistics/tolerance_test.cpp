#include "statistics/tolerance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// An independent computation (the non-central t distribution of another library, and quadrature of another
// form of the integral): to three decimals, as tables of these factors print them, and with all digits.
TEST(ToleranceOracle, FactorsOfAnIndependentComputation) {
  struct Case {
    double n, content, confidence, table, precise;
  };
  for (const Case& c : {Case{2, 0.90, 0.95, 31.092, 31.0922256}, Case{10, 0.95, 0.95, 3.393, 3.3934294787},
                        Case{20, 0.95, 0.95, 2.760, 2.7603461784}, Case{5, 0.99, 0.95, 6.598, 6.5979767394},
                        Case{43, 0.90, 0.99, 2.223, 2.2228251738}}) {
    const double k = tolerance_factor_two_sided(c.n, c.content, c.confidence);
    EXPECT_NEAR(k, c.table, 5.1e-4) << c.n;
    EXPECT_NEAR(k, c.precise, 1e-6 * c.precise) << c.n;
  }
  for (const Case& c :
       {Case{10, 0.95, 0.95, 2.911, 2.9109634131}, Case{20, 0.90, 0.95, 1.926, 1.9259909723},
        Case{5, 0.99, 0.95, 5.741, 5.7410845172}, Case{43, 0.90, 0.99, 1.8740, 1.8739536059}}) {
    const double k = tolerance_factor_one_sided(c.n, c.content, c.confidence);
    EXPECT_NEAR(k, c.table, 5.1e-4) << c.n;
    EXPECT_NEAR(k, c.precise, 1e-9) << c.n;
  }
}

// Wilks: 93 values for 95 % inside with 95 % confidence, one-sided 59 are the known numbers of order
// statistics.
TEST(ToleranceOracle, NinetyThreeValues) {
  EXPECT_LT(range_content(92, 0.95), 0.95);
  EXPECT_GE(range_content(93, 0.95), 0.95);
}

// What an interval claims, counted: at least 90 % inside in 95 % of samples.
TEST(ToleranceOracle, ContentIsKept) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  constexpr int kRuns = 4000, kN = 8;
  const double k = tolerance_factor_two_sided(kN, 0.9, 0.95);
  int kept = 0;
  for (int run = 0; run < kRuns; ++run) {
    double sum = 0, squares = 0;
    for (int i = 0; i < kN; ++i) {
      const double z = normal(random);
      sum += z;
      squares += z * z;
    }
    const double mean = sum / kN, sd = std::sqrt((squares - kN * mean * mean) / (kN - 1));
    const auto cdf = [](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; };
    kept += cdf(mean + k * sd) - cdf(mean - k * sd) >= 0.9 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(kept) / kRuns, 0.95, 3 * std::sqrt(0.95 * 0.05 / kRuns));
}

TEST(ToleranceMechanics, BadArgumentsHaveNoFactor) {
  for (const double bad : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_TRUE(std::isnan(tolerance_factor_two_sided(5, bad, 0.95)));
    EXPECT_TRUE(std::isnan(tolerance_factor_one_sided(5, 0.9, bad)));
  }
  EXPECT_TRUE(std::isnan(tolerance_factor_two_sided(1, 0.9, 0.95)));
  EXPECT_TRUE(std::isnan(range_content(1, 0.95)));
}

// RC holds 95 % of differences on average; beside it stands the limit that holds them with 95 % confidence.
TEST(ToleranceOracle, BesideTheRepeatabilityCoefficient) {
  Table table{{"subject", "rater", "feature", "value"}, {}};
  for (int i = 0; i < 10; ++i)
    for (int j = 0; j < 2; ++j)
      table.rows.push_back({std::to_string(i), std::to_string(j), "f", to_text(10.0 * i + j * (1 + i % 3))});
  double rc = 0, tolerance = 0;
  for (const StatRow& row : run_section("agreement", table)) {
    if (row.quantity == "RC") rc = row.value;
    if (row.quantity == "RC_tolerance_95_95") tolerance = row.value;
  }
  // RC is 1.96 sqrt(2) wSD.
  EXPECT_NEAR(tolerance / rc, kNormal975 / 1.96 * std::sqrt(10 / chi_square_quantile(0.05, 10)), 1e-12);
}

TEST(ToleranceMechanics, Section) {
  Table table{{"value"}, {{"1"}, {"2"}, {"4"}, {"NA"}, {"3.5"}}};
  std::map<std::string, double> got;
  for (const StatRow& row : run_section("tolerance", table)) got[row.quantity] = row.value;
  EXPECT_EQ(got.at("n"), 4);
  const double sd =
      std::sqrt((std::pow(1.625, 2) + std::pow(0.625, 2) + std::pow(1.375, 2) + std::pow(0.875, 2)) / 3);
  EXPECT_NEAR(got.at("tolerance_95.upper"), 2.625 + tolerance_factor_two_sided(4, 0.95, 0.95) * sd, 1e-9);
  EXPECT_EQ(got.at("min"), 1);
  for (const StatRow& row : run_section("tolerance", {{"value"}, {{"1"}}}))
    EXPECT_EQ(row.status == "undefined",
              row.quantity != "n" && row.quantity != "mean" && row.quantity != "min" && row.quantity != "max")
        << row.quantity;
}

}  // namespace
}  // namespace radgauge
