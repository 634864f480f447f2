#include "agreement/agreement.h"

#include "agreement/decision.h"
#include "cells_example.h"

namespace radgauge {

using namespace radgauge::agreement;

namespace {

TEST(AnswerOracle, OneWayDecidesByTheJackknife) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc_cluster");
  std::map<std::string, std::vector<double>> objects;
  for (const auto& row : lines(folder + "/data/ex_cl_12x2_k2.csv"))
    objects[row[1] + row[0]].push_back(*parse_double(row[4]));
  Cells cells{{}, 2, {{}}};
  for (const auto& [name, values] : objects) {
    cells.patients.push_back(name.substr(0, 3));
    cells.features[0].insert(cells.features[0].end(), values.begin(), values.end());
  }
  const FeatureRow row = only(cells, question(IccForm::one_way));
  const auto want = expected(folder + "/expected.csv", "ex_cl_12x2_k2");
  EXPECT_NEAR(row.icc, want.at("icc"), 1e-9);
  const AgreementDetail detail = answer_in_detail(question(IccForm::one_way), table_of(cells)).details.at(0);
  EXPECT_NEAR(detail.icc_jackknife_lower, want.at("jack.lower"), 1e-8);
  EXPECT_NEAR(detail.icc_jackknife_upper, want.at("jack.upper"), 1e-8);
  EXPECT_LE(row.icc_lower, detail.icc_jackknife_lower) << "t of fewer degrees of freedom";
  EXPECT_GE(row.icc_upper, detail.icc_jackknife_upper);
  EXPECT_EQ(row.n_patients, 12);
  EXPECT_EQ(row.n_objects, 24);
  EXPECT_EQ(to_text(row.icc_class.value()), "poor to excellent");
}

TEST(AnswerOracle, CrossedValueAndRepeatability) {
  RADGAUGE_REFERENCE_DATA(folder, "stats");
  std::map<std::string, std::vector<double>> objects;
  for (const auto& row : lines(folder + "/agreement/data/ex_multi_12x3.csv"))
    objects[row[0]].push_back(*parse_double(row[3]));
  Cells cells{one_each(objects.size()), 3, {{}}};
  for (const auto& [name, values] : objects)
    cells.features[0].insert(cells.features[0].end(), values.begin(), values.end());
  const FeatureRow row = only(cells, question(IccForm::agreement));
  const auto want = expected(folder + "/agreement/expected.csv", "ex_multi_12x3");
  EXPECT_NEAR(row.wsd, want.at("wSD"), 1e-9);
  EXPECT_NEAR(row.wcv, want.at("wCV_rms_pooled_df"), 1e-9);
  EXPECT_NEAR(row.rc_lower, want.at("RC.lower"), 1e-8);
  EXPECT_NEAR(row.rc_upper, want.at("RC.upper"), 1e-8);
  EXPECT_NEAR(row.occc, want.at("occc"), 1e-9);
}

TEST(AnswerInvariant, DecisionFollowsTheLimit) {
  const Cells cells = noisy(30, 5, 3);
  const FeatureRow row = only(cells, question(IccForm::one_way));
  ASSERT_LT(row.icc_lower, row.icc);
  ASSERT_LT(row.icc, row.icc_upper);
  Limits limits = plain_limits();
  limits.icc_lower = row.icc_lower;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::certified);
  limits.icc_lower = row.icc;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::inconclusive);
  limits.icc_lower = row.icc_upper + 1e-9;
  const FeatureRow missed = only(cells, question(IccForm::one_way, limits));
  EXPECT_EQ(missed.decision, agreement::Decision::not_certified);
  EXPECT_NE(missed.reason.find("is below"), std::string::npos);
}

TEST(AnswerInvariant, RepeatabilityLimitsCount) {
  const Cells cells = noisy(30, 5, 1);
  Limits limits = plain_limits();
  limits.icc_lower = 0.5;
  limits.rc_percent_upper = 100;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::certified);
  limits.rc_percent_upper = 0.1;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::not_certified);
  limits.rc_percent_upper = kNaN;
  limits.wcv_upper = only(cells, question(IccForm::one_way)).wcv;
  EXPECT_EQ(only(cells, question(IccForm::one_way, limits)).decision, agreement::Decision::inconclusive);
}

TEST(AnswerInvariant, CrossedLimitsContainBoth) {
  const Cells cells = noisy(20, 4, 2, 0.4);
  const FeatureRow agreement = only(cells, question(IccForm::agreement));
  const FeatureRow consistency = only(cells, question(IccForm::consistency));
  EXPECT_LT(agreement.icc, consistency.icc) << "a shift costs agreement, not consistency";
  EXPECT_LT(agreement.icc_lower, agreement.icc);
  EXPECT_GT(agreement.icc_upper, agreement.icc);
}

