#include <cmath>
#include <numeric>

#include "agreement/variation.h"
#include "cells_example.h"
#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/guarded.h"
#include "statistics/multiplicity.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

Answer full(const Cells& cells, const Question& q) {
  return answer_in_detail(q, table_of(cells));
}

// Objects x repeats of the icc_cluster section, patients as they are.
Cells cluster_cells(const std::string& path) {
  Cells cells{{}, 0, {{}}};
  std::map<std::string, std::vector<double>> objects;
  for (const auto& row : lines(path)) objects[row[1] + " " + row[0]].push_back(*parse_double(row[4]));
  for (const auto& [name, values] : objects) {
    cells.patients.push_back(name.substr(0, name.find(' ')));
    cells.columns = values.size();
    cells.features[0].insert(cells.features[0].end(), values.begin(), values.end());
  }
  return cells;
}

TEST(DetailOracle, OneSidedLimitClassicalLimitsAndTest) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc_cluster");
  for (const std::string name : {"ex_cl_12x2_k2", "ex_cl_unequal_10_k3"}) {
    Limits limits = plain_limits();
    limits.icc_lower = 0.6;
    const Answer a =
        full(cluster_cells(folder + "/data/" + name + ".csv"), question(IccForm::one_way, limits));
    const AgreementDetail& d = a.details.at(0);
    const auto want = expected(folder + "/expected.csv", name);
    EXPECT_NEAR(d.icc_jackknife_lower, want.at("jack.lower"), 1e-8);
    EXPECT_NEAR(d.icc_lower_one_sided, want.at("jack.lower_one_sided"), 1e-8);
    EXPECT_NEAR(d.icc_classical_lower, want.at("F.lower"), 1e-8);
    EXPECT_NEAR(d.icc_classical_upper, want.at("F.upper"), 1e-8);
    const double k = want.at("k");
    // The same statistic, with the degrees of freedom that the limits have.
    const double t = (want.at("jack.theta_mean") - std::log((1 + (k - 1) * 0.6) / 0.4)) / want.at("jack.se");
    const double half = want.at("jack.theta_mean") -
                        std::log((1 + (k - 1) * a.rows[0].icc_lower) / (1 - a.rows[0].icc_lower));
    EXPECT_GE(d.p_value, t_upper_tail(t, want.at("n_patients") - 1));
    EXPECT_GE(half, t_quantile(0.975, want.at("n_patients") - 1) * want.at("jack.se"));
    EXPECT_DOUBLE_EQ(a.rows[0].q_value, d.p_value) << "one feature: nothing to correct for";
  }
}

TEST(DetailOracle, CrossedFormsHaveMcGrawWongBesideThem) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc");
  const Cells cells = read_cells(folder + "/data/ex_bal_12x3.csv");
  const auto want = expected(folder + "/expected.csv", "ex_bal_12x3");
  const std::pair<IccForm, std::string> forms[] = {
      {IccForm::one_way, "ICC1"}, {IccForm::agreement, "ICC2"}, {IccForm::consistency, "ICC3"}};
  for (const auto& [form, name] : forms) {
    const Answer a = full(cells, question(form));
    EXPECT_NEAR(a.rows[0].icc, want.at(name + ".value"), 1e-9) << name;
    EXPECT_NEAR(a.details[0].icc_classical_lower, want.at(name + ".lower"), 1e-8) << name;
    EXPECT_NEAR(a.details[0].icc_classical_upper, want.at(name + ".upper"), 1e-8) << name;
  }
}

