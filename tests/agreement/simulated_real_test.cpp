#include "agreement/simulated_real.h"

#include <oneapi/tbb/global_control.h>

#include <atomic>
#include <numeric>

#include "cells_example.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

constexpr std::size_t kPatients = 60;

/// Lesions of SD 10 measured `columns` times with noise of these SDs, a feature each. With `one_draw` all
/// features are the same one.
Cells measured(const char* name, std::size_t columns, const std::vector<double>& noise_sd,
               bool one_draw = false) {
  Cells cells{one_each(kPatients), columns, {}};
  for (std::size_t f = 0; f < noise_sd.size(); ++f) {
    const std::string feature = one_draw ? "one" : std::to_string(f);
    const Draws lesions(1, feature, "lesion", 0, 0), noise(1, feature, name, 0, 0);
    cells.features.emplace_back();
    for (std::size_t i = 0; i < kPatients; ++i)
      for (std::size_t j = 0; j < columns; ++j)
        cells.features[f].push_back(100 + 10 * lesions.normal(i) +
                                    noise_sd[f] * noise.normal(i * columns + j));
  }
  return cells;
}

/// The two questions of a study and what came of them; they refer to the tables of the study.
struct TwoQuestions {
  TwoQuestions(const Cells& simulated, const Cells& real)
      : simulated_table(table_of(simulated)), real_table(table_of(real)) {
    simulated_question.name = simulated_question.over = "chain";
    real_question.name = "retest";
    real_question.over = "session";
    real_question.form = IccForm::agreement;
  }
  std::vector<DecidedQuestion> decided() const {
    return {{&simulated_question, &simulated_table, decisions(simulated_question, simulated_table), false},
            {&real_question, &real_table, decisions(real_question, real_table), true}};
  }
  SimulatedReal compared() const { return simulated_against_real(decided(), {}, 100).at(0); }

  QuestionTable simulated_table, real_table;
  Question simulated_question, real_question;
};

constexpr double kStill = 1, kMoving = 20;  // ICC 0.99 and 0.2; the limit is 0.75

/// `n` features of each kind: still in both, in the simulation alone, in the repeat alone, in neither.
std::pair<std::vector<double>, std::vector<double>> noise_of(const std::array<int, 4>& n) {
  std::vector<double> simulated, real;
  for (std::size_t kind = 0; kind < 4; ++kind)
    for (int i = 0; i < n[kind]; ++i) {
      simulated.push_back(kind == 0 || kind == 1 ? kStill : kMoving);
      real.push_back(kind == 0 || kind == 2 ? kStill : kMoving);
    }
  return {simulated, real};
}

// oracle: the truth is known, and far from the limit on either side.
TEST(SimulatedRealOracle, CountsAreThoseOfTheTruth) {
  const auto [simulated_sd, real_sd] = noise_of({7, 3, 2, 4});
  const Cells simulated = measured("chain", 6, simulated_sd), real = measured("retest", 2, real_sd);
  const SimulatedReal out = TwoQuestions(simulated, real).compared();
  ASSERT_EQ(out.obstacle, "");
  EXPECT_EQ(out.counts, (std::array<std::int64_t, 6>{7, 3, 2, 4, 0, 0}));
  for (std::size_t f = 0; f < 16; ++f)
    EXPECT_EQ(out.confirmations[f], f < 7    ? agreement::Confirmation::confirmed
                                    : f < 10 ? agreement::Confirmation::false_certified
                                    : f < 12 ? agreement::Confirmation::missed
                                             : agreement::Confirmation::refused);
  EXPECT_DOUBLE_EQ(out.false_certified.value, 0.3);
  EXPECT_DOUBLE_EQ(out.missed.value, 2.0 / 9);
  EXPECT_LE(out.false_certified.lower, 0.3);
  EXPECT_GE(out.false_certified.upper, 0.3);
  EXPECT_EQ(out.factor, "session");
  EXPECT_EQ(out.simulated_patients, 60);
}

