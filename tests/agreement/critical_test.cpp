#include "agreement/critical.h"

#include <oneapi/tbb/global_control.h>

#include <cstring>

#include "agreement/dose_sums.h"
#include "cells_example.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

// Objects of SD 10 about 50; at level m noise of SD a x dose is added, `repeats` times.
struct Synthetic {
  Cells cells;
  std::vector<DoseCurve> curves;
};

Synthetic synthetic(std::size_t n, std::vector<double> doses, double a, std::uint64_t seed,
                    std::size_t repeats = 1, double drift = 0) {
  Synthetic out{{one_each(n), 1 + doses.size() * repeats, {{}}}, {}};
  const Draws draws(seed, "synthetic", "test", 0, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double truth = 50 + 10 * draws.normal(i);
    out.cells.features[0].push_back(truth);
    for (std::size_t m = 0; m < doses.size(); ++m)
      for (std::size_t r = 0; r < repeats; ++r)
        out.cells.features[0].push_back(truth + drift * doses[m] +
                                        a * doses[m] *
                                            draws.normal(i, static_cast<std::uint32_t>(1 + m * repeats + r)));
  }
  DoseCurve curve;
  curve.factor = "noise.white:k";
  curve.side = agreement::DoseSide::above;
  curve.magnitude = "sd";
  curve.unit = "HU";
  for (std::size_t m = 0; m < doses.size(); ++m) {
    DoseLevel level;
    level.requested = level.achieved = doses[m];
    for (std::size_t r = 0; r < repeats; ++r) level.columns.push_back(1 + m * repeats + r);
    curve.levels.push_back(level);
  }
  out.curves = {curve};
  return out;
}

CriticalAnswer critical(const Synthetic& s, Limits limits = plain_limits(), std::size_t draws = 300) {
  QuestionTable table = table_of(s.cells);
  table.base_column = 0;
  return critical_magnitudes(question(IccForm::agreement, limits), table, s.curves, {7, draws});
}

// ICC(A,1) of truth and truth + e is s^2 / (s^2 + e^2 / 2): it is L at e = s sqrt(2 (1 - L) / L).
double known_crossing(double a, double limit) {
  return 10 * std::sqrt(2 * (1 - limit) / limit) / a;
}

TEST(CriticalOracle, EstimateCrossesWhereTheClosedFormSays) {
  const Synthetic s = synthetic(4000, {1, 2, 3, 3.5, 4, 5}, 2.5, 3);
  const CriticalRow row = critical(s).rows.at(0);
  const double known = known_crossing(2.5, 0.75);  // 3.266
  EXPECT_EQ(row.answer, agreement::CriticalPlace::at);
  EXPECT_EQ(row.critical, 3);
  EXPECT_GT(known, row.estimate_crossing_lower);
  EXPECT_LT(known, row.estimate_crossing_upper);
  // The lower limit gives way first; its crossing is the lower end of the interval, seen from the other side.
  EXPECT_LT(row.crossing, row.estimate_crossing);
  EXPECT_NEAR(row.crossing, row.estimate_crossing_lower,
              0.5 * (row.estimate_crossing - row.estimate_crossing_lower));
  EXPECT_EQ(row.limit, "icc_lower");
  EXPECT_EQ(row.n_patients, 4000);
}

// The interval holds the known crossing in 95 % of studies; fewer than 34 of 40 would be one in 5000.
TEST(CriticalOracle, BootstrapIntervalCoversTheKnownCrossing) {
  for (const std::size_t repeats : {std::size_t{1}, std::size_t{4}}) {
    int covered = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const CriticalRow row =
          critical(synthetic(80, {1, 2, 2.5, 3, 3.5, 4, 5, 7}, 2.5, seed, repeats)).rows.at(0);
      const double known = known_crossing(2.5, 0.75);
      covered += row.estimate_crossing_lower <= known && known <= row.estimate_crossing_upper ? 1 : 0;
    }
    EXPECT_GE(covered, 34) << repeats << " repeats";
  }
}

// Pooled repeats are as noisy as one measurement: their mean would cross only where e / sqrt(4) does.
TEST(CriticalOracle, RepeatsArePooledNotAveraged) {
  const CriticalRow row = critical(synthetic(1500, {1, 2, 2.5, 3, 3.5, 4, 5, 7}, 2.5, 11, 4)).rows.at(0);
  EXPECT_NEAR(row.estimate_crossing, known_crossing(2.5, 0.75), 0.15);
  EXPECT_EQ(row.n_repeats, 4);
  EXPECT_EQ(row.n_objects, 1500);
}

