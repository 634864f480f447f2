#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>

#include "core/random.h"
#include "core/text.h"
#include "data.h"
#include "statistics/basic.h"
#include "statistics/calibration.h"
#include "statistics/classification.h"
#include "statistics/combat.h"
#include "statistics/cox.h"
#include "statistics/distribution_shift.h"
#include "statistics/lasso.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"
#include "statistics/sections.h"
#include "statistics/survival_concordance.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

using Labels = std::vector<std::uint8_t>;
using Numbers = std::vector<double>;

Table prediction_table(const std::string& path) {
  std::ifstream in(path);
  Table table;
  std::string line;
  for (bool first = true; std::getline(in, line); first = false)
    (first ? table.header : table.rows.emplace_back()) = split(line, ',');
  return table;
}

Numbers numbers_of(const Table& table, const std::string& name) {
  Numbers out;
  const auto c = std::find(table.header.begin(), table.header.end(), name) - table.header.begin();
  for (const auto& row : table.rows)
    out.push_back(parse_double(row[static_cast<std::size_t>(c)]).value_or(NAN));
  return out;
}

Labels labels_of(const Table& table, const std::string& name) {
  Labels out;
  for (const double v : numbers_of(table, name)) out.push_back(v != 0 ? 1 : 0);
  return out;
}

// Pairs of the two classes that the score orders right, by counting.
double counted_auc(const Labels& y, const Numbers& s) {
  double right = 0, pairs = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    for (std::size_t k = 0; k < y.size(); ++k)
      if (y[i] == 1 && y[k] == 0) {
        right += s[i] > s[k] ? 1 : s[i] == s[k] ? 0.5 : 0;
        pairs += 1;
      }
  return right / pairs;
}

struct Sample {
  Labels y;
  std::vector<Numbers> x;
};

// Labels that depend on the first of `columns` columns.
Sample sample(std::size_t n, std::size_t columns, std::uint32_t seed = 0) {
  const Draws draws(7, "sample", "test", 0, seed);
  Sample out{{}, std::vector<Numbers>(columns)};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < columns; ++j)
      out.x[j].push_back(draws.normal(i, static_cast<std::uint32_t>(j)));
    const double p = 1 / (1 + std::exp(-(0.3 + 1.2 * out.x[0][i])));
    out.y.push_back(draws.uniform(i, 100) < p ? 1 : 0);
  }
  return out;
}

void standardise(Numbers& column) {
  const double n = static_cast<double>(column.size());
  const double mean = std::accumulate(column.begin(), column.end(), 0.0) / n;
  double squares = 0;
  for (const double v : column) squares += (v - mean) * (v - mean);
  for (double& v : column) v = (v - mean) / std::sqrt(squares / n);
}

TEST(RocOracle, AreaIsTheShareOfPairs) {
  const Labels y{1, 0, 1, 0, 0, 1, 1, 0};
  const Numbers s{0.9, 0.9, 0.4, 0.1, 0.4, 0.7, 0.2, 0.2};
  EXPECT_EQ(auc_delong(y, s).auc, counted_auc(y, s));
}

TEST(RocInvariant, EqualScoresHaveAHalfAndNoVariance) {
  const Auc auc = auc_delong(Labels{0, 1, 0, 1}, Numbers{2, 2, 2, 2});
  EXPECT_EQ(auc.auc, 0.5);
  EXPECT_EQ(auc.variance, 0);
  const AucDifference d = auc_difference_paired(auc, auc);
  EXPECT_EQ(d.z, 0);
  EXPECT_EQ(d.p, 1);
}

TEST(RocInvariant, OneClassIsNoArea) {
  const Auc auc = auc_delong(Labels{1, 1, 1}, Numbers{1, 2, 3});
  EXPECT_TRUE(std::isnan(auc.auc));
  EXPECT_EQ(auc.reason, "only one class of the outcome");
}

TEST(CalibrationOracle, SmoothedErrorsAreThoseOfValProb) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/performance");
  int checked = 0;
  for (const auto& row : prediction_table(folder + "/expected.csv").rows) {
    if (!row[3].starts_with("lowess_")) continue;
    const Table table = prediction_table(folder + "/data/" + row[0] + ".csv");
    const SmoothCalibration s = smooth_calibration(labels_of(table, "label"), numbers_of(table, row[1]));
    const double got = row[3] == "lowess_Eavg" ? s.ici : row[3] == "lowess_E90" ? s.e90 : s.largest;
    EXPECT_NEAR(got, *parse_double(row[6]), 1e-6) << row[0] << " " << row[1] << " " << row[3];
    ++checked;
  }
  EXPECT_EQ(checked, 9);
}

