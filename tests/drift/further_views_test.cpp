// Groups, which shift it is, equal models, the record over time and the stability of explanations.
#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "drift/example.h"

namespace radgauge::drift {
namespace {

const char* const kOneTerm =
    "{model: one, link: logit, intercept: 0, threshold: 0.5, outcome: y, terms: [{feature: a, coefficient: 1}]}";

TEST(GroupOracle, FourObjectsByHand) {
  DriftData data = small().data();
  data.groups = {{"sex", {"f", "m", "f", "m"}}};
  const auto r = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, false});
  ASSERT_EQ(r.models[0].groups.size(), 2u);
  const GroupFairness &a = r.models[0].groups[0], &b = r.models[0].groups[1];
  // Scores on A: -2 -1 1 2; on B: -1 -0.5 -0.5 3; outcomes 0 0 1 1.
  EXPECT_EQ(a.condition, "A");
  EXPECT_EQ(a.levels[0].level, "f");
  EXPECT_EQ(a.levels[0].positive_rate.value, 0.5);
  EXPECT_EQ(a.parity_difference.value, 0);
  EXPECT_EQ(a.equalised_odds_difference.value, 0);
  EXPECT_EQ(b.levels[0].positive_rate.value, 0);
  EXPECT_EQ(b.levels[1].positive_rate.value, 0.5);
  EXPECT_EQ(b.parity_difference.value, 0.5);
  EXPECT_EQ(b.levels[0].sensitivity.value, 0);
  EXPECT_EQ(b.levels[1].sensitivity.value, 1);
  EXPECT_EQ(b.levels[1].false_positive_rate.value, 0);
  EXPECT_EQ(b.equalised_odds_difference.value, 1);
}

TEST(GroupInvariant, AGroupOfOneClassHasNoOddsAndAReason) {
  DriftData data = small().data();
  data.groups = {{"sex", {"f", "f", "m", ""}}};
  const auto r = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, false});
  const GroupFairness& a = r.models[0].groups[0];
  EXPECT_TRUE(std::isnan(a.equalised_odds_difference.value));
  EXPECT_FALSE(a.equalised_odds_difference.reason.empty());
  EXPECT_EQ(a.levels[1].n, 1);
  data.groups = {{"sex", {"f", "f", "f", "f"}}};
  const auto alone = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, false});
  EXPECT_EQ(alone.models[0].groups[0].parity_difference.reason, "there is one group alone");
}

/// Two sites with patients of their own: prevalence and, within the classes, a move of the feature.
DriftData two_sites(double prevalence, double move, std::size_t n = 400) {
  Example e;
  e.conditions = {"A", "B"};
  const Draws draws(5, "cases", "test", 0, 0);
  e.values["a"] = {std::vector<double>(2 * n, NAN), std::vector<double>(2 * n, NAN)};
  for (std::size_t i = 0; i < 2 * n; ++i) {
    const bool second = i >= n, positive = draws.uniform(i, 1) < (second ? prevalence : 0.4);
    e.outcome.push_back(positive ? 1 : 0);
    e.values["a"][second ? 1 : 0][i] = draws.normal(i) + (positive ? 1 : 0) + (second ? move : 0);
  }
  return e.data();
}

ShiftVerdict verdict_of(const DriftData& data) {
  return analyse_drift(data, {model_of(kOneTerm)}, {1, 0, false}).models[0].conditions[1].shift;
}

TEST(ShiftKindOracle, SitesThatWereMadeToDifferAreToldApart) {
  EXPECT_EQ(verdict_of(two_sites(0.4, 0)).kind, ShiftKind::none);
  const ShiftVerdict prevalence = verdict_of(two_sites(0.7, 0));
  EXPECT_EQ(prevalence.kind, ShiftKind::prevalence);
  EXPECT_NEAR(prevalence.prevalence, 0.7, 0.06);
  EXPECT_NEAR(prevalence.prevalence_reference, 0.4, 0.06);
  EXPECT_EQ(verdict_of(two_sites(0.4, 0.8)).kind, ShiftKind::covariate);
  EXPECT_EQ(verdict_of(two_sites(0.7, 0.8)).kind, ShiftKind::both);
}