// mechanics: copied masks and perturbations that cannot reach a feature certify it without a test.
TEST(SimulatedRealMechanics, WhatAQuestionDidNotMoveIsCountedApart) {
  const auto [simulated_sd, real_sd] = noise_of({7, 3, 2, 4});
  const Cells simulated = measured("chain", 6, simulated_sd), real = measured("retest", 2, real_sd);
  const TwoQuestions questions(simulated, real);
  auto decided = questions.decided();
  decided[1].unmoved.assign(16, false);
  for (const std::size_t f : {0u, 1u, 2u}) decided[1].unmoved[f] = true;  // confirmed, but by no test
  decided[0].unmoved.assign(16, false);
  decided[0].unmoved[7] = true;  // certified by a perturbation that did not reach it, refused by the repeat
  const SimulatedReal out = simulated_against_real(decided, {}, 100).at(0);
  EXPECT_EQ(out.counts, (std::array<std::int64_t, 6>{4, 2, 2, 4, 0, 4}));
  EXPECT_DOUBLE_EQ(out.false_certified.value, 2.0 / 6);
  EXPECT_GE(out.false_certified.upper, 2.0 / 6);
  EXPECT_EQ(out.confirmations[0], agreement::Confirmation::unmoved);
}

// mechanics: the display of a long bootstrap counts to its end.
TEST(SimulatedRealMechanics, EveryDrawIsReported) {
  const Cells simulated = measured("chain", 3, {1, 2}), real = measured("retest", 2, {1, 2});
  const TwoQuestions questions(simulated, real);
  std::atomic<std::int64_t> calls = 0, most = 0;
  simulated_against_real(
      questions.decided(),
      [&](std::int64_t done, std::int64_t total) {
        ++calls;
        EXPECT_EQ(total, 100);
        if (done == total) most = done;
      },
      100);
  EXPECT_EQ(calls, 100);
  EXPECT_EQ(most, 100);
}

// invariant: an interval over features would take fifty copies of one feature as fifty findings.
TEST(SimulatedRealInvariant, CopiesOfAFeatureAreOneFinding) {
  const std::vector<double> still(50, kStill), borderline(50, 4.2);  // ICC 0.85: its lower limit is near 0.75
  const Cells simulated = measured("chain", 6, still, true), real = measured("retest", 2, borderline, true);
  TwoQuestions questions(simulated, real);
  // In the middle of the interval of the ICC, so that as many draws pass as fail.
  const FeatureRow row = answer(questions.real_question, questions.real_table).at(0);
  questions.real_question.limits.icc_lower = questions.simulated_question.limits.icc_lower =
      row.icc_lower - 1e-6;
  const SimulatedReal out = questions.compared();
  ASSERT_EQ(out.count(agreement::Confirmation::confirmed), 50);
  EXPECT_LT(out.independent.upper, 0.08);
  for (const auto& copies : {simulated, real})
    for (const auto& values : copies.features) ASSERT_EQ(values, copies.features[0]);
  // Every draw says the same of all copies: the rate is 0 or 1, or there is none.
  EXPECT_TRUE(out.false_certified.upper == 0 || out.false_certified.upper == 1 ||
              std::isnan(out.false_certified.upper));
}

TEST(SimulatedRealInvariant, AQuestionAgreesWithItself) {
  const auto [simulated_sd, real_sd] = noise_of({5, 0, 0, 5});
  const Cells cells = measured("both", 3, simulated_sd);
  TwoQuestions questions(cells, cells);
  questions.simulated_question.form = IccForm::agreement;
  const SimulatedReal out = questions.compared();
  EXPECT_EQ(out.false_certified.value, 0);
  EXPECT_EQ(out.false_certified.upper, 0);
  EXPECT_EQ(out.missed.upper, 0);
  EXPECT_NEAR(out.independent.upper, wilson(0, 5).upper, 0) << "no false one among five is not proof of none";
}