TEST(DetailInvariant, TheJackknifeDecidesForFixedAndForDrawnColumns) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc");
  const Cells cells = read_cells(folder + "/data/ex_bal_12x3.csv");
  Ratings ratings(cells.patients.size(), cells.columns);
  ratings.values = cells.features[0];
  std::vector<std::size_t> patients(cells.patients.size());
  std::iota(patients.begin(), patients.end(), std::size_t{0});
  const std::pair<IccForm, CrossedForm> forms[] = {{IccForm::agreement, CrossedForm::agreement},
                                                   {IccForm::consistency, CrossedForm::consistency}};
  for (const auto& [form, crossed] : forms)
    for (const Levels levels : {Levels::fixed, Levels::drawn}) {
      Question q = question(form);
      q.levels = levels;
      const Answer a = full(cells, q);
      const JackknifeLimits jack =
          jackknife_crossed(ratings, patients, crossed,
                            levels == Levels::drawn ? ColumnSampling::drawn : ColumnSampling::fixed);
      const GuardedLimits limits = guarded_icc(jack, {.noise_sd_ratio = 1});
      EXPECT_EQ(a.rows[0].icc_lower, limits.lower);
      EXPECT_EQ(a.rows[0].icc_upper, limits.upper);
      EXPECT_NEAR(a.details[0].icc_jackknife_lower, jack.lower, 1e-12);
      EXPECT_NEAR(a.details[0].icc_jackknife_upper, jack.upper, 1e-12);
      EXPECT_NEAR(a.details[0].icc_lower_one_sided, jack.lower_one_sided, 1e-12);
      EXPECT_EQ(a.details[0].p_value, guarded_p(jack, 0.75, {.noise_sd_ratio = 1}));
    }
}

// Lesions that differ in noise: the limits that decide are those of the jackknife, wider than chi-square's.
TEST(DetailInvariant, LimitsOfWsdAndWcvAreThoseOfTheJackknife) {
  Cells cells{one_each(12), 4, {{}}};
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      cells.features[0].push_back(100 + static_cast<double>(i) +
                                  (i < 2 ? 5.0 : 0.1) * std::sin(static_cast<double>(7 * i + 3 * j)));
  const Answer a = full(cells, question(IccForm::one_way));
  const AgreementDetail& d = a.details[0];
  Ratings ratings(12, 4);
  ratings.values = cells.features[0];
  std::vector<std::size_t> patients(12);
  std::iota(patients.begin(), patients.end(), std::size_t{0});
  const auto limits = [&] {
    return guarded_within(jackknife_within(ratings, patients), {.noise_sd_ratio = 1});
  };
  EXPECT_EQ(d.wsd_lower, limits().lower);
  EXPECT_EQ(d.wsd_upper, limits().upper);
  EXPECT_GT(d.wsd_upper, d.wsd_classical_upper);
  for (std::size_t i = 0; i < 12; ++i) {
    double mean = 0;
    for (std::size_t j = 0; j < 4; ++j) mean += ratings.at(i, j) / 4;
    for (std::size_t j = 0; j < 4; ++j) ratings.at(i, j) /= mean;
  }
  EXPECT_NEAR(d.wcv_lower, limits().lower, 1e-12);
  EXPECT_NEAR(d.wcv_upper, limits().upper, 1e-12);
}

// lme4's REML beside the forms that leave values out, or in their place.
TEST(DetailOracle, MissingCellsByRemlAndByTheDefault) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc");
  const Cells cells = read_cells(folder + "/data/ex_missing_14x3.csv");
  std::map<std::string, double> want;
  for (const auto& row : lines(folder + "/expected.csv"))
    if (row[0] == "ex_missing_14x3" && row[5] == "primary")
      want[row[2] + " " + row[3]] = *parse_double(row[6]);
  const std::tuple<IccForm, std::string, std::string> forms[] = {
      {IccForm::one_way, "anova_n0 ICC1.value", "reml_oneway ICC1.value"},
      {IccForm::agreement, "complete_cases ICC2.value", "reml_twoway ICC2.value"},
      {IccForm::consistency, "complete_cases ICC3.value", "reml_twoway ICC3.value"}};
  for (const auto& [form, by_default, by_reml] : forms) {
    Question q = question(form);
    const Answer a = full(cells, q);
    EXPECT_NEAR(a.rows[0].icc, want.at(by_default), 1e-8);
    EXPECT_NEAR(a.details[0].icc_reml, want.at(by_reml), 1e-6);
    q.missing = MissingRule::reml;
    const Answer b = full(cells, q);
    EXPECT_NEAR(b.rows[0].icc, want.at(by_reml), 1e-6);
    EXPECT_EQ(b.rows[0].n_objects, 14);
    EXPECT_LT(b.rows[0].icc_lower, b.rows[0].icc);
    EXPECT_GT(b.rows[0].icc_upper, b.rows[0].icc);
    EXPECT_NE(b.rows[0].reason.find("REML, 38 of 42 values"), std::string::npos) << b.rows[0].reason;
  }
}