TEST(ShiftKindOracle, TheLevelIsKept) {
  // 200 pairs of equal sites: 5 % of verdicts other than none are allowed for by the level.
  int wrong = 0;
  for (std::size_t k = 0; k < 200; ++k) {
    const Draws draws(100 + k, "cases", "test", 0, 0);
    Example e;
    e.conditions = {"A", "B"};
    e.values["a"] = {std::vector<double>(120, NAN), std::vector<double>(120, NAN)};
    for (std::size_t i = 0; i < 120; ++i) {
      e.outcome.push_back(draws.uniform(i, 1) < 0.4 ? 1 : 0);
      e.values["a"][i < 60 ? 0 : 1][i] = draws.normal(i) + e.outcome.back();
    }
    wrong += verdict_of(e.data()).kind == ShiftKind::none ? 0 : 1;
  }
  EXPECT_LE(wrong, 19);  // the 99.5 % point of a binomial of 200 and 0.05
}

TEST(ShiftKindMechanics, TheSameObjectsHaveNoOtherPrevalence) {
  Example e = small();
  e.values["a"][1] = {-1.5, -0.5, 1.52, 2.49};
  e.values["b"][1] = e.values["b"][0];
  const ShiftVerdict moved = verdict_of(e.data());
  EXPECT_TRUE(moved.is_paired);
  EXPECT_EQ(moved.kind, ShiftKind::covariate);
  EXPECT_TRUE(std::isnan(moved.prevalence));
  e.values["a"][1] = e.values["a"][0];
  EXPECT_EQ(verdict_of(e.data()).kind, ShiftKind::none);
}

TEST(ShiftKindMechanics, WithoutOutcomesItIsNotTold) {
  DriftData data = two_sites(0.4, 0);
  const auto all = data.outcome(model_of(kOneTerm)->card(), 0);
  data.outcome = [all](const models::ModelCard&, std::size_t) {
    auto out = all;
    for (std::size_t i = out.size() / 2; i < out.size(); ++i) out[i] = NAN;
    return out;
  };
  const ShiftVerdict verdict = verdict_of(data);
  EXPECT_EQ(verdict.kind, ShiftKind::unknown);
  EXPECT_NE(verdict.reason.find("no object with a score has an outcome on B"), std::string::npos);
}

TEST(EqualModelsOracle, ByHand) {
  // On A both order the four rightly; on B, where a moves, the first alone does not.
  Example e = small();
  e.values["b"] = {{-2, -1, 1, 2}, {-2, -1, 1, 2}};
  e.values["a"][1] = {1, -1, -2, 2};
  const char* const kOther =
      "{model: other, link: logit, intercept: 0, threshold: 0.5, outcome: y, terms: [{feature: b, coefficient: 1}]}";
  const auto r = analyse_drift(e.data(), {model_of(kOneTerm), model_of(kOther)}, {1, 0, false});
  ASSERT_EQ(r.equal.size(), 1u);
  EXPECT_EQ(r.equal[0].models, (std::vector<std::string>{"one", "other"}));
  const EqualCondition &a = r.equal[0].conditions[0], &b = r.equal[0].conditions[1];
  EXPECT_EQ(a.auc_highest - a.auc_lowest, 0);
  EXPECT_EQ(a.disagreement.value, 0);
  EXPECT_EQ(b.auc_lowest, 0.5);
  EXPECT_EQ(b.lowest, "one");
  EXPECT_EQ(b.auc_highest, 1);
  EXPECT_EQ(b.disagreement.value, 0.5);
  EXPECT_TRUE(analyse_drift(e.data(), {model_of(kOneTerm)}, {1, 0, false}).equal.empty());
}

