#include "drift/drift.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>

#include "core/random.h"
#include "drift/example.h"

namespace radgauge::drift {
namespace {

TEST(DriftOracle, FourObjectsByHand) {
  const DriftResults r = analyse_drift(small().data(), {model_of(kTwoTerms)}, {1, 0, false});
  const ConditionDrift &a = r.models[0].conditions[0], &b = r.models[0].conditions[1];
  // Scores on A: -2 -1 1 2; on B: -1 -0.5 -0.5 3.
  EXPECT_EQ(a.auc.value, 1);
  EXPECT_EQ(b.auc.value, 3.5 / 4);
  EXPECT_EQ(b.auc_difference.value, 3.5 / 4 - 1);
  EXPECT_EQ(b.n_paired, 4);
  EXPECT_EQ(b.flips_up, 0);
  EXPECT_EQ(b.flips_down, 1);
  EXPECT_EQ(b.sensitivity.value, 0.5);
  EXPECT_EQ(b.specificity.value, 1);
  EXPECT_DOUBLE_EQ(b.score_shift.value, (1 + 0.5 - 1.5 + 1) / 4);
  ASSERT_EQ(b.attribution.size(), 2u);
  EXPECT_EQ(b.attribution[0].input.name, "a");
  EXPECT_DOUBLE_EQ(b.attribution[0].score_shift, 0.75);
  EXPECT_DOUBLE_EQ(b.attribution[1].score_shift, -0.5);
  EXPECT_EQ(a.flips_up + a.flips_down, 0);
  EXPECT_EQ(a.score_shift.value, 0);
}

TEST(DriftOracle, ExpectedAreaOfACalibratedModelIsItsArea) {
  Example e = small();
  e.values["b"][0] = e.values["b"][1] = {1, 1, 1, 1};
  const Draws draws(2, "cases", "test", 0, 0);
  e.values["a"] = {{}, {}};
  e.outcome.clear();
  for (std::size_t i = 0; i < 4000; ++i) {
    const double x = 1.5 * draws.normal(i);
    e.values["a"][0].push_back(x);
    e.values["a"][1].push_back(0.6 * x);
    e.outcome.push_back(draws.uniform(i, 1) < 1 / (1 + std::exp(-x)) ? 1 : 0);
  }
  e.values["b"] = {std::vector<double>(4000, 1), std::vector<double>(4000, 1)};
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, false});
  const ConditionDrift& a = r.models[0].conditions[0];
  EXPECT_NEAR(a.expected_auc.value, a.auc.value, 0.02);
  const ConditionDrift& b = r.models[0].conditions[1];
  EXPECT_NEAR(b.calibration_slope.value, a.calibration_slope.value / 0.6, 1e-9);
  EXPECT_NEAR(b.auc_difference.value, 0, 1e-15);
}

TEST(DriftInvariant, SharesOfAnyModelAddUpToTheShift) {
  Example e = small();
  const auto model = model_of(
      "{model: m, link: multinomial, outcome: y, classes: [{class: k, terms: [{feature: a, coefficient: 1}]}, "
      "{class: l, terms: [{feature: b, coefficient: 0.5}]}, {class: n, terms: [{feature: a, coefficient: -0.3}, "
      "{feature: b, coefficient: 0.2}]}]}");
  const DriftResults r = analyse_drift(e.data(), {model}, {1, 0, false});
  ASSERT_EQ(r.models.size(), 3u);
  EXPECT_EQ(r.models[1].name, "m:l");
  for (const ModelDrift& m : r.models)
    for (const ConditionDrift& c : m.conditions) {
      double sum = 0;
      for (const InputShare& share : c.attribution) sum += share.score_shift;
      EXPECT_NEAR(sum, c.score_shift.value, 1e-12);
      EXPECT_FALSE(c.attribution_is_exact);
    }
}

