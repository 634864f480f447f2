#include <fstream>
#include <sstream>

#include "core/random.h"
#include "statistics/cluster.h"
#include "statistics/coverage_caveat.h"
#include "statistics/distributions.h"
#include "statistics/icc.h"
#include "statistics/repeatability.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

Ratings table(std::size_t n, std::size_t k) {
  const Draws draws(3, "table", "coverage-test", 0, 0);
  Ratings r(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      r.at(i, j) = 3 * draws.normal(i, 1) + draws.normal(j, 2) + draws.normal(i * k + j, 3);
  return r;
}

const std::vector<std::size_t> kPatients{0, 0, 1, 2, 2, 2, 3, 4, 5, 5};

TEST(WithinJackknifeOracle, EqualsRecomputationWithMissingValues) {
  Ratings all = table(10, 4);
  all.at(2, 1) = all.at(7, 3) = all.at(7, 0) = std::nan("");
  const WithinLimits limits = jackknife_within(all, kPatients);
  std::vector<double> pseudo;
  const double theta = std::log(std::pow(repeatability(all).wsd, 2));
  for (std::size_t p = 0; p < 6; ++p) {
    Ratings rest = all;
    for (std::size_t i = 0; i < 10; ++i)
      for (std::size_t j = 0; j < 4 && kPatients[i] == p; ++j) rest.at(i, j) = std::nan("");
    pseudo.push_back(6 * theta - 5 * std::log(std::pow(repeatability(rest).wsd, 2)));
  }
  double mean = 0, squares = 0;
  for (const double value : pseudo) mean += value / 6;
  for (const double value : pseudo) squares += (value - mean) * (value - mean);
  const double half = t_quantile(0.975, 5) * std::sqrt(squares / 5 / 6);
  EXPECT_NEAR(limits.wsd, repeatability(all).wsd, 1e-14);
  EXPECT_NEAR(limits.lower, std::exp((mean - half) / 2), 1e-11);
  EXPECT_NEAR(limits.upper, std::exp((mean + half) / 2), 1e-11);
  EXPECT_LT(limits.upper_one_sided, limits.upper);
  EXPECT_GT(limits.upper_one_sided, limits.wsd * 0.5);
}

TEST(WithinJackknifeMechanics, WhatRestsOnOnePatientHasNoInterval) {
  Ratings still = table(3, 2);
  still.values = {1, 1, 2, 2, 3, 4};
  const std::vector<std::size_t> apart{0, 1, 2}, together{0, 0, 0};
  EXPECT_TRUE(std::isnan(jackknife_within(still, apart).upper));
  EXPECT_FALSE(jackknife_within(still, apart).reason.empty());
  EXPECT_FALSE(jackknife_within(table(3, 2), together).reason.empty());
  EXPECT_FALSE(jackknife_within(table(3, 1), apart).reason.empty());
}

TEST(DrawnColumnsOracle, LimitsAreThoseOfMover) {
  const Ratings all = table(10, 4);
  const JackknifeLimits fixed = jackknife_crossed(all, kPatients, CrossedForm::agreement);
  const JackknifeLimits drawn =
      jackknife_crossed(all, kPatients, CrossedForm::agreement, ColumnSampling::drawn);
  const MeanSquares ms = mean_squares(all);
  const auto log_f = [&](double msj) {
    return std::log((ms.msb + (msj - ms.mse) / 10) / (ms.mse + (msj - ms.mse) / 10));
  };
  const double columns = log_f(ms.msj) - log_f(3 * ms.msj / chi_square_quantile(0.025, 3));
  const double patients = fixed.theta_mean - std::log(fixed.f_lower);
  EXPECT_NEAR(std::log(drawn.f_lower), fixed.theta_mean - std::sqrt(columns * columns + patients * patients),
              1e-12);
  EXPECT_EQ(drawn.se, fixed.se);
  EXPECT_LT(drawn.lower, fixed.lower);
  EXPECT_LT(drawn.lower_one_sided, fixed.lower_one_sided);
  EXPECT_GT(drawn.upper, fixed.upper);
}

TEST(DrawnColumnsInvariant, ConsistencyLeavesColumnsOut) {
  const Ratings all = table(10, 4);
  EXPECT_EQ(jackknife_crossed(all, kPatients, CrossedForm::consistency, ColumnSampling::drawn).lower,
            jackknife_crossed(all, kPatients, CrossedForm::consistency).lower);
}

// The table in the program is that of the record: both are written by `./run coverage`.
TEST(CoverageRegression, ShortfallsAreThoseOfTheRecord) {
  std::ifstream file(std::string(RADGAUGE_SOURCE_DIR) + "/results/compliance/coverage.csv");
  ASSERT_TRUE(file);
  std::string line;
  std::map<std::string, double> lowest;  // by form, columns, population, patients, columns
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> f;
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) f.push_back(field);
    ASSERT_GE(f.size(), 18u);
    if (f[8] != "yes") continue;
    double& least = lowest.emplace(f[0] + "," + f[1] + "," + f[2] + "," + f[3] + "," + f[5], 1).first->second;
    least = std::min(least, std::strtod(f[14].c_str(), nullptr));
  }
  std::size_t below = 0;
  for (const auto& [key, coverage] : lowest) below += coverage < kRequiredCoverage ? 1 : 0;
  EXPECT_EQ(coverage_shortfalls().size(), below);
  for (const CoverageShortfall& s : coverage_shortfalls()) {
    const std::string form = s.form == PlannedForm::one_way     ? "one_way"
                             : s.form == PlannedForm::agreement ? "agreement"
                                                                : "consistency";
    const std::string key = form + "," + std::string(s.columns) + "," + std::string(s.population) + "," +
                            std::to_string(s.patients) + "," + std::to_string(s.columns_count);
    ASSERT_TRUE(lowest.count(key)) << key;
    EXPECT_NEAR(s.coverage, lowest[key], 0.0006) << key;
  }
}

TEST(CoverageMechanics, CaveatNamesTheNearestSimulatedSize) {
  const std::string one_way = coverage_caveat(PlannedForm::one_way, "anew", 22, 3);
  EXPECT_NE(one_way.find("the lower limit of the ICC covers"), std::string::npos) << one_way;
  EXPECT_NE(one_way.find("20 patients and 2 conditions"), std::string::npos) << one_way;
  const std::string fixed = coverage_caveat(PlannedForm::agreement, "fixed", 1000, 2);
  EXPECT_NE(fixed.find("50 patients and 2 conditions"), std::string::npos) << fixed;
  EXPECT_EQ(coverage_caveat(PlannedForm::one_way, "fixed", 22, 3), "") << "one-way columns are made anew";
}

}  // namespace
}  // namespace radgauge