TEST(CriticalOracle, PairOfColumnsIsTheAnswerToThatPair) {
  const Synthetic s = synthetic(30, {1, 2, 4}, 2.5, 5);
  Limits limits = plain_limits();
  limits.rc_percent_upper = 40;
  limits.wcv_upper = 0.2;
  limits.bias_max = 0.5;
  const CriticalAnswer answered = critical(s, limits);
  for (std::size_t m = 0; m < 3; ++m) {
    Cells pair{s.cells.patients, 2, {{}}};
    for (std::size_t i = 0; i < 30; ++i)
      for (const std::size_t column : {std::size_t{0}, m + 1})
        pair.features[0].push_back(s.cells.features[0][i * 4 + column]);
    QuestionTable table = table_of(pair);
    table.base_column = 0;
    const FeatureRow row = answer(question(IccForm::agreement, limits), table).at(0);
    const DosePoint& point = answered.points.at(m);
    EXPECT_EQ(point.icc, row.icc);
    EXPECT_EQ(point.icc_lower, row.icc_lower);
    EXPECT_EQ(point.icc_upper, row.icc_upper);
    EXPECT_EQ(point.decision, row.decision);
    EXPECT_EQ(point.reason, row.reason);
    EXPECT_EQ(point.bias, row.bias);
  }
}

// A curve and the row of its question judge a level by one rule, also where readers are held or objects are
// materials.
TEST(CriticalInvariant, ALevelIsJudgedAsTheQuestionJudgesIt) {
  Synthetic s = synthetic(30, {4}, 2.5, 5);
  for (std::size_t i = 0; i < 30; i += 2)
    for (std::size_t c = 0; c < 2;
         ++c) {  // rows i and i + 1: one lesion, by R1 and by R2, who reads 300 higher
      double& second = s.cells.features[0][(i + 1) * 2 + c];
      second = s.cells.features[0][i * 2 + c] + 300 + (c == 0 ? 0 : 0.01 * second);
    }
  QuestionTable table = table_of(s.cells);
  table.base_column = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    table.lesions.push_back("l" + std::to_string(i / 2));
    table.held.push_back(i % 2 == 0 ? "R1" : "R2");
  }
  QuestionTable asked = table;
  asked.levels = {{"4", {1}}};
  for (const Objects objects : {Objects::patients, Objects::materials})
    for (const double wcv_upper : {kNaN, 0.2}) {
      agreement::Question q = question(IccForm::agreement);
      q.objects = objects;
      q.limits.wcv_upper = wcv_upper;
      const FeatureRow row = answer(q, asked).at(0);
      const DosePoint point = critical_magnitudes(q, table, s.curves, {7, 20}).points.at(0);
      EXPECT_EQ(point.icc, row.icc);
      EXPECT_EQ(point.icc_lower, row.icc_lower);
      EXPECT_LT(row.icc, 0.9) << "readers are no lesions";
      EXPECT_EQ(point.decision, row.decision);
      EXPECT_EQ(point.reason, row.reason);
    }
}

TEST(CriticalOracle, SumsOfPatientsGiveTheIccOfEveryone) {
  const Synthetic s = synthetic(25, {3}, 2.5, 9);
  Ratings pairs(25, 2);
  std::vector<std::size_t> patients;
  for (std::size_t i = 0; i < 25; ++i) {
    patients.push_back(i / 2);
    pairs.at(i, 0) = s.cells.features[0][2 * i];
    pairs.at(i, 1) = s.cells.features[0][2 * i + 1];
  }
  const auto sums = agreement::pair_sums(pairs, patients, 13);
  const std::vector<double> ones(13, 1);
  const auto estimates = agreement::estimates_of(agreement::weighted(sums, ones));
  EXPECT_NEAR(estimates.icc, critical(s).points.at(0).icc, 1e-12);
}

TEST(CriticalInvariant, UnitsOfFeatureAndDoseDoNotMatter) {
  const Synthetic s = synthetic(40, {1, 2, 3, 4, 5}, 2.5, 4);
  const CriticalRow row = critical(s).rows.at(0);
  ASSERT_EQ(row.answer, agreement::CriticalPlace::at);
  Synthetic other = s;
  for (double& value : other.cells.features[0]) value = 7 - 1000 * value;
  for (DoseLevel& level : other.curves[0].levels) level.achieved = -10 * level.achieved;
  const CriticalRow same = critical(other).rows.at(0);
  EXPECT_EQ(same.answer, row.answer);
  EXPECT_EQ(same.requested, row.requested);
  EXPECT_NEAR(same.critical, -10 * row.critical, 1e-12);
  EXPECT_NEAR(same.crossing, -10 * row.crossing, 1e-7);
  EXPECT_NEAR(same.estimate_crossing, -10 * row.estimate_crossing, 1e-7);
  EXPECT_NEAR(same.estimate_crossing_lower, -10 * row.estimate_crossing_lower, 1e-7);
}