TEST(DriftInvariant, ObjectsWithoutSomeInputAreLeftOut) {
  Example e = small();
  e.values["b"][1][2] = NAN;
  e.outcome[0] = NAN;
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  const ConditionDrift &a = r.models[0].conditions[0], &b = r.models[0].conditions[1];
  EXPECT_EQ(a.n, 4);
  EXPECT_EQ(a.n_unlabelled, 1);
  EXPECT_EQ(b.n, 3);
  EXPECT_EQ(b.n_paired, 3);
  EXPECT_EQ(b.n_positive, 1);
  EXPECT_EQ(b.n_negative, 1);
  EXPECT_TRUE(std::isnan(b.auc.lower));
  EXPECT_FALSE(b.auc.reason.empty());
}

TEST(DriftInvariant, OneClassAndThreePatientsGiveReasons) {
  Example e = small();
  e.outcome = {0, 0, 0, 0};
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 50, true});
  for (const ConditionDrift& c : r.models[0].conditions) {
    EXPECT_TRUE(std::isnan(c.auc.value));
    EXPECT_EQ(c.auc.reason, "only one class of the outcome");
    EXPECT_FALSE(c.calibration_slope.reason.empty());
    EXPECT_FALSE(c.sensitivity.reason.empty());
    EXPECT_TRUE(std::isnan(c.auc_by_patient.lower));
    EXPECT_FALSE(std::isnan(c.brier.value));
  }
  e.outcome = {0, 1, 1};
  for (auto& [name, columns] : e.values)
    for (auto& column : columns) column = {5, 5, 5};  // all scores equal
  const DriftResults three = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 50, true});
  EXPECT_EQ(three.models[0].conditions[1].auc.value, 0.5);
  EXPECT_EQ(three.models[0].conditions[1].calibration_slope.reason, "the column is constant");
}

TEST(DriftInvariant, SitesWithoutCommonPatientsAreComparedUnpaired) {
  Example e = small();
  e.values["a"] = {{-2, 1, 2, NAN, NAN, NAN, -1, NAN}, {NAN, NAN, NAN, 1, 2, -1, NAN, 0.5}};
  e.values["b"] = {std::vector<double>(8, 1), std::vector<double>(8, 1)};
  e.outcome = {0, 1, 1, 1, 0, 0, 0, 1};
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 20, true});
  const ConditionDrift& b = r.models[0].conditions[1];
  EXPECT_EQ(b.n_paired, 0);
  EXPECT_FALSE(b.auc_difference.reason.empty());
  EXPECT_EQ(b.auc_unpaired_difference.value, 0.5 - 1);
}

TEST(DriftInvariant, ThreadsChangeNoByte) {
  Example e = small();
  const Draws draws(4, "cases", "test", 0, 0);
  e.values.clear();
  e.outcome.clear();
  for (std::size_t i = 0; i < 80; ++i) {
    e.outcome.push_back(draws.uniform(i) < 0.4 ? 1 : 0);
    for (const char* name : {"a", "b"})
      for (std::size_t c = 0; c < 2; ++c) {
        auto& columns = e.values[name];
        columns.resize(2);
        columns[c].push_back(e.outcome[i] +
                             draws.normal(i, static_cast<std::uint32_t>(c + (name[0] == 'a' ? 5 : 9))));
      }
  }
  std::vector<DriftResults> results;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{4}}) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    results.push_back(analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 200, true}));
  }
  const ConditionDrift &one = results[0].models[0].conditions[1], &four = results[1].models[0].conditions[1];
  EXPECT_EQ(one.auc_by_patient.lower, four.auc_by_patient.lower);
  EXPECT_EQ(one.auc_difference_by_patient.upper, four.auc_difference_by_patient.upper);
  EXPECT_EQ(one.flip_rate_by_patient.upper, four.flip_rate_by_patient.upper);
  EXPECT_LT(one.auc_by_patient.lower, one.auc.value);
  EXPECT_GT(one.auc_by_patient.upper, one.auc.value);
}