TEST(AnswerInvariant, WithoutVariationThereIsNoIcc) {
  Cells cells = noisy(6, 3, 1);
  std::fill(cells.features[0].begin(), cells.features[0].end(), 0.1 + 0.2);
  cells.features[0][4] = 0.3;  // one rounding error away
  const FeatureRow row = only(cells, question(IccForm::one_way));
  EXPECT_TRUE(std::isnan(row.icc));
  EXPECT_EQ(row.decision, agreement::Decision::not_estimable);
  EXPECT_EQ(row.status, Status::degenerate);
  EXPECT_NE(row.reason.find("constant"), std::string::npos);
  EXPECT_EQ(row.n_objects, 6);
}

TEST(AnswerInvariant, UnchangedFeatureIsCertifiedWithItsReason) {
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency}) {
    const FeatureRow row = only(noisy(6, 3, 0), question(form));
    EXPECT_EQ(row.icc, 1);
    EXPECT_EQ(row.decision, agreement::Decision::certified);
    EXPECT_NE(row.reason.find("unchanged"), std::string::npos);
    EXPECT_EQ(row.wsd, 0);
  }
}

TEST(AnswerInvariant, OneColumnLeftIsNoComparison) {
  Cells cells = noisy(30, 2, 1);
  for (std::size_t i = 0; i < 30; ++i) cells.features[0][2 * i + 1] = kNaN;
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency}) {
    const FeatureRow row = only(cells, question(form));
    EXPECT_TRUE(std::isnan(row.icc)) << row.icc;
    EXPECT_EQ(row.decision, agreement::Decision::not_estimable) << row.reason;
    EXPECT_EQ(row.reason.find("unchanged"), std::string::npos) << row.reason;
  }
}

TEST(AnswerInvariant, OneRepeatedObjectDoesNotCertify) {
  Cells cells = noisy(6, 3, 0);
  for (std::size_t i = 1; i < 6; ++i) cells.features[0][3 * i + 1] = cells.features[0][3 * i + 2] = kNaN;
  for (const IccForm form : {IccForm::one_way, IccForm::agreement}) {
    const FeatureRow row = only(cells, question(form));
    EXPECT_EQ(row.decision, agreement::Decision::not_estimable) << row.reason;
    EXPECT_FALSE(row.reason.empty());
  }
}

TEST(AnswerInvariant, ConditionWithoutValuesIsLeftOutAloud) {
  Cells cells = noisy(10, 4, 1);
  for (std::size_t i = 0; i < 10; ++i) cells.features[0][4 * i + 2] = kNaN;
  const FeatureRow row = only(cells, question(IccForm::agreement));
  EXPECT_EQ(row.n_objects, 10);
  EXPECT_DOUBLE_EQ(row.failure_rate, 0.25);
  EXPECT_NE(row.reason.find("want of any value: c2"), std::string::npos) << row.reason;
}

TEST(AnswerInvariant, FailuresCountAndAbsencesDoNot) {
  Cells cells = noisy(10, 4, 1);
  cells.features[0][2] = kNaN;
  cells.features[0][7] = std::numeric_limits<double>::infinity();
  const FeatureRow one_way = only(cells, question(IccForm::one_way));
  EXPECT_DOUBLE_EQ(one_way.failure_rate, 1.0 / 39);
  EXPECT_NE(one_way.reason.find("38 of 40 values; unbalanced"), std::string::npos) << one_way.reason;
  const FeatureRow crossed = only(cells, question(IccForm::agreement));
  EXPECT_NE(crossed.reason.find("complete cases: 8 of 10 objects"), std::string::npos) << crossed.reason;
  EXPECT_EQ(crossed.n_objects, 8);
  std::fill(cells.features[0].begin(), cells.features[0].end(), kNaN);
  const FeatureRow none = only(cells, question(IccForm::one_way));
  EXPECT_EQ(none.failure_rate, 1);
  EXPECT_EQ(none.status, Status::failed);
  EXPECT_EQ(none.decision, agreement::Decision::not_estimable);
}

TEST(AnswerInvariant, CoefficientOfVariationIsRefusedAcrossZero) {
  Limits limits = plain_limits();
  limits.wcv_upper = 0.5;
  const FeatureRow row = only(noisy(10, 3, 1, 0, -5), question(IccForm::one_way, limits));
  EXPECT_TRUE(std::isnan(row.wcv));
  EXPECT_FALSE(std::isnan(row.rc));
  EXPECT_EQ(row.decision, agreement::Decision::not_estimable);
  EXPECT_NE(row.reason.find("cross zero"), std::string::npos);
}

TEST(AnswerInvariant, BiasIsAgainstTheBaseColumn) {
  const Cells cells = noisy(10, 3, 0, 2);
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  EXPECT_NEAR(answer(question(IccForm::agreement), table).at(0).bias, 3, 1e-12);
  table.base_column = 1;
  EXPECT_NEAR(answer(question(IccForm::agreement), table).at(0).bias, 0, 1e-12);
}

