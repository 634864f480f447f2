#include "drift/patient_limits.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "statistics/proportion.h"
#include "statistics/roc.h"

namespace radgauge::drift {
namespace {

std::vector<double> normal_draws(double mean, double sd, std::size_t n = 4000) {
  const Draws draws(6, "limits", "test", 0, 0);
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(mean + sd * draws.normal(i));
  return out;
}

// oracle: a limit of the score interval is an area of which the observed one is 1.96 of Hanley and McNeil's
// standard errors away, with (m + n)/2 - 1 for both counts (Newcombe 2006, equation of method 5).
TEST(AreaLimitsOracle, ScoreEquation) {
  for (const auto& [area, m, n] : {std::tuple{0.8, 25.0, 30.0}, {0.97, 10.0, 90.0}, {0.5, 4.4, 7.5}}) {
    const statistics::AucLimits limits = statistics::auc_score_limits(area, m, n);
    for (const double a : {limits.lower, limits.upper}) {
      const double more = (m + n) / 2 - 1;
      const double variance = a * (1 - a) * (1 + more * (1 - a) / (2 - a) + more * a / (1 + a)) / (m * n);
      EXPECT_NEAR(std::abs(area - a), 1.959963984540054 * std::sqrt(variance), 1e-12);
    }
    EXPECT_LT(limits.lower, area);
    EXPECT_GT(limits.upper, area);
    const statistics::AucLimits mirrored = statistics::auc_score_limits(1 - area, n, m);
    EXPECT_NEAR(mirrored.lower, 1 - limits.upper, 1e-12);
  }
  const statistics::AucLimits perfect = statistics::auc_score_limits(1, 8, 8);
  EXPECT_EQ(perfect.upper, 1);
  EXPECT_GT(perfect.lower, 0.5);
  EXPECT_LT(perfect.lower, 0.9);
  EXPECT_TRUE(std::isnan(statistics::auc_score_limits(NAN, 8, 8).lower));
  EXPECT_TRUE(std::isnan(statistics::auc_score_limits(0.5, 0, 8).lower));
}

// oracle: of patients with one object each, limits of a share are Wilson's, whatever the draws; where all
// objects of a patient are alike, they are wider than those of as many patients as there are.
TEST(PatientLimitsOracle, SharesOfPatients) {
  const Estimate of{0.25, kNaN, kNaN, ""};
  const Estimate single = share_limits(of, normal_draws(0.25, 0.07), {40, 40});
  const statistics::Proportion wilson = statistics::wilson(10, 40);
  EXPECT_NEAR(single.lower, wilson.lower, 1e-14);
  EXPECT_NEAR(single.upper, wilson.upper, 1e-14);
  const Estimate alike = share_limits(of, normal_draws(0.25, std::sqrt(0.25 * 0.75 / 40)), {120, 40});
  EXPECT_LT(alike.lower, wilson.lower);
  EXPECT_GT(alike.upper, wilson.upper);
  EXPECT_NEAR(alike.upper, wilson.upper, 0.02);
  const Estimate free = share_limits(of, normal_draws(0.25, 1e-3), {120, 40});
  EXPECT_LT(free.upper - free.lower, 0.6 * (alike.upper - alike.lower)) << "never more than all objects";
  EXPECT_GT(free.upper - free.lower,
            0.9 * (statistics::wilson(30, 120).upper - statistics::wilson(30, 120).lower));
}

// oracle: a mean has limits of t with patients - 1 degrees of freedom: R's qt(0.975, 9) = 2.262157.
TEST(PatientLimitsOracle, MeansByT) {
  const std::vector<double> drawn = normal_draws(3, 0.5);
  const Estimate mean = mean_limits({3, kNaN, kNaN, ""}, drawn, {10, 10});
  EXPECT_NEAR(mean.upper - 3, 2.262157 * 0.5 * std::sqrt(10.0 / 9), 0.03);
  EXPECT_NEAR(mean.upper + mean.lower, 6, 1e-12);
  const Estimate difference = difference_limits({3, kNaN, kNaN, ""}, drawn);
  EXPECT_NEAR(difference.upper - 3, 1.96 * 0.5, 0.03);
  const Estimate bounded = bounded_mean_limits({0.04, kNaN, kNaN, ""}, normal_draws(0.04, 0.03), {10, 10});
  EXPECT_GT(bounded.lower, 0);
  EXPECT_LT(bounded.upper, 1);
  EXPECT_GT(bounded.upper - 0.04, 0.04 - bounded.lower);
}

// invariant: no value, too few draws that have one, one patient, nothing that varies: never a made-up limit.
TEST(PatientLimitsInvariant, ReasonsWhereThereAreNone) {
  const Estimate none = mean_limits({kNaN, kNaN, kNaN, "only one class"}, normal_draws(0, 1), {10, 10});
  EXPECT_EQ(none.reason, "only one class");
  EXPECT_TRUE(std::isnan(none.lower));
  std::vector<double> gaps = normal_draws(0.5, 0.1, 100);
  for (std::size_t i = 0; i < 11; ++i) gaps[i] = kNaN;
  const AreaSample sample{{10, 10}, {10, 10}, 0.01};
  EXPECT_EQ(area_limits({0.5, kNaN, kNaN, ""}, gaps, sample).reason, "not defined in a tenth of the draws");
  EXPECT_EQ(mean_limits({0.5, kNaN, kNaN, ""}, {}, {10, 10}).reason, "not defined in a tenth of the draws");
  EXPECT_EQ(share_limits({0.5, kNaN, kNaN, ""}, normal_draws(0.5, 0.1), {6, 1}).reason,
            "it rests on one patient");
  const Estimate same = bounded_mean_limits({0, kNaN, kNaN, ""}, std::vector<double>(50, 0.0), {9, 9});
  EXPECT_EQ(same.lower, 0);
  EXPECT_EQ(same.upper, 0);
  const Estimate perfect =
      area_limits({1, kNaN, kNaN, ""}, std::vector<double>(50, 1.0), {{30, 10}, {30, 10}, 0});
  EXPECT_EQ(perfect.upper, 1);
  EXPECT_NEAR(perfect.lower, statistics::auc_score_limits(1, 10, 10).lower, 1e-14);
}

}  // namespace
}  // namespace radgauge::drift
