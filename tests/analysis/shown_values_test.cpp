#include "analysis/shown_values.h"

#include <gtest/gtest.h>

#include <cmath>

namespace radgauge::analysis {
namespace {

QuestionResult shown_result(std::size_t features) {
  QuestionResult out;
  out.question.limits.icc_lower = 0.9;
  for (std::size_t f = 0; f < features; ++f) {
    agreement::FeatureRow& row = out.rows.emplace_back();
    row.feature = "f" + std::to_string(f);
    row.family = f % 2 == 0 ? "even" : "odd";
    row.icc_lower = 0.5 + 0.49 * static_cast<double>(f) / static_cast<double>(features);
  }
  return out;
}

AskedQuestion shown_question(std::size_t objects, std::size_t features) {
  AskedQuestion out;
  out.question.form = IccForm::agreement;
  for (std::size_t i = 0; i < objects; ++i) out.table.objects.push_back("o" + std::to_string(i));
  out.table.columns = {"A", "B"};
  out.table.features.resize(features);
  out.table.read = [](std::size_t feature, std::span<double> values, std::span<Status> statuses) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<double>(100 * feature + i);
      statuses[i] = i == 3 ? Status::failed : Status::ok;
    }
  };
  return out;
}

TEST(ShownValuesMechanics, ThePicturedRowsAreNearTheLimitAndOfDifferentFamilies) {
  QuestionResult result = shown_result(100);
  const std::vector<std::size_t> rows = pictured_rows(result);
  ASSERT_EQ(rows.size(), 2u);  // of two families
  EXPECT_NEAR(result.rows[rows[0]].icc_lower, 0.9, 0.005);
  EXPECT_NEAR(result.rows[rows[1]].icc_lower, 0.9, 0.01);
  EXPECT_NE(rows[0] % 2, rows[1] % 2);
  for (agreement::FeatureRow& row : result.rows) row.unmoved = true;
  EXPECT_TRUE(pictured_rows(result).empty());
}

TEST(ShownValuesMechanics, AllFeaturesWhereTheyAreFewEnough) {
  const ShownValues all = shown_values(shown_question(10, 20), shown_result(20));
  EXPECT_TRUE(all.acquired);
  ASSERT_EQ(all.features.size(), 20u);
  EXPECT_EQ(all.features[4].values[2], 402);
  EXPECT_TRUE(std::isnan(all.features[4].values[3]));
  EXPECT_EQ(all.features[4].reference[1], 402);  // the first column of a crossed question
  EXPECT_EQ(all.features[4].compared, std::vector<std::size_t>{1});
  EXPECT_EQ(shown_values(shown_question(kMostShownValues, 20), shown_result(20)).features.size(), 2u);
}

TEST(ShownValuesMechanics, ALevelIsComparedWithBase) {
  AskedQuestion asked = shown_question(3, 1);
  asked.conditions = {0, 1, 2};
  asked.table.columns = {"base", "k=1#1", "k=1#2", "k=2"};
  asked.table.base_column = 0;
  asked.table.levels = {{"k=1", {1, 2}}, {"k=2", {3}}};
  QuestionResult result = shown_result(1);
  result.rows[0].level = "k=1";
  const ShownValues shown = shown_values(asked, result);
  ASSERT_EQ(shown.features.size(), 1u);
  EXPECT_FALSE(shown.acquired);
  EXPECT_EQ(shown.features[0].compared, (std::vector<std::size_t>{1, 2}));
  result.obstacle = "nothing was measured";
  EXPECT_TRUE(shown_values(asked, result).features.empty());
}

}  // namespace
}  // namespace radgauge::analysis