TEST(CriticalInvariant, ThreadsDoNotMatter) {
  Synthetic s = synthetic(30, {1, 2, 3, 4, 5}, 2.5, 4, 2);
  for (std::uint64_t f = 1; f < 40; ++f)
    s.cells.features.push_back(
        synthetic(30, {1, 2, 3, 4, 5}, 0.2 * static_cast<double>(f), f, 2).cells.features[0]);
  std::vector<CriticalAnswer> answers;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{3}}) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    answers.push_back(critical(s));
  }
  ASSERT_EQ(answers[0].rows.size(), 40u);
  for (std::size_t i = 0; i < 40; ++i) {
    const CriticalRow &a = answers[0].rows[i], &b = answers[1].rows[i];
    EXPECT_EQ(a.answer, b.answer);
    EXPECT_EQ(std::memcmp(&a.estimate_crossing_upper, &b.estimate_crossing_upper, sizeof(double)), 0);
    EXPECT_EQ(std::memcmp(&a.crossing, &b.crossing, sizeof(double)), 0);
  }
}

// A stricter limit is reached no later.
TEST(CriticalInvariant, StricterLimitsAreCrossedEarlier) {
  const Synthetic s = synthetic(60, {1, 2, 3, 4, 5, 6, 8}, 2, 8);
  double before = 0;
  for (const double limit : {0.95, 0.9, 0.8, 0.7, 0.6}) {
    Limits limits = plain_limits();
    limits.icc_lower = limit;
    const CriticalRow row = critical(s, limits).rows.at(0);
    EXPECT_GT(row.estimate_crossing, before) << limit;
    before = row.estimate_crossing;
  }
}

TEST(CriticalInvariant, EveryLimitThatIsSetCounts) {
  const Synthetic s = synthetic(60, {1, 2, 3, 4, 5, 6}, 1, 8, 1, 1.5);
  Limits limits = plain_limits();
  limits.icc_lower = 0.1;
  EXPECT_EQ(critical(s, limits).rows.at(0).answer, agreement::CriticalPlace::beyond_largest);
  limits.bias_max = 0.5;  // 5 of the SD of 10: dose 3.3
  const CriticalRow bias = critical(s, limits).rows.at(0);
  EXPECT_EQ(bias.limit, "bias_max");
  EXPECT_NEAR(bias.estimate_crossing, 3.33, 0.5);
  limits.bias_max = kNaN;
  limits.wcv_upper = 0.02;
  EXPECT_EQ(critical(s, limits).rows.at(0).limit, "wcv_upper");
  limits.wcv_upper = kNaN;
  limits.rc_percent_upper = 10;
  EXPECT_EQ(critical(s, limits).rows.at(0).limit, "rc_percent_upper");
  limits.rc_percent_upper = kNaN;
  limits.ndc_min = 8;
  EXPECT_EQ(critical(s, limits).rows.at(0).limit, "ndc_min");
}

TEST(CriticalMechanics, BeyondWhatWasTested) {
  const CriticalRow strong = critical(synthetic(40, {1, 2, 3}, 0.1, 2)).rows.at(0);
  EXPECT_EQ(strong.answer, agreement::CriticalPlace::beyond_largest);
  EXPECT_EQ(strong.critical, 3);
  EXPECT_EQ(strong.estimate_crossing, kInf);
  EXPECT_EQ(strong.estimate_crossing_lower, kInf);
  EXPECT_TRUE(std::isnan(strong.crossing));
  EXPECT_FALSE(strong.beyond.has_value());
  const CriticalRow weak = critical(synthetic(40, {1, 2, 3}, 30, 2)).rows.at(0);
  EXPECT_EQ(weak.answer, agreement::CriticalPlace::below_smallest);
  EXPECT_EQ(weak.critical, 1);
  EXPECT_EQ(weak.estimate_crossing, -kInf);
  EXPECT_EQ(weak.estimate_crossing_upper, -kInf);
  EXPECT_EQ(weak.limit, "icc_lower");
  EXPECT_EQ(weak.beyond, agreement::Decision::not_certified);
}

// A feature that recovers at a stronger level is not robust up to there.
TEST(CriticalMechanics, TheFirstCrossingCounts) {
  Synthetic s = synthetic(60, {1, 2, 3, 4}, 0.1, 2);
  for (std::size_t i = 0; i < 60; ++i)
    s.cells.features[0][i * 5 + 2] += 40 * std::fmod(0.618 * static_cast<double>(i + 1), 1.0);
  const CriticalRow row = critical(s).rows.at(0);
  EXPECT_EQ(row.critical, 1);
  EXPECT_LT(row.estimate_crossing_upper, 2);
}

