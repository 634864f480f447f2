#include "statistics/quantitation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

constexpr double kZ = 1.6448536269514722;

// CLSI EP17-A2 by hand: 60 blank values 1 to 60 of 5 samples: rank 0.5 + 0.95 x 60 = 57.5.
TEST(QuantitationOracle, RanksOfBlanks) {
  std::vector<DetectionSample> blanks(5);
  for (int i = 0; i < 60; ++i) blanks[static_cast<std::size_t>(i % 5)].values.push_back(i + 1);
  const DetectionLimits d = detection_limits(blanks, {});
  EXPECT_EQ(d.n_blank, 60);
  EXPECT_NEAR(d.lob_rank, 57.5, 1e-12);
  // Mean 30.5, variance 60 x 61/12, 55 degrees of freedom.
  EXPECT_NEAR(d.lob_normal, 30.5 + kZ / (1 - 1 / 220.0) * std::sqrt(60 * 61 / 12.0), 1e-10);
  EXPECT_TRUE(std::isnan(d.lod_rank));
  EXPECT_FALSE(d.low_reason.empty());
}

TEST(QuantitationOracle, DetectionByHand) {
  const std::vector<DetectionSample> blanks{{0, {0, 1, 2}}, {0, {1, 1, 1}}};
  const std::vector<DetectionSample> low{{std::nan(""), {4, 6}}, {std::nan(""), {9, 10, 11}}};
  const DetectionLimits d = detection_limits(blanks, low);
  const double sd = std::sqrt((2.0 + 2.0) / 3);  // squares 2 and 2 on 1 + 2 degrees of freedom
  EXPECT_NEAR(d.sd_low, sd, 1e-14);
  EXPECT_NEAR(d.lod_normal, 1 + kZ / (1 - 1 / 16.0) * std::sqrt(2.0 / 5) + kZ / (1 - 1 / 12.0) * sd, 1e-12);
  EXPECT_NEAR(d.lod_rank - d.lob_rank, kZ / (1 - 1 / 12.0) * sd, 1e-12);
}

// Below the LoB are 95 % of blanks, and above it 95 % of samples at the LoD, in the long run.
TEST(QuantitationOracle, ErrorsOfTheLimitsAreFivePercent) {
  // 20000 quantiles of a normal: blanks of SD 1 at 0, low samples of SD 2.
  std::vector<DetectionSample> blanks(1), low(1);
  for (int i = 0; i < 20000; ++i) {
    const double p = (i + 0.5) / 20000;
    double z = 0, high = 10, bottom = -10;
    for (int k = 0; k < 60; ++k) {
      z = (high + bottom) / 2;
      (std::erfc(-z / std::sqrt(2.0)) / 2 < p ? bottom : high) = z;
    }
    blanks[0].values.push_back(z);
    low[0].values.push_back(5 + 2 * z);
  }
  const DetectionLimits d = detection_limits(blanks, low);
  EXPECT_NEAR(d.lob_rank, kZ, 1e-3);
  EXPECT_NEAR(d.lob_normal, kZ, 1e-3);
  EXPECT_NEAR(d.lod_rank, 3 * kZ, 3e-3);
}

TEST(QuantitationOracle, LevelsAndTheirLimit) {
  const std::vector<DetectionSample> samples{{10, {9, 11}},  {1, {0.5, 1.5}},        {5, {5, 6}}, {5, {5}},
                                             {20, {20, 20}}, {std::nan(""), {3, 4}}, {0, {1, 2}}};
  const auto levels = quantitation_levels(samples);
  ASSERT_EQ(levels.size(), 4u);
  EXPECT_EQ(levels[1].truth, 5);
  EXPECT_EQ(levels[1].n, 3);
  EXPECT_NEAR(levels[1].bias, (16 / 3.0 - 5) / 5, 1e-14);
  EXPECT_NEAR(levels[1].cv, std::sqrt(0.5) / 5, 1e-14);
  EXPECT_NEAR(levels[2].total_error, 2 * std::sqrt(2.0) / 10, 1e-14);
  EXPECT_EQ(limit_of_quantitation(levels, &QuantitationLevel::cv, 0.15), 5);
  EXPECT_EQ(limit_of_quantitation(levels, &QuantitationLevel::total_error, 0.3), 10);
  EXPECT_EQ(limit_of_quantitation(levels, &QuantitationLevel::cv, 0.01), 20);
  EXPECT_TRUE(std::isnan(limit_of_quantitation(levels, &QuantitationLevel::cv, -1)));
}

// A level that fails ends the search, whatever happens to be good below.
TEST(QuantitationMechanics, AGoodLevelBelowABadOneDoesNotCount) {
  const std::vector<DetectionSample> samples{{1, {1, 1}}, {2, {1, 3}}, {4, {4, 4}}};
  EXPECT_EQ(limit_of_quantitation(quantitation_levels(samples), &QuantitationLevel::cv, 0.2), 4);
}

TEST(QuantitationMechanics, Section) {
  Table table{{"kind", "sample", "truth", "value", "goal_percent"}, {}};
  for (int i = 0; i < 10; ++i) {
    table.rows.push_back({"blank", "b" + std::to_string(i % 2), "0", std::to_string(i % 5), "30"});
    table.rows.push_back({"low", "l", "8", std::to_string(6 + i % 4), "30"});
    table.rows.push_back({"level", "h", "40", std::to_string(38 + i % 4), "30"});
  }
  std::map<std::string, double> got;
  for (const StatRow& row : run_section("quantitation", table)) {
    EXPECT_EQ(row.status, "ok") << row.quantity;
    got[row.quantity] = row.value;
  }
  EXPECT_GT(got.at("LoD_rank"), got.at("LoB_rank"));
  EXPECT_EQ(got.at("LoQ_total_error"), 40);
  EXPECT_EQ(got.at("LoQ_cv"), 8);
  EXPECT_EQ(got.count("bias_percent@8"), 1u);
  Table bad = table;
  bad.rows[0][0] = "blnk";
  EXPECT_ANY_THROW(run_section("quantitation", bad));
  bad = table;
  bad.rows[1][2] = "9";
  EXPECT_ANY_THROW(run_section("quantitation", bad));
}

}  // namespace
}  // namespace radgauge