TEST(CalibrationOracle, OneClassStillHasABrierScore) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/performance");
  const Table table = prediction_table(folder + "/data/ex_single_class_6.csv");
  const Labels y = labels_of(table, "label");
  const Numbers p = numbers_of(table, "p_a");
  std::map<std::string, double> got;
  const PredictionError e = prediction_error(y, p);
  got["brier"] = e.brier;
  got["brier_reference"] = e.brier_reference;
  got["brier_scaled"] = e.brier_scaled;
  got["log_loss_eps1e_15"] = e.log_loss;
  got["mean_observed_minus_predicted"] = e.observed_minus_predicted;
  got["ece_width10_left"] = binned_error(calibration_bins(y, p, Binning::width_left)).expected;
  got["ece_count10"] = binned_error(calibration_bins(y, p, Binning::count)).expected;
  got["mce_quantile10_right"] = binned_error(calibration_bins(y, p, Binning::quantile_right)).largest;
  got["hl_chi2"] = hosmer_lemeshow(y, p).chi_square;
  got["auc"] = auc_delong(y, p).auc;
  got["youden_J"] = youden(roc_curve(y, p)).j;
  got["cal_slope"] = recalibration(y, p).slope;
  got["citl"] = recalibration(y, p).in_the_large;
  got["at0.5.mcc"] = matthews_correlation(confusion_counts(y, p, 0.5));
  got["net_benefit_model@0.70"] = net_benefit(confusion_counts(y, p, 0.7), 0.7);
  std::size_t checked = 0;
  for (const auto& row : prediction_table(folder + "/expected.csv").rows) {
    if (row[0] != "ex_single_class_6" || row[5] != "primary" || got.count(row[3]) == 0) continue;
    const double expected = *parse_double(row[6]), value = got[row[3]];
    ++checked;
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(value)) << row[3];
    } else if (std::isinf(expected)) {
      EXPECT_EQ(value, expected) << row[3];
    } else {
      EXPECT_NEAR(value, expected, 1e-9 * std::abs(expected) + 1e-12) << row[3];
    }
  }
  EXPECT_EQ(checked, got.size());
}

TEST(CalibrationInvariant, BrierScoreIsTheSumOfItsParts) {
  const Sample s = sample(300, 1);
  Numbers p;
  for (const double x : s.x[0]) p.push_back(std::round(10 / (1 + std::exp(-x))) / 10);
  const double brier = prediction_error(s.y, p).brier;
  const BrierSplit split = brier_split(calibration_bins(s.y, p, Binning::width_right), brier);
  EXPECT_NEAR(split.within, 0, 1e-12);  // one value in each bin
  EXPECT_NEAR(split.reliability - split.resolution + split.uncertainty, brier, 1e-12);
}

TEST(SurvivalOracle, CurvesAndBaselineHazardsAreThoseOfR) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/survival");
  const Table data = prediction_table(folder + "/data/ex_toy_24.csv");
  const Numbers time = numbers_of(data, "time");
  const Labels status = labels_of(data, "status");
  for (const auto& [name, ties] :
       {std::pair{"efron", CoxTies::efron}, std::pair{"breslow", CoxTies::breslow}}) {
    const Table lp = prediction_table(folder + "/tables/cox_lp__ex_toy_24__" + name + ".csv");
    const Table hazard = prediction_table(folder + "/tables/cox_basehaz_x0__ex_toy_24__" + name + ".csv");
    const auto got = baseline_hazard({time, status}, numbers_of(lp, "lp_uncentered"), ties);
    const Numbers at = numbers_of(hazard, "time"), expected = numbers_of(hazard, "hazard");
    for (std::size_t i = 0; i < at.size(); ++i) {
      const auto step =
          std::find_if(got.begin(), got.end(), [&](const HazardStep& s) { return s.time == at[i]; });
      ASSERT_NE(step, got.end());
      EXPECT_NEAR(step->cumulative, expected[i], 1e-6 * expected[i]) << name << " " << at[i];
    }
  }
  const Table km = prediction_table(folder + "/tables/km__ex_toy_24.csv");
  Numbers times;
  Labels events;
  for (std::size_t i = 0; i < data.rows.size(); ++i)
    if (data.rows[i][6] == "high") {
      times.push_back(time[i]);
      events.push_back(status[i]);
    }
  const auto curve = kaplan_meier({times, events});
  std::size_t k = 0;
  for (const auto& row : km.rows) {
    if (row[0] != "high") continue;
    ASSERT_LT(k, curve.size());
    EXPECT_NEAR(curve[k].survival, *parse_double(row[5]), 1e-12);
    if (const double lower = *parse_double(row[12]); !std::isnan(lower)) {
      EXPECT_NEAR(curve[k].lower_log_log, lower, 1e-9);
    }
    ++k;
  }
  EXPECT_EQ(k, curve.size());
}

