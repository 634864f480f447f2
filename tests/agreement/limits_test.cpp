#include <cmath>

#include "agreement/decision.h"
#include "cells_example.h"

namespace radgauge {

using namespace radgauge::agreement;

namespace {

using agreement::decide;
using agreement::Evidence;

Evidence good() {
  Evidence e;
  e.patients = 30;
  e.icc = {0.8, 0.95};
  e.wcv = {0.05, 0.1};
  e.rc_percent = {14, 28};
  e.bias = {0.1, 0.3};
  e.cells = 40;
  e.failures = 2;
  return e;
}

TEST(LimitsMechanics, EachLimitByItself) {
  struct Limited {
    double Limits::*member;
    double met, unclear, missed;
    const char* words;
  };
  const double low_ndc = agreement::distinct_categories(0.8), high_ndc = agreement::distinct_categories(0.95);
  const Limited cases[] = {{&Limits::icc_lower, 0.8, 0.9, 0.96, "ICC 0.8 to 0.95 is below 0.96"},
                           {&Limits::rc_percent_upper, 28, 20, 13, "RC % 14 to 28 is above 13"},
                           {&Limits::wcv_upper, 0.1, 0.07, 0.04, "wCV 0.05 to 0.1 is above 0.04"},
                           {&Limits::ndc_min, low_ndc, 4, high_ndc + 1, "distinct categories 2.82 to 6.15"},
                           {&Limits::bias_max, 0.3, 0.2, 0.05, "bias (SDs between objects) 0.1 to 0.3"}};
  for (const Limited& c : cases) {
    Limits limits = plain_limits();
    limits.icc_lower = kNaN;
    limits.*c.member = c.met;
    EXPECT_EQ(decide(limits, good()).decision, agreement::Decision::certified) << c.words;
    limits.*c.member = c.unclear;
    EXPECT_EQ(decide(limits, good()).decision, agreement::Decision::inconclusive) << c.words;
    limits.*c.member = c.missed;
    EXPECT_EQ(decide(limits, good()).decision, agreement::Decision::not_certified);
    EXPECT_NE(decide(limits, good()).reason.find(c.words), std::string::npos)
        << decide(limits, good()).reason;
    Evidence none;
    none.why_no_icc = none.why_no_wcv = none.why_no_bias = "nothing known";
    EXPECT_EQ(decide(limits, none).decision, agreement::Decision::not_estimable);
    EXPECT_EQ(decide(limits, none).reason, "nothing known");
  }
}

// An interval that only touches a limit includes it: it does not lie beyond.
TEST(LimitsMechanics, IntervalThatEndsAtALimitIncludesIt) {
  const double highest_ndc = agreement::distinct_categories(0.95);
  const std::pair<double Limits::*, double> cases[] = {{&Limits::icc_lower, 0.95},
                                                       {&Limits::ndc_min, highest_ndc},
                                                       {&Limits::rc_percent_upper, 14},
                                                       {&Limits::wcv_upper, 0.05},
                                                       {&Limits::bias_max, 0.1}};
  for (const auto& [member, limit] : cases) {
    Limits limits = plain_limits();
    limits.icc_lower = kNaN;
    limits.*member = limit;
    const agreement::Decided decision = decide(limits, good());
    EXPECT_EQ(decision.decision, agreement::Decision::inconclusive) << limit;
    EXPECT_NE(decision.reason.find(" includes "), std::string::npos) << decision.reason;
  }
  // A value without uncertainty that is the limit meets it from either side.
  Evidence exact = good();
  exact.icc = {0.9, 0.9};
  exact.wcv = {0.1, 0.1};
  Limits limits = plain_limits();
  limits.icc_lower = 0.9;
  limits.wcv_upper = 0.1;
  EXPECT_EQ(decide(limits, exact).decision, agreement::Decision::certified) << decide(limits, exact).reason;
}

TEST(LimitsMechanics, FailuresHaveNoInterval) {
  Limits limits = plain_limits();
  limits.failure_max = 0.05;
  EXPECT_EQ(decide(limits, good()).decision, agreement::Decision::certified) << "2 of 40 is not above 0.05";
  Evidence e = good();
  e.failures = 3;
  EXPECT_EQ(decide(limits, e).decision, agreement::Decision::not_certified);
  EXPECT_EQ(decide(limits, e).reason, "3 of 40 cells without a value: 0.075 is above 0.05");
}

TEST(LimitsMechanics, MissedBeatsUnknownBeatsUnclear) {
  Limits limits = plain_limits();
  limits.wcv_upper = 0.07;  // unclear
  EXPECT_EQ(decide(limits, good()).decision, agreement::Decision::inconclusive);
  Evidence e = good();
  e.bias = {};
  e.why_no_bias = "no base";
  limits.bias_max = 1;
  EXPECT_EQ(decide(limits, e).decision, agreement::Decision::not_estimable);
  limits.rc_percent_upper = 1;
  EXPECT_EQ(decide(limits, e).decision, agreement::Decision::not_certified);
  e = good();
  e.no_discrimination = "does not tell objects apart";
  EXPECT_EQ(decide(plain_limits(), e).decision, agreement::Decision::not_certified);
}

TEST(LimitsOracle, DistinctCategoriesAreThoseOfAiag) {
  // ICC 0.9: PV/GRR = 3, ndc = 4.23; the AIAG limit of 5 asks for an ICC of 25/(25 + 1.41^2).
  EXPECT_NEAR(agreement::distinct_categories(0.9), 4.23, 1e-12);
  EXPECT_NEAR(agreement::distinct_categories(25 / (25 + 1.41 * 1.41)), 5, 1e-12);
  EXPECT_EQ(agreement::distinct_categories(-0.2), 0);
  EXPECT_TRUE(std::isinf(agreement::distinct_categories(1)));
  EXPECT_TRUE(std::isnan(agreement::distinct_categories(kNaN)));
}

TEST(LimitsMechanics, BiasIsInSdsBetweenObjects) {
  // Every object shifts by 2 but for a little noise; objects spread over 10 (SD near 3).
  const Cells cells = noisy(30, 2, 0.1, 2);
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  Question q = question(IccForm::agreement);
  q.limits.icc_lower = -1;
  q.limits.bias_max = 1;
  EXPECT_EQ(answer(q, table)[0].decision, agreement::Decision::certified) << answer(q, table)[0].reason;
  q.limits.bias_max = 0.3;
  EXPECT_EQ(answer(q, table)[0].decision, agreement::Decision::not_certified);
  q.form = IccForm::one_way;
  table.base_column = -1;
  EXPECT_EQ(answer(q, table)[0].decision, agreement::Decision::not_estimable) << "draws without a base";
  q.form = IccForm::agreement;
  EXPECT_EQ(answer(q, table)[0].decision, agreement::Decision::not_certified) << "the first level stands in";
}

TEST(LimitsMechanics, WithoutAnyValueFailuresStillDecide) {
  Cells cells = noisy(6, 3, 1);
  std::fill(cells.features[0].begin(), cells.features[0].end(), kNaN);
  Limits limits = plain_limits();
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::not_estimable);
  limits.failure_max = 0.5;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::not_certified);
}