// A reader who reads higher is taken out of the draws of patients as he is out of the decisions.
TEST(SimulatedRealInvariant, AShiftOfAHeldReaderChangesNoDraw) {
  const auto compared = [](double shift) {
    const std::vector<double> weak{1, 1, 3, 3, 3}, strong{1, 1, 8, 9, 10};
    Cells both[2];
    for (int q = 0; q < 2; ++q) {
      const Cells once = measured(q == 0 ? "chain" : "retest", 4, q == 0 ? weak : strong);
      both[q] = {{}, 2, std::vector<std::vector<double>>(weak.size())};
      for (std::size_t i = 0; i < kPatients; ++i)
        for (std::size_t reader = 0; reader < 2; ++reader) {
          both[q].patients.push_back(once.patients[i]);
          for (std::size_t f = 0; f < weak.size(); ++f)
            for (std::size_t c = 0; c < 2; ++c)
              both[q].features[f].push_back(once.features[f][i * 4 + 2 * reader + c] +
                                            shift * static_cast<double>(reader));
        }
    }
    TwoQuestions questions(both[0], both[1]);
    questions.simulated_question.form = IccForm::agreement;
    for (QuestionTable* table : {&questions.simulated_table, &questions.real_table})
      for (std::size_t i = 0; i < 2 * kPatients; ++i) {
        table->lesions.push_back("l" + std::to_string(i / 2));
        table->held.push_back(i % 2 == 0 ? "R1" : "R2");
      }
    return questions.compared();
  };
  const SimulatedReal plain = compared(0), shifted = compared(512);
  EXPECT_GT(plain.false_certified.upper, plain.false_certified.lower) << "draws differ";
  EXPECT_NEAR(shifted.false_certified.lower, plain.false_certified.lower, 1e-12);
  EXPECT_NEAR(shifted.false_certified.upper, plain.false_certified.upper, 1e-12);
  EXPECT_EQ(shifted.false_certified.value, plain.false_certified.value);
}

TEST(SimulatedRealInvariant, ThreadsChangeNothing) {
  const std::vector<double> middling{2, 3, 4, 5, 6, 7, 8};
  const Cells simulated = measured("chain", 4, middling), real = measured("retest", 2, middling);
  const TwoQuestions questions(simulated, real);
  std::vector<SimulatedReal> results;
  for (const std::size_t threads : {1u, 3u}) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    results.push_back(questions.compared());
  }
  EXPECT_EQ(results[0].counts, results[1].counts);
  EXPECT_EQ(to_text(results[0].false_certified.lower), to_text(results[1].false_certified.lower));
  EXPECT_EQ(to_text(results[0].false_certified.upper), to_text(results[1].false_certified.upper));
  EXPECT_EQ(to_text(results[0].missed.upper), to_text(results[1].missed.upper));
}

/// Twenty features that follow one another closely, measured twice with noise around the limit. Other
/// patients for each study.
Cells correlated(const char* name, int study, double scale) {
  constexpr std::size_t kObjects = 25, kFeatures = 40;
  Cells cells{one_each(kObjects), 2, {}};
  const std::string number = std::to_string(study);
  const Draws lesions(2, number, "lesion", 0, 0), shared(2, number, name, 0, 0);
  for (std::size_t f = 0; f < kFeatures; ++f) {
    const Draws own(2, number + "/" + std::to_string(f), name, 0, 0);
    const double noise_sd = scale * (2 + 0.2 * static_cast<double>(f));
    cells.features.emplace_back();
    for (std::size_t i = 0; i < kObjects; ++i)
      for (std::size_t j = 0; j < 2; ++j)
        cells.features[f].push_back(100 + 10 * lesions.normal(i) +
                                    noise_sd *
                                        (0.99 * shared.normal(2 * i + j) + 0.14 * own.normal(2 * i + j)));
  }
  return cells;
}

// oracle: over studies of other patients, the interval over patients covers their mean rate nearly as often
// as it says; the one over features, which takes forty findings for forty, does not.
TEST(SimulatedRealOracle, TheIntervalIsOneOverPatients) {
  constexpr int kStudies = 100;
  std::vector<SimulatedReal> studies;
  double sum = 0, n = 0;
  for (int study = 0; study < kStudies; ++study) {
    const Cells simulated = correlated("chain", study, 0.2), real = correlated("retest", study, 1.1);
    studies.push_back(TwoQuestions(simulated, real).compared());
    const double rate = studies.back().false_certified.value;
    if (std::isnan(rate)) continue;
    sum += rate;
    n += 1;
  }
  const double truth = sum / n;
  ASSERT_GT(n, 0.85 * kStudies);  // the others decide no feature
  int patients = 0, features = 0, intervals = 0;
  for (const SimulatedReal& s : studies) {
    if (std::isnan(s.false_certified.lower)) continue;
    ++intervals;
    patients += s.false_certified.lower <= truth && truth <= s.false_certified.upper ? 1 : 0;
    features += s.independent.lower <= truth && truth <= s.independent.upper ? 1 : 0;
  }
  EXPECT_GT(patients, 0.8 * intervals);
  EXPECT_LT(features, 0.75 * intervals);
}