// Pure draws are compared among themselves; their common shift against base must not go unseen.
TEST(AnswerInvariant, BiasIsAgainstBaseOutsideTheColumns) {
  const Cells cells = noisy(10, 3, 0, 2);
  QuestionTable table = table_of(cells);
  EXPECT_TRUE(std::isnan(answer(question(IccForm::one_way), table).at(0).bias));
  table.read_base = [&](std::size_t feature, std::span<double> values) {
    for (std::size_t row = 0; row < values.size(); ++row)
      values[row] = cells.features[feature][row * cells.columns + 1] - 7;
  };
  EXPECT_NEAR(answer(question(IccForm::one_way), table).at(0).bias, 7, 1e-12);
  table.read_base = [](std::size_t, std::span<double> values) {
    std::fill(values.begin(), values.end(), kNaN);
  };
  EXPECT_TRUE(std::isnan(answer(question(IccForm::one_way), table).at(0).bias));
}

TEST(ObstacleMechanics, NamesWhatIsMissing) {
  EXPECT_EQ(obstacle(table_of(noisy(5, 3, 1))), "");
  EXPECT_NE(obstacle(table_of(noisy(5, 1, 1))).find("two conditions"), std::string::npos);
  EXPECT_NE(obstacle(table_of(noisy(1, 3, 1))).find("two objects"), std::string::npos);
  Cells cells = noisy(4, 2, 1);
  cells.patients = {"a", "a", "a", "a"};
  EXPECT_NE(obstacle(table_of(cells)).find("one patient"), std::string::npos);
  EXPECT_EQ(only(cells, question(IccForm::one_way)).decision, agreement::Decision::not_estimable);
  cells = noisy(4, 2, 1);
  for (std::size_t i = 0; i < 4; ++i)
    cells.features[0][2 * i + i % 2] = std::numeric_limits<double>::infinity();
  EXPECT_NE(obstacle(table_of(cells)).find("confounded"), std::string::npos);
}

TEST(DecisionMechanics, ClassesSpanTheInterval) {
  EXPECT_EQ(to_text(agreement::koo_li_class(0.2, 0.4999).value()), "poor");
  EXPECT_EQ(to_text(agreement::koo_li_class(0.5, 0.7499).value()), "moderate");
  EXPECT_EQ(to_text(agreement::koo_li_class(0.75, 0.8999).value()), "good");
  EXPECT_EQ(to_text(agreement::koo_li_class(0.9, 1).value()), "excellent");
  EXPECT_EQ(to_text(agreement::koo_li_class(0.5, 0.75).value()), "moderate to good");
  EXPECT_EQ(to_text(agreement::koo_li_class(-0.1, 0.95).value()), "poor to excellent");
  EXPECT_FALSE(agreement::koo_li_class(kNaN, 0.9).has_value());
}

// invariant: one row speaks of one population, whatever is missing and whatever the form.
TEST(AgreementInvariant, StudyVariationIsThatOfTheIccBesideIt) {
  Cells cells{one_each(12), 3, {{}}};
  for (int i = 0; i < 36; ++i) cells.features[0].push_back(10 * (i / 3) + 7 * ((i * 5) % 11) + 2 * (i % 3));
  for (const bool missing : {false, true})
    for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency})
      for (const MissingRule rule : {MissingRule::complete_cases, MissingRule::reml}) {
        Cells some = cells;
        if (missing) some.features[0][4] = some.features[0][17] = kNaN;
        agreement::Question q = question(form);
        q.missing = rule;
        const agreement::FeatureRow row = only(some, q);
        ASSERT_GT(row.icc, 0);
        EXPECT_NEAR(row.study_variation_percent, 100 * std::sqrt(1 - row.icc), 1e-9);
        EXPECT_EQ(row.ndc, std::floor(1.41 * std::sqrt(row.icc / (1 - row.icc))));
      }
}

TEST(AgreementMechanics, AReadingIsNotAnObject) {
  Cells cells{{}, 2, {{}}};
  for (int i = 0; i < 24; ++i) {
    cells.patients.push_back("p" + std::to_string(i / 3));
    for (int j = 0; j < 2; ++j) cells.features[0].push_back(10 * (i / 3) + i % 3 + 0.5 * j * (i % 5));
  }
  agreement::QuestionTable table = table_of(cells);
  EXPECT_EQ(agreement::answer(question(IccForm::agreement), table).at(0).n_objects, 24);
  for (const std::string& patient : table.patients) table.lesions.push_back(patient + "/1");
  EXPECT_EQ(agreement::answer(question(IccForm::agreement), table).at(0).n_objects, 8);
  for (int i = 0; i < 3; ++i) cells.features[0][static_cast<std::size_t>(2 * i)] = kNaN;
  const agreement::FeatureRow row = agreement::answer(question(IccForm::agreement), table).at(0);
  EXPECT_EQ(row.n_objects, 7) << "a lesion without a complete reading decides nothing";
  EXPECT_EQ(row.n_patients, 7);
  EXPECT_EQ(agreement::answer(question(IccForm::one_way), table).at(0).n_objects, 8);
}

}  // namespace
}  // namespace radgauge
