#include <fstream>
#include <sstream>

#include "core/random.h"
#include "statistics/cluster.h"
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

const std::vector<std::size_t> kCoveragePatients{0, 0, 1, 2, 2, 2, 3, 4, 5, 5};

TEST(WithinJackknifeOracle, EqualsRecomputationWithMissingValues) {
  Ratings all = table(10, 4);
  all.at(2, 1) = all.at(7, 3) = all.at(7, 0) = std::nan("");
  const WithinLimits limits = jackknife_within(all, kCoveragePatients);
  std::vector<double> pseudo;
  const double theta = std::log(std::pow(repeatability(all).wsd, 2));
  for (std::size_t p = 0; p < 6; ++p) {
    Ratings rest = all;
    for (std::size_t i = 0; i < 10; ++i)
      for (std::size_t j = 0; j < 4 && kCoveragePatients[i] == p; ++j) rest.at(i, j) = std::nan("");
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
  const JackknifeLimits fixed = jackknife_crossed(all, kCoveragePatients, CrossedForm::agreement);
  const JackknifeLimits drawn =
      jackknife_crossed(all, kCoveragePatients, CrossedForm::agreement, ColumnSampling::drawn);
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
  EXPECT_EQ(jackknife_crossed(all, kCoveragePatients, CrossedForm::consistency, ColumnSampling::drawn).lower,
            jackknife_crossed(all, kCoveragePatients, CrossedForm::consistency).lower);
}

std::vector<std::map<std::string, std::string>> record(const std::string& name) {
  std::ifstream file(std::string(RADGAUGE_SOURCE_DIR) + "/results/compliance/" + name);
  EXPECT_TRUE(file) << name;
  std::vector<std::string> titles;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields;
    std::stringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
    if (titles.empty()) {
      titles = fields;
      continue;
    }
    rows.emplace_back();
    for (std::size_t i = 0; i < std::min(titles.size(), fields.size()); ++i)
      rows.back()[titles[i]] = fields[i];
  }
  return rows;
}

double number(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

// What is said of the limits that certify holds in what `./run coverage` recorded of them.
TEST(CoverageRegression, CertifyingLimitsCover95Percent) {
  int designs = 0;
  for (auto& row : record("coverage.csv")) {
    if (row["certifies"] != "yes") continue;
    ++designs;
    EXPECT_GE(number(row["lower_limit"]), 0.95)
        << row["form"] << " " << row["population"] << " " << row["n_patients"] << " " << row["k"];
  }
  EXPECT_GT(designs, 1000);
}

TEST(CoverageRegression, PatientsOfRealStudiesAreRarelyCertifiedFalsely) {
  double certified = 0, jackknife = 0, tenth = 0, inside = 0, all = 0;
  for (auto& row : record("coverage_plasmode.csv")) {
    ++all;
    if (row["outside"] != "no") continue;
    ++inside;
    certified += number(row["certified"]);
    jackknife += number(row["jackknife"]);
    tenth += number(row["certified_at_tenth"]);
    EXPECT_LE(number(row["certified"]), 0.1)
        << row["study"] << " " << row["question"] << " " << row["feature"];
  }
  ASSERT_GT(all, 7000);
  EXPECT_GT(inside, 0.6 * all);
  EXPECT_LT(certified / inside, 0.05);
  EXPECT_LT(certified, jackknife);
  EXPECT_GT(tenth / inside, 0.7) << "nothing is bought by refusing all";
}

}  // namespace
}  // namespace radgauge