// Without a missing cell both rules are one.
TEST(DetailInvariant, RemlIsForMissingCellsOnly) {
  Question q = question(IccForm::agreement);
  const FeatureRow plain = full(noisy(12, 3, 2), q).rows[0];
  q.missing = MissingRule::reml;
  const Answer other = full(noisy(12, 3, 2), q);
  EXPECT_EQ(other.rows[0].icc, plain.icc);
  EXPECT_EQ(other.rows[0].icc_lower, plain.icc_lower);
  EXPECT_TRUE(std::isnan(other.details[0].icc_reml));
}

TEST(DetailOracle, BlandAltmanAndConcordanceOfPairs) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/agreement");
  Cells cells{{}, 2, {{}}};
  for (const auto& row : lines(folder + "/data/ex_pair_24.csv")) {
    cells.patients.push_back(row[0]);
    cells.features[0].push_back(*parse_double(row[1]));
    cells.features[0].push_back(*parse_double(row[2]));
  }
  QuestionTable table = table_of(cells);
  table.base_column = 1;  // x - y
  const Answer a = answer_in_detail(question(IccForm::agreement), table);
  const AgreementDetail& d = a.details[0];
  const auto want = expected(folder + "/expected.csv", "ex_pair_24");
  const std::pair<double, const char*> numbers[] = {{a.rows[0].bias, "ba_bias"},
                                                    {d.bias_lower, "ba_bias_lower"},
                                                    {d.bias_upper, "ba_bias_upper"},
                                                    {d.ba_lower, "ba_loa_lower"},
                                                    {d.ba_upper, "ba_loa_upper"},
                                                    {d.ba_outer_lower, "ba_loa_lower.lower"},
                                                    {d.ba_outer_upper, "ba_loa_upper.upper"},
                                                    {d.ccc, "ccc"},
                                                    {d.ccc_lower, "ccc_z.lower"},
                                                    {d.ccc_upper, "ccc_z.upper"}};
  for (const auto& [got, name] : numbers) EXPECT_NEAR(got, want.at(name), 1e-8) << name;
}

TEST(DetailOracle, RepeatabilityOnBothScalesAndRankConcordance) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/agreement");
  for (const std::string name : {"ex_multi_12x3", "ex_repeats_unequal_8"}) {
    const Answer a = full(read_cells(folder + "/data/" + name + ".csv"), question(IccForm::one_way));
    const AgreementDetail& d = a.details[0];
    const auto want = expected(folder + "/expected.csv", name);
    EXPECT_NEAR(d.wsd_classical_lower, want.at("wSD.lower"), 1e-8);
    EXPECT_NEAR(d.wsd_classical_upper, want.at("wSD.upper"), 1e-8);
    EXPECT_NEAR(d.wsd_log, want.at("wSD_log"), 1e-9);
    EXPECT_NEAR(d.rc_log_percent_lower, want.at("RC_log_percent_lower"), 1e-7);
    EXPECT_NEAR(d.rc_log_percent_upper, want.at("RC_log_percent_upper"), 1e-7);
    if (want.contains("kendall_W")) {
      EXPECT_NEAR(d.kendall_w, want.at("kendall_W"), 1e-9);
    }
  }
}