TEST(DiscriminationMechanics, TwoValuesAreALabel) {
  Cells cells = noisy(20, 3, 0);
  EXPECT_EQ(only(cells, question(IccForm::agreement)).decision, agreement::Decision::certified);
  for (std::size_t c = 0; c < 60; ++c) cells.features[0][c] = c < 30 ? 4 : 5;
  const FeatureRow two = only(cells, question(IccForm::agreement));
  EXPECT_EQ(two.icc, 1);
  EXPECT_EQ(two.decision, agreement::Decision::not_certified);
  EXPECT_NE(two.reason.find("does not tell objects apart: 2 distinct values over 20 objects"),
            std::string::npos)
      << two.reason;
  for (std::size_t c = 57; c < 60; ++c) cells.features[0][c] = 6;
  EXPECT_EQ(only(cells, question(IccForm::agreement)).decision, agreement::Decision::certified);
}

TEST(DiscriminationMechanics, ASpreadOfRoundingIsNone) {
  Cells cells = noisy(20, 3, 0);
  for (std::size_t c = 0; c < 60; ++c) cells.features[0][c] = 1 + 1e-11 * static_cast<double>(c / 3);
  const FeatureRow row = only(cells, question(IccForm::agreement));
  EXPECT_EQ(row.decision, agreement::Decision::not_certified) << row.reason;
  for (std::size_t c = 0; c < 60; ++c) cells.features[0][c] = 1 + 1e-7 * static_cast<double>(c / 3);
  EXPECT_EQ(only(cells, question(IccForm::agreement)).decision, agreement::Decision::certified);
}