TEST(SurvivalOracle, WithoutCensoringTheBrierScoreIsThePlainOne) {
  const Numbers time{1, 2, 3, 4, 5}, s{0.2, 0.4, 0.5, 0.7, 0.9};
  const Labels status{1, 1, 1, 1, 1};
  // At 2.5 the first two are gone.
  const double plain = (0.2 * 0.2 + 0.4 * 0.4 + 0.5 * 0.5 + 0.3 * 0.3 + 0.1 * 0.1) / 5;
  EXPECT_NEAR(ipcw_brier({time, status}, s, 2.5), plain, 1e-15);
}

TEST(SurvivalOracle, ConcordanceCountsPairs) {
  const Draws draws(3, "concordance", "test", 0, 0);
  Numbers time, risk;
  Labels status;
  for (std::size_t i = 0; i < 60; ++i) {
    time.push_back(std::ceil(10 * draws.uniform(i)));
    risk.push_back(std::ceil(5 * draws.uniform(i, 1)));
    status.push_back(draws.uniform(i, 2) < 0.6 ? 1 : 0);
  }
  double concordant = 0, discordant = 0, tied = 0;
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t k = 0; k < 60; ++k) {
      if (status[i] == 0 || !(time[i] < time[k] || (time[i] == time[k] && status[k] == 0))) continue;
      (risk[i] > risk[k] ? concordant : risk[i] < risk[k] ? discordant : tied) += 1;
    }
  const SurvivalConcordance c = survival_concordance({time, status}, risk);
  EXPECT_EQ(c.concordant, concordant);
  EXPECT_EQ(c.discordant, discordant);
  EXPECT_EQ(c.tied_risk, tied);
}

TEST(ShiftOracle, LadyTastingTea) {
  EXPECT_NEAR(fisher_exact_p(Numbers{3, 1}, Numbers{1, 3}), 34.0 / 70, 1e-12);
}

TEST(ShiftOracle, SmallestSamplesOfKolmogorovSmirnov) {
  // D = 1 of 2 and 3 values: 2 of the 10 orders.
  EXPECT_NEAR(ks_exact_p(Numbers{1, 2}, Numbers{3, 4, 5}, false), 0.2, 1e-15);
}

TEST(ShiftInvariant, CloudsThatAreOneAreNotTold) {
  const Sample s = sample(120, 3);
  const CloudDistance same = cloud_distance(s.x, s.x, {.permutations = 20});
  EXPECT_NEAR(same.energy, 0, 1e-6);
  EXPECT_GT(same.mmd_p, 0.5);
  std::vector<Numbers> moved = sample(120, 3, 1).x;
  for (double& v : moved[1]) v += 1;
  const CloudDistance apart = cloud_distance(s.x, moved, {.permutations = 20});
  EXPECT_GT(apart.energy, 0.1);
  EXPECT_LE(apart.mmd_p, 1.0 / 21);
  EXPECT_GT(apart.classifier_auc, 0.7);
}

TEST(ShiftInvariant, PairsAreRelabelledAndLeftOutAsPairs) {
  const Sample s = sample(100, 3);
  std::vector<std::size_t> unit;
  for (std::size_t i = 0; i < 100; ++i) unit.push_back(i / 2);
  const Draws draws(4, "noise", "test", 0, 0);
  std::vector<Numbers> again = s.x, moved = s.x;
  for (std::size_t i = 0; i < 100; ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      again[c][i] += 0.1 * draws.normal(i, static_cast<std::uint32_t>(c));
      moved[c][i] += 0.1 * draws.normal(i, static_cast<std::uint32_t>(c)) + (c == 1 ? 0.15 : 0);
    }
  CloudDesign paired{
      .permutations = 99, .reference_unit = unit, .target_unit = unit, .is_paired = true, .ridge = 1};
  const CloudDistance same = cloud_distance(s.x, again, paired), apart = cloud_distance(s.x, moved, paired);
  EXPECT_GT(same.mmd_p, 0.05);
  EXPECT_NEAR(same.classifier_auc, 0.5, 0.15);
  // A move of 0.15 SD that shows in pairs alone.
  EXPECT_EQ(apart.mmd_p, 0.01);
  EXPECT_GT(cloud_distance(s.x, moved, {.permutations = 99}).mmd_p, 0.05);
  // Clouds that a plane parts have no likelihood's maximum, and a classifier with a ridge.
  std::vector<Numbers> far = s.x;
  for (double& v : far[0]) v += 100;
  EXPECT_FALSE(cloud_distance(s.x, far, {.permutations = 9}).classifier_reason.empty());
  paired.permutations = 9;
  EXPECT_EQ(cloud_distance(s.x, far, paired).classifier_auc, 1);
}