// oracle: the quick decisions of the bootstrap are those of the answer.
TEST(SimulatedRealOracle, QuickDecisionsAreThoseOfTheAnswer) {
  Cells cells = measured("chain", 4, {0, 1, 3, 5, 6, 7, 9, 12, 30, 4, 4});
  for (std::size_t i = 0; i < cells.features[9].size(); i += 5) cells.features[9][i] = kNaN;
  cells.features[10].assign(cells.features[10].size(), 7);
  const QuestionTable table = table_of(cells);
  double Limits::*const members[] = {&Limits::icc_lower, &Limits::rc_percent_upper, &Limits::wcv_upper,
                                     &Limits::ndc_min,   &Limits::bias_max,         &Limits::failure_max};
  const double values[] = {0.8, 30, 0.1, 3, 0.2, 0.1};
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency})
    for (std::size_t one = 0; one < 6; ++one) {
      Limits limits = plain_limits();
      limits.*members[one] = values[one];
      std::vector<agreement::Decision> words;
      for (const FeatureRow& row : answer(question(form, limits), table)) words.push_back(row.decision);
      EXPECT_EQ(decisions(question(form, limits), table), words) << one;
    }
}

TEST(SimulatedRealMechanics, UndecidedFeaturesCountApart) {
  Cells simulated = measured("chain", 4, {kStill, kStill, 6}),
        real = measured("retest", 2, {kStill, kStill, kStill});
  real.features[1].assign(real.features[1].size(), kNaN);
  TwoQuestions questions(simulated, real);
  questions.simulated_question.limits.icc_lower = questions.real_question.limits.icc_lower =
      answer(questions.simulated_question, questions.simulated_table).at(2).icc;
  const SimulatedReal out = questions.compared();
  EXPECT_EQ(out.counts, (std::array<std::int64_t, 6>{1, 0, 0, 0, 2, 0}));
  EXPECT_EQ(out.real_decisions[1], agreement::Decision::not_estimable);
  EXPECT_EQ(out.simulated_decisions[2], agreement::Decision::inconclusive);
  EXPECT_EQ(out.false_certified.value, 0);
}

TEST(SimulatedRealMechanics, OtherLimitsAreNotCompared) {
  const Cells simulated = measured("chain", 4, {kStill}), real = measured("retest", 2, {kStill});
  TwoQuestions questions(simulated, real);
  questions.simulated_question.limits.icc_lower = 0.9;
  const SimulatedReal out = questions.compared();
  EXPECT_EQ(
      out.obstacle,
      "chain was decided by icc_lower 0.9, retest by icc_lower 0.75; give both the same limits to compare "
      "them");
  EXPECT_TRUE(out.features.empty());
}

TEST(SimulatedRealMechanics, NothingRealIsNoPair) {
  const Cells cells = measured("chain", 4, {kStill});
  std::vector<DecidedQuestion> decided = TwoQuestions(cells, cells).decided();
  decided.pop_back();
  EXPECT_TRUE(simulated_against_real(decided).empty());
  EXPECT_TRUE(simulated_against_real({}).empty());
}

TEST(SimulatedRealMechanics, NobodyMeasuredTwiceIsSaid) {
  const Cells simulated = measured("chain", 4, {kStill});
  Cells real = measured("retest", 2, {kStill});
  for (std::size_t i = 1; i < real.features[0].size(); i += 2) real.features[0][i] = INFINITY;  // absent
  const SimulatedReal out = TwoQuestions(simulated, real).compared();
  EXPECT_EQ(out.obstacle.substr(0, 22), "retest has no answer: ") << out.obstacle;
}

}  // namespace
}  // namespace radgauge