// HU has its zero at water: no share of a mean, unless nothing moved; differences of HU have a zero.
TEST(LimitsMechanics, HounsfieldUnitsHaveNoShareOfTheMean) {
  Cells cells;
  cells.columns = 2;
  for (int i = 0; i < 12; ++i) cells.patients.push_back("P" + std::to_string(i));
  cells.features.resize(2);
  for (int i = 0; i < 12; ++i)
    for (int j = 0; j < 2; ++j) {
      cells.features[0].push_back(40 + 3 * i + (j == 0 ? 0 : 0.1 * (i % 3 - 1)));
      cells.features[1].push_back(40 + 3 * i);
    }
  const auto rows_in = [&](const std::string& unit, const std::string& code) {
    agreement::QuestionTable table = table_of(cells);
    for (FeatureInfo& info : table.features) {
      info.unit = unit;
      info.ibsi_code = code;
    }
    Question question;
    question.limits = plain_limits();
    question.name = "q";
    question.form = IccForm::agreement;
    question.limits.icc_lower = kNaN;
    question.limits.rc_percent_upper = 50;
    return agreement::answer_in_detail(question, table);
  };
  const auto hu = rows_in("HU", "Q4LE"), suv = rows_in("SUV", "Q4LE"), range = rows_in("HU", "2OJQ"),
             energy = rows_in("HU^2", "N8CA"), variance = rows_in("HU^2", "ECT3");
  for (const auto* answer : {&hu, &energy}) {
    EXPECT_EQ(answer->rows[0].decision, agreement::Decision::not_estimable);
    EXPECT_NE(answer->rows[0].reason.find("HU, whose zero is arbitrary"), std::string::npos);
    EXPECT_TRUE(std::isnan(answer->rows[0].wcv));
    EXPECT_TRUE(std::isnan(answer->details[0].rc_log_percent_upper));
    EXPECT_GT(answer->rows[0].rc, 0);
    EXPECT_GT(answer->details[0].wsd_upper, 0);
    EXPECT_EQ(answer->rows[1].decision, agreement::Decision::certified);  // nothing moved
    EXPECT_EQ(answer->rows[1].wcv, 0);
  }
  for (const auto* answer : {&suv, &range, &variance}) {
    EXPECT_EQ(answer->rows[0].decision, agreement::Decision::certified) << answer->rows[0].reason;
    EXPECT_GT(answer->rows[0].wcv, 0);
  }
  EXPECT_EQ(hu.rows[0].rc, suv.rows[0].rc);
}

// Three readers of whom nobody saw a lesion with both others: nothing is certified, however still the values.
TEST(LimitsMechanics, NothingIsCertifiedWithoutACompleteObject) {
  for (const double step : {0.0, 0.01}) {
    Cells cells;
    cells.columns = 3;
    cells.features.resize(1);
    for (int i = 0; i < 12; ++i) {
      cells.patients.push_back("P" + std::to_string(i));
      for (int j = 0; j < 3; ++j)
        cells.features[0].push_back(j == (i < 6 ? 1 : 2) ? HUGE_VAL : 10 * i + step * j * (i % 3));
    }
    const agreement::QuestionTable table = table_of(cells);
    for (const MissingRule rule : {MissingRule::complete_cases, MissingRule::reml})
      for (const IccForm form : {IccForm::agreement, IccForm::consistency}) {
        Question question;
        question.limits = plain_limits();
        question.name = "q";
        question.form = form;
        question.missing = rule;
        question.limits.icc_lower = 0.5;
        const FeatureRow row = agreement::answer(question, table).at(0);
        EXPECT_EQ(row.decision, agreement::Decision::not_estimable) << step;
        EXPECT_NE(row.reason.find("complete in no object"), std::string::npos) << row.reason;
        EXPECT_FALSE(row.icc == 1 && row.n_objects == 0);
        EXPECT_EQ(agreement::decisions(question, table).at(0), agreement::Decision::not_estimable);
        // Nor by another limit.
        question.limits.icc_lower = kNaN;
        question.limits.failure_max = 0.5;
        EXPECT_EQ(agreement::answer(question, table).at(0).decision, agreement::Decision::not_estimable);
      }
    // Repeats that are no readers need none to be complete.
    Question question;
    question.limits = plain_limits();
    question.name = "q";
    question.form = IccForm::one_way;
    question.limits.icc_lower = 0.5;
    EXPECT_EQ(agreement::answer(question, table).at(0).decision, agreement::Decision::certified);
  }
}

}  // namespace
}  // namespace radgauge