TEST(DriftInvariant, AMoveOfOneScannerIsUndoneByCures) {
  Example e = small();
  const Draws draws(6, "cases", "test", 0, 0);
  e.values["a"] = {{}, {}};
  e.values["b"] = {{}, {}};
  e.outcome.clear();
  for (std::size_t i = 0; i < 200; ++i) {
    const double a = draws.normal(i), b = draws.normal(i, 1);
    e.values["a"][0].push_back(a);
    e.values["a"][1].push_back(3 + 2 * a);
    e.values["b"][0].push_back(b);
    e.values["b"][1].push_back(b - 1);
    e.outcome.push_back(draws.uniform(i, 2) < 1 / (1 + std::exp(-a)) ? 1 : 0);
  }
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  const auto cured = [&](const std::string& name) {
    for (const Cure& cure : r.models[0].cures)
      if (cure.name == name) return cure.conditions[0];
    return CuredCondition{};
  };
  EXPECT_GT(cured("none").score_shift.value, 3);
  EXPECT_NEAR(cured("z-score").score_shift.value, 0, 1e-9);
  EXPECT_EQ(cured("z-score").flip_rate.value, 0);
  EXPECT_LT(std::abs(cured("combat").score_shift.value), 0.2);
  EXPECT_NEAR(cured("alignment").score_shift.value, 0, 1e-9);
  EXPECT_LT(std::abs(cured("recalibration").calibration_in_the_large.value), 0.15);
  EXPECT_LT(cured("recalibration").brier.value, cured("none").brier.value);
}

// Sixty objects on A and B; f moves by 1, g likewise, and h is missing in most objects on B.
Example two_models() {
  Example e = small();
  const Draws draws(11, "cases", "test", 0, 0);
  e.values = {{"a", {{}, {}}}, {"b", {{}, {}}}, {"h", {{}, {}}}};
  e.outcome.clear();
  for (std::size_t i = 0; i < 60; ++i) {
    for (const char* name : {"a", "b", "h"}) {
      const auto draw = static_cast<std::uint32_t>(name[0]);
      const double v = draws.normal(i, draw);
      e.values[name][0].push_back(v);
      e.values[name][1].push_back(1 + v + 0.2 * draws.normal(i, draw + 200));
    }
    if (i % 4 != 0) e.values["h"][1].back() = NAN;
    e.outcome.push_back(draws.uniform(i, 2) < 1 / (1 + std::exp(-e.values["a"][0].back())) ? 1 : 0);
  }
  return e;
}

const char* const kOtherModel =
    "{model: other, link: logit, outcome: y, terms: [{feature: a, coefficient: 1}, {feature: h, coefficient: 1}]}";

TEST(CureInvariant, OtherModelsChangeNoCure) {
  const DriftData data = two_models().data();
  const DriftResults alone = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, true});
  const DriftResults beside = analyse_drift(data, {model_of(kTwoTerms), model_of(kOtherModel)}, {1, 0, true});
  ASSERT_EQ(alone.models[0].cures.size(), 10u);
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_EQ(alone.models[0].cures[k].obstacle, beside.models[0].cures[k].obstacle);
    if (!alone.models[0].cures[k].obstacle.empty()) continue;
    const CuredCondition &one = alone.models[0].cures[k].conditions.at(0),
                         &two = beside.models[0].cures[k].conditions.at(0);
    EXPECT_EQ(one.n, 60) << alone.models[0].cures[k].name;
    EXPECT_EQ(two.n, 60);
    EXPECT_EQ(one.auc.value, two.auc.value);
    EXPECT_EQ(one.score_shift.value, two.score_shift.value);
  }
}

TEST(CureInvariant, AllAreJudgedOnTheSameObjects) {
  Example e = two_models();
  // Patients 4, 9, 14, ... have the outcome alone: without their fold the others have one class and no fit.
  for (std::size_t i = 0; i < 60; ++i) e.outcome[i] = i % 5 == 4 && i % 2 == 0 ? 1 : 0;
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  for (const Cure& cure : r.models[0].cures) {
    if (!cure.obstacle.empty()) continue;
    const CuredCondition& c = cure.conditions.at(0);
    EXPECT_EQ(c.n, 48) << cure.name;
    EXPECT_EQ(c.n_scored, cure.name == "recalibration" ? 48 : 60);
    EXPECT_EQ(c.auc.reason, "only one class of the outcome") << cure.name;
  }
  for (double& y : e.outcome) y = 0;  // no fold has a fit: the others keep their objects
  const DriftResults none = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  for (const Cure& cure : none.models[0].cures) {
    if (!cure.obstacle.empty()) continue;
    const CuredCondition& c = cure.conditions.at(0);
    EXPECT_EQ(c.n, cure.name == "recalibration" ? 0 : 60);
    EXPECT_EQ(c.brier.reason.empty(), cure.name != "recalibration");
  }
}