TEST(CombatOracle, AdjustedValuesAreThoseOfTheConvergedTables) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/combat");
  const auto rows = run_section("combat", prediction_table(folder + "/data/ex_combat_30x8.csv"));
  std::map<std::string, double> got;
  for (const StatRow& row : rows)
    if (row.quantity.starts_with("adjusted:")) got[row.feature + " " + row.quantity.substr(9)] = row.value;
  for (const std::string variant : {"nocov", "cov", "ref_batch"}) {
    const Table expected =
        prediction_table(folder + "/tables/adjusted__ex_combat_30x8__" + variant + "__converged.csv");
    for (std::size_t c = 1; c < expected.header.size(); ++c) {
      const Numbers column = numbers_of(expected, expected.header[c]);
      const double sd = std::sqrt(basic_statistics(column).var_sample);
      for (std::size_t i = 0; i < column.size(); ++i)
        EXPECT_NEAR(got.at(variant + ":" + expected.header[c] + " " + expected.rows[i][0]), column[i],
                    1e-6 * sd)
            << variant << " " << expected.header[c];
    }
  }
}

TEST(CombatInvariant, FrozenFitDoesNotLookAtNewSamples) {
  const Sample s = sample(40, 3);
  CombatData train{{}, s.x, {}}, one{{1}, {{5.0}, {-2.0}, {0.5}}, {}};
  for (std::size_t i = 0; i < 40; ++i) train.batch.push_back(i % 2);
  const CombatModel model = fit_combat(train, 2, {});
  CombatData both = one;
  both.batch.push_back(1);
  for (auto& column : both.features) column.push_back(100);
  for (std::size_t f = 0; f < 3; ++f)
    EXPECT_EQ(apply_combat(model, one)[f][0], apply_combat(model, both)[f][0]);
}

TEST(LassoOracle, WithoutPenaltyItIsTheMaximumOfTheLikelihood) {
  Sample s = sample(120, 4);
  for (Numbers& column : s.x) standardise(column);
  const std::vector<std::span<const double>> spans(s.x.begin(), s.x.end());
  const LogisticFit exact = fit_logistic(s.y, spans);
  const Numbers none{1e-10};
  const LassoFit got = lasso_path(s.x, {s.y, {}}, none).front();
  EXPECT_TRUE(got.settled);
  for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(got.beta[j], exact.slopes[j], 1e-6);
  const Draws draws(8, "times", "test", 0, 0);
  Numbers time;
  for (std::size_t i = 0; i < 120; ++i)
    time.push_back(std::ceil(-20 * std::exp(-0.7 * s.x[1][i]) * std::log(draws.uniform(i))));
  const CoxFit cox = fit_cox({time, s.y}, spans, CoxTies::breslow);
  const LassoFit survival = lasso_path(s.x, {s.y, time}, none).front();
  EXPECT_TRUE(survival.settled);
  for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(survival.beta[j], cox.beta[j], 1e-6);
}

TEST(LassoOracle, ConditionsOfAMinimumHold) {
  Sample s = sample(100, 6);
  for (Numbers& column : s.x) standardise(column);
  const LassoOutcome outcome{s.y, {}};
  const double largest = lasso_largest_penalty(s.x, outcome);
  for (const LassoFit& fit : lasso_path(s.x, outcome, lasso_penalties(largest, 10, 0.01))) {
    Numbers residual;
    for (std::size_t i = 0; i < 100; ++i) {
      double eta = fit.intercept;
      for (std::size_t j = 0; j < 6; ++j) eta += fit.beta[j] * s.x[j][i];
      residual.push_back(s.y[i] - 1 / (1 + std::exp(-eta)));
    }
    for (std::size_t j = 0; j < 6; ++j) {
      double slope = 0;
      for (std::size_t i = 0; i < 100; ++i) slope += s.x[j][i] * residual[i] / 100;
      if (fit.beta[j] == 0) {
        EXPECT_LE(std::abs(slope), fit.lambda + 1e-8);
      } else {
        EXPECT_NEAR(slope, fit.beta[j] > 0 ? fit.lambda : -fit.lambda, 1e-8);
      }
    }
    if (fit.lambda == largest) {
      for (const double b : fit.beta) EXPECT_NEAR(b, 0, 1e-9);
    }
  }
}

}  // namespace
}  // namespace radgauge
