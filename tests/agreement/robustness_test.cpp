#include "agreement/robustness.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agreement/cells_example.h"

namespace radgauge {
namespace {

using agreement::ComparedLevel;
using agreement::Decision;
using agreement::FeatureRow;
using agreement::QuestionTable;

// Column 0 is base; every further column is base plus its own shift and noise.
Cells levels_of_base(std::size_t n, const std::vector<std::pair<double, double>>& shift_and_noise) {
  Cells cells{one_each(n), shift_and_noise.size() + 1, {{}}};
  for (std::size_t i = 0; i < n; ++i) {
    const double base = 20 + 10 * std::fmod(0.618 * static_cast<double>(i + 1), 1.0);
    cells.features[0].push_back(base);
    for (std::size_t j = 0; j < shift_and_noise.size(); ++j)
      cells.features[0].push_back(
          base + shift_and_noise[j].first +
          shift_and_noise[j].second *
              (std::fmod(0.7548 * static_cast<double>(i * shift_and_noise.size() + j + 1), 1.0) - 0.5));
  }
  return cells;
}

QuestionTable against_base_table(const Cells& cells, std::vector<ComparedLevel> levels) {
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  table.levels = std::move(levels);
  return table;
}

Cells two_columns(const Cells& cells, std::size_t a, std::size_t b) {
  Cells out{cells.patients, 2, {{}}};
  for (std::size_t i = 0; i < cells.patients.size(); ++i)
    for (const std::size_t c : {a, b}) out.features[0].push_back(cells.features[0][i * cells.columns + c]);
  return out;
}

TEST(RobustnessOracle, TheRowIsThatOfTheWorstLevelAndBaseAlone) {
  const Cells cells = levels_of_base(24, {{0, 1}, {1, 6}, {0, 3}});
  const agreement::Answer found = agreement::answer_in_detail(
      question(IccForm::consistency), against_base_table(cells, {{"a", {1}}, {"b", {2}}, {"c", {3}}}));
  const Cells pair = two_columns(cells, 0, 2);
  QuestionTable pairs = table_of(pair);
  pairs.base_column = 0;
  const agreement::Answer alone = agreement::answer_in_detail(question(IccForm::agreement), pairs);
  const FeatureRow &row = found.rows.at(0), &wanted = alone.rows.at(0);
  EXPECT_EQ(row.level, "b");
  EXPECT_EQ(row.icc_form, IccForm::agreement);
  EXPECT_EQ(row.icc, wanted.icc);
  EXPECT_EQ(row.icc_lower, wanted.icc_lower);
  EXPECT_EQ(row.icc_upper, wanted.icc_upper);
  EXPECT_EQ(row.wsd, wanted.wsd);
  EXPECT_EQ(row.rc_upper, wanted.rc_upper);
  EXPECT_EQ(row.bias, wanted.bias);
  EXPECT_EQ(row.decision, wanted.decision);
  EXPECT_EQ(row.n_objects, 24);
  EXPECT_EQ(row.n_conditions, 4);
  EXPECT_EQ(found.details.at(0).ccc, alone.details.at(0).ccc);
  const FeatureRow pooled = only(cells, question(IccForm::consistency));
  EXPECT_EQ(found.details.at(0).icc_pooled, pooled.icc);
  EXPECT_EQ(found.details.at(0).icc_pooled_lower, pooled.icc_lower);
}

// The same error has a pooled ICC of its own for every choice of levels that stand beside it.
TEST(RobustnessInvariant, MilderLevelsChangeNothing) {
  const Cells cells = levels_of_base(30, {{3, 4}, {1, 1}, {0.5, 0.5}});
  const auto row = [&](std::vector<ComparedLevel> levels, std::size_t columns) {
    Cells part{cells.patients, columns, {{}}};
    for (std::size_t i = 0; i < cells.patients.size(); ++i)
      for (std::size_t c = 0; c < columns; ++c)
        part.features[0].push_back(cells.features[0][i * cells.columns + c]);
    return agreement::answer_in_detail(question(IccForm::agreement),
                                       against_base_table(part, std::move(levels)));
  };
  const auto alone = row({{"a", {1}}}, 2), all = row({{"a", {1}}, {"b", {2}}, {"c", {3}}}, 4);
  EXPECT_EQ(alone.rows.at(0).icc_lower, all.rows.at(0).icc_lower);
  EXPECT_EQ(alone.rows.at(0).decision, all.rows.at(0).decision);
  EXPECT_GT(all.details.at(0).icc_pooled, alone.details.at(0).icc_pooled + 0.05);
}

// Draws that all moved alike agree with one another, and none with the image that was acquired.
TEST(RobustnessInvariant, WhatMovesAlikeIsNotCertified) {
  const Cells cells = levels_of_base(30, {{8, 0.2}, {8, 0.2}, {8, 0.2}});
  Cells draws{cells.patients, 3, {{}}};
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t c = 1; c < 4; ++c) draws.features[0].push_back(cells.features[0][i * 4 + c]);
  QuestionTable table = table_of(draws);
  table.read_base = [&](std::size_t, std::span<double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = cells.features[0][i * 4];
  };
  EXPECT_EQ(agreement::answer(question(IccForm::one_way), table).at(0).decision, Decision::certified);
  table.levels = {{"noise", {0, 1, 2}}};
  const FeatureRow row = agreement::answer(question(IccForm::one_way), table).at(0);
  EXPECT_EQ(row.decision, Decision::not_certified);
  EXPECT_NEAR(row.bias, 8, 0.1);
  EXPECT_EQ(row.n_objects, 30) << "three draws are no three objects";
  EXPECT_EQ(agreement::decisions(question(IccForm::one_way), table).at(0), Decision::not_certified);
}

// By hand: SD between objects and error of a pair are those of 0, 1, 2, ... and +-1.
TEST(RobustnessOracle, DrawsOfALevelAreRowsOfPairs) {
  Cells cells{one_each(8), 2, {{}}};
  for (std::size_t i = 0; i < 8; ++i)
    for (const double draw : {1.0, -1.0}) cells.features[0].push_back(static_cast<double>(i) + draw);
  QuestionTable table = table_of(cells);
  table.read_base = [](std::size_t, std::span<double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  };
  table.levels = {{"noise", {0, 1}}};
  const FeatureRow row = agreement::answer(question(IccForm::one_way), table).at(0);
  // Pairs (i, i + 1) and (i, i - 1), 16 rows: rows' means i +- 1/2, no difference between columns. Two-way
  // mean squares: rows 2 (84 + 4)/15, columns 0, error 8/15.
  const double msr = 2 * (84.0 + 4.0) / 15, mse = 8.0 / 15, n = 16;
  EXPECT_NEAR(row.icc, (msr - mse) / (msr + mse + 2 / n * (0 - mse)), 1e-12);
  EXPECT_NEAR(row.bias, 0, 1e-12);
}

TEST(RobustnessMechanics, ALevelWithoutValuesIsNotEstimable) {
  Cells cells = levels_of_base(12, {{0, 0.1}, {0, 0.1}});
  for (std::size_t i = 0; i < 12; ++i) cells.features[0][i * 3 + 2] = std::nan("");
  const FeatureRow row =
      agreement::answer(question(IccForm::agreement), against_base_table(cells, {{"a", {1}}, {"b", {2}}}))
          .at(0);
  EXPECT_EQ(row.decision, Decision::not_estimable);
  EXPECT_EQ(row.level, "b");
  EXPECT_EQ(row.reason, "b: no cell has a value at this level");
  EXPECT_EQ(row.failure_rate, 1) << "of the level; base is not on trial";
}

TEST(RobustnessMechanics, WithoutBaseThereIsNoAnswer) {
  Cells cells = levels_of_base(12, {{0, 0.1}});
  for (std::size_t i = 0; i < 12; ++i) cells.features[0][i * 2] = std::nan("");
  const FeatureRow row =
      agreement::answer(question(IccForm::agreement), against_base_table(cells, {{"a", {1}}})).at(0);
  EXPECT_EQ(row.decision, Decision::not_estimable);
  EXPECT_EQ(row.reason, "no cell has a value under base");
}

TEST(RobustnessMechanics, AFeatureThatMovesUnderOneLevelWasPutToTheTest) {
  const Cells cells = levels_of_base(12, {{0, 0}, {0, 0.1}});
  const auto row = [&](std::vector<ComparedLevel> levels) {
    return agreement::answer(question(IccForm::agreement), against_base_table(cells, std::move(levels)))
        .at(0);
  };
  EXPECT_TRUE(row({{"a", {1}}}).unmoved);
  EXPECT_FALSE(row({{"a", {1}}, {"b", {2}}}).unmoved);
  EXPECT_EQ(row({{"a", {1}}, {"b", {2}}}).level, "b");
}

TEST(RobustnessInvariant, NoiseMakesNoNewValuesOfAFeatureThatHasTwo) {
  Cells cells{one_each(20), 2, {{}}};
  for (std::size_t i = 0; i < 20; ++i)
    for (const double noise : {0.0, 0.001 * static_cast<double>(i)})
      cells.features[0].push_back(static_cast<double>(i % 2) + noise);
  const FeatureRow row =
      agreement::answer(question(IccForm::agreement), against_base_table(cells, {{"a", {1}}})).at(0);
  EXPECT_EQ(row.decision, Decision::not_certified);
  EXPECT_NE(row.reason.find("2 distinct values over 20 objects under base"), std::string::npos) << row.reason;
}

// Inside a material hardly any texture repeats, and across materials all of them do: an ICC over them tells
// that they are different materials.
TEST(MaterialsInvariant, AnIccOverThemCertifiesNothing) {
  const Cells cells = noisy(30, 3, 0.5);
  agreement::Question q = question(IccForm::one_way);
  EXPECT_EQ(only(cells, q).decision, Decision::certified);
  q.objects = Objects::materials;
  FeatureRow row = only(cells, q);
  EXPECT_EQ(row.decision, Decision::not_estimable);
  EXPECT_EQ(row.reason.find("objects are materials of a phantom"), 0u) << row.reason;
  EXPECT_GT(row.icc, 0.9) << "it is still told";
  q.limits.wcv_upper = 0.5;
  EXPECT_EQ(only(cells, q).decision, Decision::certified);
  q.limits.wcv_upper = 1e-4;
  EXPECT_EQ(only(cells, q).decision, Decision::not_certified);
  q.limits.wcv_upper = kNaN;
  q.limits.failure_max = 0;
  EXPECT_EQ(only(cells, q).decision, Decision::not_estimable) << "few failures are no repeatability";
}

}  // namespace
}  // namespace radgauge