/// Twelve periods of 100 patients; from period 9 on the feature tells less, and the outcome is more frequent.
DriftData periods(std::size_t from) {
  Example e;
  e.conditions = {"A"};
  const Draws draws(8, "cases", "test", 0, 0);
  e.values["a"] = {{}};
  DriftData out;
  std::vector<std::string> period;
  for (std::size_t i = 0; i < 1200; ++i) {
    const std::size_t k = i / 100 + 1;
    const double x = 2 * draws.normal(i), told = k >= from ? 0.1 * x + 1.5 : x;
    e.values["a"][0].push_back(x);
    e.outcome.push_back(draws.uniform(i, 1) < 1 / (1 + std::exp(-told)) ? 1 : 0);
    period.push_back(std::to_string(k));
  }
  out = e.data();
  out.period = period;
  return out;
}

TEST(PerformanceRecordOracle, AskForALookFromTheChangeOn) {
  const auto changed = analyse_drift(periods(9), {model_of(kOneTerm)}, {1, 0, false}).models[0].record;
  ASSERT_EQ(changed.size(), 12u);
  EXPECT_EQ(changed[1].period, "2");
  EXPECT_EQ(changed[11].period, "12");
  for (std::size_t k = 0; k < 12; ++k) {
    EXPECT_EQ(changed[k].auc.is_signal, k >= 8) << k;
    EXPECT_EQ(changed[k].calibration_in_the_large.is_signal, k >= 8) << k;
  }
  for (const PeriodRecord& r :
       analyse_drift(periods(99), {model_of(kOneTerm)}, {1, 0, false}).models[0].record)
    EXPECT_FALSE(r.auc.is_signal || r.calibration_in_the_large.is_signal) << r.period;
}

TEST(PerformanceRecordInvariant, APeriodOfOneClassHasAReasonAndNoSignal) {
  DriftData data = small().data();
  data.period = {"2024", "2024", "2025", ""};
  const auto record = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, false}).models[0].record;
  ASSERT_EQ(record.size(), 2u);
  EXPECT_EQ(record[1].n, 1);
  EXPECT_TRUE(std::isnan(record[1].auc.value));
  EXPECT_FALSE(record[1].auc.reason.empty());
  EXPECT_FALSE(record[1].auc.is_signal);
}

TEST(ExplanationOracle, RanksByHand) {
  const char* const kThree =
      "{model: three, link: logit, outcome: y, terms: [{feature: a, coefficient: 1}, {feature: b, coefficient: 1}, "
      "{feature: c, coefficient: 1}]}";
  Example e;
  e.conditions = {"A", "B"};
  e.outcome = {0, 1};
  // Means on A are 0. The first object keeps its order of sizes, the second swaps its first two.
  e.values = {{"a", {{3, -3}, {6, -2}}}, {"b", {{2, -2}, {4, -3}}}, {"c", {{1, -1}, {2, -1}}}};
  const auto r = analyse_drift(e.data(), {model_of(kThree)}, {1, 0, false});
  const ExplanationStability& b = r.models[0].conditions[1].explanation;
  EXPECT_EQ(b.n, 2);
  EXPECT_DOUBLE_EQ(b.mean_rank_correlation, (1 + 0.5) / 2);
  EXPECT_EQ(b.same_first_share, 0.5);
  EXPECT_EQ(r.models[0].conditions[0].explanation.reason, "is the reference");
  const auto one = analyse_drift(small().data(), {model_of(kOneTerm)}, {1, 0, false});
  EXPECT_EQ(one.models[0].conditions[1].explanation.reason, "the model has one input alone");
}