// Slope of a line through three points by hand: x = 0, 1, 2 and d = 1, 1, 4: slope 1.5, residual SS 1.5,
// SE = sqrt(1.5/1/2), t(0.975, 1) = 12.7062.
TEST(DetailOracle, SlopeOfTheDifferenceOnTheMean) {
  Cells cells{one_each(3), 2, {{-0.5, 0.5, 0.5, 1.5, 0, 4}}};
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  const AgreementDetail d = answer_in_detail(question(IccForm::agreement), table).details[0];
  EXPECT_NEAR(d.ba_slope, 1.5, 1e-12);
  EXPECT_NEAR(d.ba_slope_upper - d.ba_slope, 12.706204736174694 * std::sqrt(0.75), 1e-9);
}

// Three others per object: SD^2 of one difference = between + within. Means of differences 1 and 3, within
// variance 1 each, k = 3: MSB = 3 * 2 = 6, between = (6 - 1)/3, SD^2 = 8/3.
TEST(DetailOracle, LimitsOfAgreementOfSeveralColumns) {
  Cells cells{one_each(2), 4, {{10, 10, 11, 12, 20, 22, 23, 24}}};
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  const Answer a = answer_in_detail(question(IccForm::agreement), table);
  EXPECT_NEAR(a.rows[0].bias, 2, 1e-12);
  EXPECT_NEAR(a.details[0].ba_upper, 2 + 1.959963984540054 * std::sqrt(8.0 / 3), 1e-9);
  EXPECT_NEAR(a.details[0].ba_lower, 2 - 1.959963984540054 * std::sqrt(8.0 / 3), 1e-9);
}

// Two lesions in each patient: the interval is that of the patients' means.
TEST(DetailOracle, BiasIntervalTakesPatientsAsDrawn) {
  Cells cells{{"a", "a", "b", "b", "c", "c"}, 2, {{0, 1, 9, 12, 5, 5, 3, 7, 2, 8, 1, 5}}};
  QuestionTable table = table_of(cells);
  table.base_column = 0;
  const Answer a = answer_in_detail(question(IccForm::agreement), table);
  // Patient means of the differences 1 3, 0 4, 6 4: 2, 2, 5; SD = sqrt(3), t(0.975, 2) = 4.30265.
  EXPECT_NEAR(a.rows[0].bias, 3, 1e-12);
  EXPECT_NEAR(a.details[0].bias_upper, 3 + 4.302652729911275, 1e-9);
}

TEST(DetailMechanics, QValuesAreOverTheFeaturesOfTheStratum) {
  Cells cells = noisy(20, 4, 1);
  for (const double noise : {3.0, 6.0, 9.0}) cells.features.push_back(noisy(20, 4, noise).features[0]);
  cells.features.push_back(std::vector<double>(80, 7.0));  // constant: no p, not counted
  const Answer a = full(cells, question(IccForm::one_way));
  std::vector<double> p;
  for (const AgreementDetail& d : a.details) p.push_back(d.p_value);
  EXPECT_TRUE(std::isnan(p.back()));
  EXPECT_TRUE(std::isnan(a.rows.back().q_value));
  const auto q = benjamini_hochberg(std::span(p).first(4));
  for (std::size_t f = 0; f < 4; ++f) {
    EXPECT_DOUBLE_EQ(a.rows[f].q_value, q[f]);
    EXPECT_GE(a.rows[f].q_value, p[f]);
  }
}

// Within-object SD a constant, or a share of the mean.
Cells scaled(std::size_t n, bool proportional, double sign = 1) {
  Cells cells{one_each(n), 4, {{}}};
  for (std::size_t i = 0; i < n; ++i) {
    const double mean = std::pow(1.5, static_cast<double>(i));
    for (std::size_t j = 0; j < 4; ++j) {
      const double e = std::fmod(0.7548 * static_cast<double>(4 * i + j + 1), 1.0) - 0.5;
      cells.features[0].push_back(sign * (mean + (proportional ? 0.1 * mean : 0.1) * e));
    }
  }
  return cells;
}

