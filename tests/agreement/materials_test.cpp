#include "agreement/materials.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "statistics/distributions.h"

namespace radgauge {

using namespace radgauge::agreement;

namespace {

// oracle: one-way ANOVA by hand. Levels 1, 3 | 4, 8 | 6, 8: means 2, 6, 7; MSW = (2 + 8 + 2)/3 = 4; MSB = 14.
TEST(MaterialsOracle, BalancedAnalysisOfVariance) {
  const std::vector<double> values{1, 3, 4, 8, 6, 8};
  const std::vector<std::size_t> levels{0, 0, 1, 1, 2, 2};
  const MaterialRow row = material_row(values, levels, false);
  EXPECT_EQ(row.n_levels, 3);
  EXPECT_EQ(row.n_values, 6);
  EXPECT_DOUBLE_EQ(row.mean, 5);
  EXPECT_DOUBLE_EQ(row.repeat_sd, 2);
  EXPECT_DOUBLE_EQ(row.level_sd, std::sqrt((14 - 4) / 2.0));
  EXPECT_DOUBLE_EQ(row.rc, 2 * statistics::kRepeatabilityFactor);
  EXPECT_DOUBLE_EQ(row.rdc, statistics::kRepeatabilityFactor * std::sqrt(5 + 4.0));
  EXPECT_DOUBLE_EQ(row.cov_percent, 100 * std::sqrt(7.0) / 5);
}

// oracle: levels of one value each have no repeatability; all of the spread is between them.
TEST(MaterialsOracle, WithoutRepeatsAllSpreadIsBetweenLevels) {
  const MaterialRow row =
      material_row(std::vector<double>{10, 12, 14}, std::vector<std::size_t>{0, 1, 2}, true);
  EXPECT_DOUBLE_EQ(row.level_sd, 2);
  EXPECT_TRUE(std::isnan(row.repeat_sd));
  EXPECT_TRUE(std::isnan(row.rc));
  EXPECT_DOUBLE_EQ(row.rdc, 2 * statistics::kRepeatabilityFactor);
  EXPECT_TRUE(std::isnan(row.cov_percent)) << "HU have no percent";
}

// invariant: levels that differ by less than their repeats explain have no variance of their own.
TEST(MaterialsInvariant, VarianceBetweenLevelsIsNotNegative) {
  const MaterialRow row =
      material_row(std::vector<double>{0, 10, 1, 9, 2, 8}, std::vector<std::size_t>{0, 0, 1, 1, 2, 2}, false);
  EXPECT_EQ(row.level_sd, 0);
  EXPECT_DOUBLE_EQ(row.rdc, row.rc);
}

TEST(MaterialsMechanics, OneLevelAndNothingAreNoReproducibility) {
  const MaterialRow one = material_row(std::vector<double>{1, 2}, std::vector<std::size_t>{0, 0}, false);
  EXPECT_TRUE(std::isnan(one.level_sd));
  EXPECT_TRUE(std::isnan(one.rdc));
  EXPECT_FALSE(std::isnan(one.rc));
  EXPECT_EQ(material_row({}, {}, false).n_levels, 0);
}

// oracle: a scan that shows 2 + 1.1 of the truth.
TEST(MaterialsOracle, BiasAndSlopeOfAKnownLine) {
  const std::vector<double> truth{10, 20, 30, 40};
  std::vector<double> value;
  for (const double t : truth) value.push_back(2 + 1.1 * t);
  const TruthRow row = truth_row(truth, value, false);
  EXPECT_DOUBLE_EQ(row.bias, 4.5);
  EXPECT_NEAR(row.slope, 1.1, 1e-12);
  EXPECT_NEAR(row.intercept, 2, 1e-12);
  EXPECT_NEAR(row.r_squared, 1, 1e-12);
  EXPECT_EQ(row.reason, "");
  EXPECT_FALSE(truth_row(std::vector<double>{5, 5}, std::vector<double>{6, 7}, false).reason.empty());
}

}  // namespace
}  // namespace radgauge