TEST(CloudShiftInvariant, OfTheSameObjectsAMoveShowsInPairs) {
  Example e;
  e.conditions = {"A", "B", "C"};
  const Draws draws(8, "cases", "test", 0, 0);
  e.values["a"] = e.values["b"] = std::vector(3, std::vector<double>(60));
  for (std::size_t i = 0; i < 60; ++i) {
    e.outcome.push_back(draws.uniform(i, 9) < 0.5 ? 1 : 0);
    for (std::size_t c = 0; c < 3; ++c) {
      const auto noise = static_cast<std::uint32_t>(20 + c);
      e.values["a"][c][i] = draws.normal(i) + 0.1 * draws.normal(i, noise) + (c == 2 ? 0.3 : 0);
      e.values["b"][c][i] = draws.normal(i, 1) + 0.1 * draws.normal(i, noise + 10);
    }
  }
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms), model_of(kOneTerm)}, {1, 0, false});
  const CloudShift &b = r.models[0].conditions[1].together, &c = r.models[0].conditions[2].together;
  EXPECT_TRUE(b.is_paired);
  EXPECT_EQ(b.n, 60);
  EXPECT_GT(b.mmd_q, 0.05);
  EXPECT_LT(c.mmd_q, 0.05);
  EXPECT_GE(c.mmd_q, c.mmd_p);
  EXPECT_GT(c.energy, b.energy);
  EXPECT_FALSE(r.models[0].conditions[0].together.reason.empty());
  // Each input by itself: a moved on C, b nowhere.
  for (const InputShift& s : r.inputs)
    EXPECT_EQ(s.paired_q < 0.05, s.input.name == "a" && s.condition == "C");
}

TEST(CloudShiftInvariant, WhatCannotBeComparedHasAReason) {
  Example e = small();
  const DriftResults few = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, false});
  EXPECT_EQ(few.models[0].conditions[1].together.reason, "fewer than five objects with every input");
  // Different objects, and one patient with an object on each.
  DriftData data = two_sites(0.4, 0.5, 30);
  const DriftResults sites = analyse_drift(data, {model_of(kOneTerm)}, {1, 0, false});
  EXPECT_FALSE(sites.models[0].conditions[1].together.is_paired);
  EXPECT_FALSE(std::isnan(sites.models[0].conditions[1].together.mmd_p));
  data.patient[30] = data.patient[0];
  const DriftResults shared = analyse_drift(data, {model_of(kOneTerm)}, {1, 0, false});
  const CloudShift& together = shared.models[0].conditions[1].together;
  EXPECT_NE(together.reason.find("neither paired nor independent"), std::string::npos);
  EXPECT_EQ(together.reason_mmd, together.reason);
  EXPECT_EQ(together.reason_classifier, together.reason);
}

TEST(MeasurementRuleOracle, TheCutOffIsWhereTheDecisionChanges) {
  const DriftData data = small().data();
  const auto rule_of = [&](const std::string& text) {
    return analyse_drift(data, {model_of(text)}, {1, 0, false}).models[0].rule;
  };
  // 0.5 + 2 (a - 10)/4 >= log(0.8/0.2) from a = 10 + 2 (log 4 - 0.5) on.
  const auto volume = rule_of(
      "{model: v, link: logit, intercept: 0.5, threshold: 0.8, outcome: y, terms: [{feature: a, mean: 10, sd: 4, "
      "coefficient: 2}]}");
  ASSERT_TRUE(volume.has_value());
  EXPECT_NEAR(volume->cut_off, 10 + 2 * (std::log(4.0) - 0.5), 1e-12);
  EXPECT_TRUE(volume->is_yes_above);
  const auto shrinks = rule_of(
      "{model: r, link: identity, threshold: -30, outcome: y, terms: [{feature: a, coefficient: -1}]}");
  EXPECT_EQ(shrinks->cut_off, 30);
  EXPECT_FALSE(shrinks->is_yes_above);
  const auto survives = rule_of(
      "{model: c, link: cox, outcome: y, time: y, horizon: 12, threshold: 0.5, baseline: [{time: 12, survival: "
      "0.7}], terms: [{feature: a, coefficient: 1}]}");
  EXPECT_NEAR(1 - std::pow(0.7, std::exp(survives->cut_off)), 0.5, 1e-12);
  EXPECT_EQ(rule_of(kTwoTerms)->inputs.size(), 2u);
  EXPECT_TRUE(std::isnan(
      rule_of("{model: n, link: logit, outcome: y, terms: [{feature: a, coefficient: 1}]}")->cut_off));
}

}  // namespace
}  // namespace radgauge::drift