TEST(CureMechanics, ComBatNamesTheConditionThatIsTooSmall) {
  Example e = two_models();
  for (std::size_t i = 1; i < 60; ++i) e.values["b"][1][i] = NAN;
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  EXPECT_EQ(r.models[0].cures[2].obstacle,
            "no condition but the reference has two objects with every feature");
  EXPECT_TRUE(r.models[0].cures[2].conditions.empty());
}

TEST(CureInvariant, AConditionThatIsTooSmallTakesComBatFromNoOther) {
  Example e = two_models();
  const DriftResults alone = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  e.conditions.push_back("C");
  for (auto& [name, columns] : e.values) {
    columns.push_back(columns[1]);
    for (std::size_t i = 1; i < columns[2].size(); ++i) columns[2][i] = NAN;
  }
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, true});
  const Cure &with = r.models[0].cures[2], &without = alone.models[0].cures[2];
  ASSERT_EQ(with.obstacle, "");
  EXPECT_EQ(with.conditions[0].n, without.conditions[0].n);
  EXPECT_EQ(with.conditions[0].score_shift.value, without.conditions[0].score_shift.value);
  EXPECT_EQ(with.conditions[1].n_scored, 0);
  EXPECT_EQ(with.conditions[1].auc.reason,
            "C has 1 object with every feature, and is left out of ComBat: a spread needs two");
}

TEST(InputShiftOracle, ByHand) {
  Example e = small();
  e.values["a"] = {{1, 2, 3, NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, 2.5, 3.5, 4.5, 5.5}};
  e.values["b"] = {std::vector<double>(7, 1), std::vector<double>(7, 1)};
  e.outcome = {0, 1, 0, 1, 0, 1, 0};
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, false});
  const InputShift &a = r.inputs[0], &b = r.inputs[1];
  EXPECT_EQ(a.n_reference, 3);
  EXPECT_EQ(a.n, 4);
  EXPECT_EQ(a.ks, 0.75);  // at 3: all against a quarter
  EXPECT_FALSE(std::isnan(a.ks_p));
  EXPECT_EQ(a.reason_p, "");
  EXPECT_EQ(a.mean_shift_sd, 2);  // 4 - 2, SD 1
  EXPECT_EQ(a.wasserstein_sd, 2);
  EXPECT_EQ(b.ks, 0);
  EXPECT_TRUE(std::isnan(b.ks_p));  // the same patients
  EXPECT_TRUE(std::isnan(b.ks_q));
  EXPECT_FALSE(b.reason_p.empty());
  EXPECT_FALSE(b.reason_sd.empty());
}

TEST(DriftInvariant, WhatIsMissingIsSaid) {
  Example e = small();
  e.outcome = {NAN, NAN, 1, 1};
  e.values["a"][1] = {1, 2, NAN, NAN};
  const DriftResults r = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 0, false});
  const ConditionDrift& b = r.models[0].conditions[1];
  EXPECT_EQ(b.n_paired, 2);
  EXPECT_EQ(b.auc_difference.reason, "no object with a score under both has an outcome");
  EXPECT_EQ(b.auc.reason, "no object with a score has an outcome");
  e.values["a"][1] = {NAN, NAN, NAN, NAN};
  const DriftResults empty = analyse_drift(e.data(), {model_of(kTwoTerms)}, {1, 10, true});
  const ConditionDrift& c = empty.models[0].conditions[1];
  EXPECT_EQ(c.n, 0);
  for (const Estimate* estimate : {&c.auc, &c.brier, &c.calibration_slope, &c.sensitivity, &c.ece, &c.ici,
                                   &c.brier_by_patient, &c.auc_by_patient})
    EXPECT_EQ(estimate->reason, "no object has every input of the model here");
  EXPECT_EQ(c.auc_difference.reason, "no object has a score under both");
}