TEST(CriticalMechanics, WhatCannotBeToldSaysWhy) {
  Synthetic s = synthetic(12, {1, 2}, 1, 2);
  std::fill(s.cells.features[0].begin(), s.cells.features[0].end(), 4.0);
  CriticalRow row = critical(s).rows.at(0);
  EXPECT_EQ(row.answer, agreement::CriticalPlace::not_estimable);
  EXPECT_NE(row.reason.find("constant"), std::string::npos) << row.reason;
  EXPECT_TRUE(std::isnan(row.critical));

  for (std::size_t i = 0; i < s.cells.features[0].size(); ++i)
    s.cells.features[0][i] = (i / 3) % 2 == 0 ? 1 : 2;
  row = critical(s).rows.at(0);
  EXPECT_EQ(row.answer, agreement::CriticalPlace::not_estimable);
  EXPECT_NE(row.reason.find("does not tell objects apart: 2 distinct values"), std::string::npos)
      << row.reason;

  s = synthetic(1, {1, 2}, 1, 2);
  row = critical(s).rows.at(0);
  EXPECT_EQ(row.answer, agreement::CriticalPlace::not_estimable);
  EXPECT_NE(row.reason.find("two objects"), std::string::npos) << row.reason;

  s = synthetic(3, {1, 2}, 0.01, 2);
  row = critical(s).rows.at(0);
  EXPECT_NE(row.reason.find("too few patients for a bootstrap"), std::string::npos) << row.reason;
  EXPECT_TRUE(std::isnan(row.estimate_crossing_lower));
}

TEST(CriticalMechanics, MissingValuesEndTheCurveAloud) {
  Synthetic s = synthetic(30, {1, 2, 3}, 0.1, 2);
  for (std::size_t i = 0; i < 30; ++i) s.cells.features[0][4 * i + 2] = kNaN;  // dose 2 failed everywhere
  CriticalRow row = critical(s).rows.at(0);
  EXPECT_EQ(row.answer, agreement::CriticalPlace::at);
  EXPECT_EQ(row.critical, 1);
  EXPECT_EQ(row.beyond, agreement::Decision::not_estimable);
  EXPECT_NE(row.reason.find("no cell has a value at this level"), std::string::npos) << row.reason;
  EXPECT_EQ(critical(s).points.at(1).failure_rate, 1);

  s = synthetic(30, {1, 2, 3}, 0.1, 2);
  for (std::size_t i = 0; i < 4; ++i) s.cells.features[0][4 * i + 2] = kNaN;
  EXPECT_EQ(critical(s).rows.at(0).answer, agreement::CriticalPlace::beyond_largest)
      << "complete cases go on";
  Limits limits = plain_limits();
  limits.failure_max = 0.1;
  row = critical(s, limits).rows.at(0);
  EXPECT_EQ(row.limit, "failure_max");
  EXPECT_EQ(row.critical, 1);
  EXPECT_NEAR(row.crossing, 1 + 0.1 / (4.0 / 30), 1e-9);

  s = synthetic(30, {1, 2, 3}, 0.1, 2);
  for (std::size_t i = 0; i < 30; ++i) s.cells.features[0][4 * i] = kNaN;
  row = critical(s).rows.at(0);
  EXPECT_EQ(row.answer, agreement::CriticalPlace::not_estimable);
  EXPECT_NE(row.reason.find("under base"), std::string::npos) << row.reason;
}

// Patients are drawn, not their lesions: ten copies of each lesion are no more patients.
TEST(CriticalInvariant, LesionsOfOnePatientStayTogether) {
  Synthetic s = synthetic(20, {1, 2, 3, 4, 5, 6}, 2.5, 6);
  const CriticalRow alone = critical(s).rows.at(0);
  Synthetic copies = s;
  for (int copy = 1; copy < 10; ++copy) {
    copies.cells.patients.insert(copies.cells.patients.end(), s.cells.patients.begin(),
                                 s.cells.patients.end());
    copies.cells.features[0].insert(copies.cells.features[0].end(), s.cells.features[0].begin(),
                                    s.cells.features[0].end());
  }
  const CriticalRow row = critical(copies).rows.at(0);
  EXPECT_EQ(row.n_patients, 20);
  EXPECT_EQ(row.n_objects, 200);
  const auto width = [](const CriticalRow& r) {
    return r.estimate_crossing_upper - r.estimate_crossing_lower;
  };
  ASSERT_GT(width(alone), 0);
  EXPECT_NEAR(width(row) / width(alone), 1, 0.15);
}

}  // namespace
}  // namespace radgauge