TEST(DetailMechanics, ScaleFollowsTheDependenceOfSdOnMean) {
  Question q = question(IccForm::one_way);
  EXPECT_EQ(full(scaled(12, false), q).details[0].scale, agreement::Scale::raw);
  EXPECT_EQ(full(scaled(12, true), q).details[0].scale, agreement::Scale::log);
  EXPECT_NEAR(full(scaled(12, true), q).details[0].sd_mean_slope, 1, 0.2);
  EXPECT_EQ(full(scaled(12, true, -1), q).details[0].scale, agreement::Scale::log) << "a sign is no scale";
  EXPECT_EQ(full(scaled(4, true), q).details[0].scale, agreement::Scale::raw) << "too few objects to tell";
  q.scale = ScaleRule::raw;
  EXPECT_EQ(full(scaled(12, true), q).details[0].scale, agreement::Scale::raw);
  q.scale = ScaleRule::log;
  EXPECT_EQ(full(scaled(12, false), q).details[0].scale, agreement::Scale::log);
  Cells crossing = scaled(12, true);
  crossing.features[0][0] = -1;
  EXPECT_EQ(full(crossing, q).details[0].scale, agreement::Scale::raw) << "no logarithm";
  EXPECT_TRUE(std::isnan(full(crossing, q).details[0].wsd_log));
}

TEST(DetailMechanics, LogScaleDecidesByTheLargerArm) {
  const AgreementDetail d = full(scaled(12, true), question(IccForm::one_way)).details[0];
  Limits limits = plain_limits();
  limits.icc_lower = 0.1;
  limits.rc_percent_upper = d.rc_log_percent_upper;
  const FeatureRow row = full(scaled(12, true), question(IccForm::one_way, limits)).rows[0];
  EXPECT_EQ(row.decision, agreement::Decision::inconclusive);
  EXPECT_NE(row.reason.find("RC % (log scale)"), std::string::npos) << row.reason;
  EXPECT_GT(d.rc_log_percent_upper, -d.rc_log_percent_lower);
}

TEST(WorstCaseMechanics, NamesTheObjectAndTheCell) {
  Cells cells = noisy(12, 5, 0.5);
  cells.features[0][5 * 7 + 2] += 40;
  const Answer a = full(cells, question(IccForm::one_way));
  ASSERT_EQ(a.worst_cases.size(), 1u);
  const WorstCase& w = a.worst_cases[0];
  EXPECT_EQ(w.object, "o7");
  EXPECT_EQ(w.column, "c2");
  EXPECT_EQ(w.value, cells.features[0][5 * 7 + 2]);
  EXPECT_GT(w.share, 0.9);
  EXPECT_GT(w.icc_without, w.icc);
  Cells without = cells;
  without.patients.erase(without.patients.begin() + 7);
  without.features[0].erase(without.features[0].begin() + 35, without.features[0].begin() + 40);
  EXPECT_NEAR(w.icc_without, full(without, question(IccForm::one_way)).rows[0].icc, 1e-12);
  EXPECT_TRUE(full(noisy(30, 5, 0.5), question(IccForm::one_way)).worst_cases.empty()) << "certified";
  // By the missing rule of the question, with and without.
  without.features[0][0] = cells.features[0][0] = kNaN;
  Question q = question(IccForm::agreement);
  for (const MissingRule rule : {MissingRule::complete_cases, MissingRule::reml}) {
    q.missing = rule;
    EXPECT_NEAR(full(cells, q).worst_cases.at(0).icc_without, full(without, q).rows[0].icc, 1e-9)
        << full(without, q).rows[0].reason;
  }
}

}  // namespace
}  // namespace radgauge