TEST(DriftOracle, RepeatsByHand) {
  // Two repeats of a: scores differ by 0, 2, 4 and nothing; SD = sqrt((0 + 2 + 8) / 3).
  DriftData data = small().data();
  data.repeats = 2;
  data.input = [read = data.input](const models::Input& input, std::size_t c, std::size_t repeat) {
    std::vector<double> out = read(input, c, 0);
    if (repeat == 1 && input.name == "a")
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = i < 3 ? out[i] + 2 * static_cast<double>(i) : NAN;
    return out;
  };
  const DriftResults r = analyse_drift(data, {model_of(kTwoTerms)}, {1, 0, false});
  EXPECT_DOUBLE_EQ(r.models[0].conditions[0].repeat_sd.value, std::sqrt(10.0 / 3));
  const DriftResults once = analyse_drift(small().data(), {model_of(kTwoTerms)}, {1, 0, false});
  EXPECT_EQ(once.models[0].conditions[0].repeat_sd.reason, "no object has a score twice here");
}

TEST(DriftOracle, DecisionCurveByHand) {
  const DriftResults r = analyse_drift(small().data(), {model_of(kTwoTerms)}, {1, 0, false});
  // Probabilities on A: 0.12 0.27 | 0.73 0.88. At 0.25 one of two without the outcome is treated, at 0.8 one
  // of two with it.
  const auto& curve = r.models[0].conditions[0].decision_curve;
  ASSERT_EQ(curve.size(), 19u);
  EXPECT_DOUBLE_EQ(curve[4].threshold, 0.25);
  EXPECT_DOUBLE_EQ(curve[4].model, 2.0 / 4 - 1.0 / 4 * (0.25 / 0.75));
  EXPECT_DOUBLE_EQ(curve[4].all, 2.0 / 4 - 2.0 / 4 * (0.25 / 0.75));
  EXPECT_DOUBLE_EQ(curve[15].model, 1.0 / 4);
}

TEST(DriftOracle, TwoClassesShareTheShiftExactly) {
  // Of two classes the score is the difference of two weighted sums, so that every order gives each input the
  // same share: (1.5 - 0.5) x 0.75 of a, -0.25 x 1 of b.
  const auto model = model_of(
      "{model: m, link: multinomial, outcome: y, classes: [{class: k, terms: [{feature: a, coefficient: 1.5}]}, "
      "{class: l, terms: [{feature: a, coefficient: 0.5}, {feature: b, coefficient: 0.25}]}]}");
  const DriftResults r = analyse_drift(small().data(), {model}, {1, 0, false});
  const auto& shares = r.models[0].conditions[1].attribution;
  ASSERT_EQ(shares.size(), 2u);
  EXPECT_EQ(shares[0].input.name, "a");
  EXPECT_NEAR(shares[0].score_shift, 0.75, 1e-14);
  EXPECT_NEAR(shares[1].score_shift, -0.25, 1e-14);
}

TEST(DriftInvariant, CoxCasesWithoutTimeAreCounted) {
  Example e = small();
  DriftData data = e.data();
  data.time = [](const models::ModelCard&) { return std::vector<double>{5, NAN, 2, 1}; };
  const auto model = model_of(
      "{model: m, link: cox, outcome: y, time: t, baseline: [{time: 1, survival: 0.8}], horizon: 2, terms: "
      "[{feature: a, coefficient: 1}]}");
  const DriftResults r = analyse_drift(data, {model}, {1, 0, true});
  const ConditionDrift& a = r.models[0].conditions[0];
  EXPECT_EQ(a.n, 4);
  EXPECT_EQ(a.n_unlabelled, 1);
  EXPECT_EQ(a.n_positive + a.n_negative, 3);
  EXPECT_EQ(a.c_index.value, 1);  // times 5 2 1 of scores -2 1 2
}

}  // namespace
}  // namespace radgauge::drift
