#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "statistics/calibration.h"
#include "statistics/cox.h"
#include "statistics/distributions.h"
#include "statistics/roc.h"
#include "statistics/survival.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

struct RandomCohort {
  std::vector<double> time, x1, x2;
  std::vector<std::uint8_t> status;
};

// Events only where x1 = 1; `both` gives them to x1 = 0 as well.
RandomCohort cohort_with_events_at_one_end(std::uint32_t repetition, bool both) {
  const Draws draws(7, "cohort", "test.cox", 0, repetition);
  RandomCohort out;
  const std::size_t n = 20 + repetition % 30;
  for (std::size_t i = 0; i < n; ++i) {
    out.time.push_back(1 + std::floor(40 * draws.uniform(i, 0)));
    out.x1.push_back(i % 3 == 0 ? 1 : 0);
    out.x2.push_back(draws.normal(i, 2));
    out.status.push_back((both || i % 3 == 0) && (i < 6 || draws.uniform(i, 3) < 0.6) ? 1 : 0);
  }
  // Somebody without x1 outlives the first event, else x1 says nothing of it.
  out.time[1] = 50;
  return out;
}

CoxFit fitted(const RandomCohort& c, CoxTies ties) {
  const std::vector<std::span<const double>> columns{c.x1, c.x2};
  return fit_cox({c.time, c.status}, columns, ties);
}

}  // namespace

TEST(CoxInvariant, EventsAtOneEndOfAColumnHaveNoFit) {
  for (std::uint32_t r = 0; r < 200; ++r)
    for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow}) {
      const CoxFit fit = fitted(cohort_with_events_at_one_end(r, false), ties);
      EXPECT_FALSE(fit.reason.empty()) << r;
      EXPECT_TRUE(fit.beta.empty()) << r;
    }
}

TEST(CoxInvariant, EventsAtBothEndsHaveAFit) {
  for (std::uint32_t r = 0; r < 200; ++r)
    EXPECT_EQ(fitted(cohort_with_events_at_one_end(r, true), CoxTies::efron).reason, "") << r;
}

// Times, status and groups by hand. Group 2 is censored before the first event: what is left is the test of
// the other two, at times 2 (3 and 3 at risk, event in 0), 4 (2 and 3, event in 1), 5 (2 and 2, event in 0):
// expected in 0: 1/2 + 2/5 + 1/2 = 7/5; variance 1/4 + 6/25 + 1/4 = 37/50; chi2 = (2 - 7/5)^2/(37/50) =
// 18/37.
TEST(LogRankOracle, AGroupThatNeverSeesAnEventIsNoDegreeOfFreedom) {
  const std::vector<double> t{2, 5, 9, 4, 9, 9, 1, 1.5};
  const std::vector<std::uint8_t> status{1, 1, 0, 1, 0, 0, 0, 0};
  const std::vector<std::size_t> group{0, 0, 0, 1, 1, 1, 2, 2};
  const LogRank test = log_rank({t, status}, group, 0);
  EXPECT_EQ(test.reason, "");
  EXPECT_EQ(test.df, 1);
  EXPECT_EQ(test.expected[2], 0);
  EXPECT_NEAR(test.chi_square, 18.0 / 37, 1e-13);
  EXPECT_NEAR(test.p, chi_square_upper_tail(18.0 / 37, 1), 1e-13);
  // The empty group need not be the last.
  const std::vector<std::size_t> other{1, 1, 1, 2, 2, 2, 0, 0};
  EXPECT_NEAR(log_rank({t, status}, other, 0).chi_square, 18.0 / 37, 1e-13);
}

TEST(LogRankInvariant, OneGroupAtRiskIsNoTest) {
  const std::vector<double> time{1, 1, 2, 3, 7};
  const std::vector<std::uint8_t> status{0, 0, 1, 1, 1};
  const std::vector<std::size_t> group{1, 1, 0, 0, 0};
  const LogRank test = log_rank({time, status}, group, 0);
  EXPECT_FALSE(test.reason.empty());
  EXPECT_TRUE(std::isnan(test.p));
}

// Case 2 is censored while three are at risk: from then on G = 2/3. Up to 2.5: 0.25 of the event, and 3/2 of
// 0.6^2 and 0.2^2; up to 3.5 the event at 3 counts 3/2 x 0.4^2.
TEST(SurvivalOracle, TheBrierScoreWeighsWhatCensoringHides) {
  const std::vector<double> time{1, 2, 3, 4}, survival{0.5, 0.9, 0.4, 0.8};
  const std::vector<std::uint8_t> status{1, 0, 1, 0};
  EXPECT_NEAR(ipcw_brier({time, status}, survival, 2.5), (0.25 + 1.5 * (0.36 + 0.04)) / 4, 1e-15);
  EXPECT_NEAR(ipcw_brier({time, status}, survival, 3.5), (0.25 + 1.5 * 0.16 + 1.5 * 0.04) / 4, 1e-15);
}

// The intercept of a calibration in the large makes the expected events those observed.
TEST(CalibrationOracle, InTheLargeOfClippedProbabilities) {
  const std::vector<std::uint8_t> label{0, 0, 1, 1, 1, 0};
  const std::vector<double> p{0, 1, 1, 1, 0, 0};
  const Recalibration r = recalibration(label, p, 1e-6);
  ASSERT_EQ(r.reason_in_the_large, "");
  double expected = 0;
  for (const double v : p)
    expected += 1 / (1 + std::exp(-(r.in_the_large + std::log(std::clamp(v, 1e-6, 1 - 1e-6) /
                                                              (1 - std::clamp(v, 1e-6, 1 - 1e-6))))));
  EXPECT_NEAR(expected, 3, 1e-9);
}

TEST(RocInvariant, ADifferenceWithoutVarianceIsNotCertain) {
  const std::vector<std::uint8_t> label{0, 0, 0, 1, 1, 1};
  const std::vector<double> right{1, 2, 3, 4, 5, 6}, wrong{6, 5, 4, 3, 2, 1};
  const Auc a = auc_delong(label, right), b = auc_delong(label, wrong);
  for (const AucDifference& d : {auc_difference_paired(a, b), auc_difference_unpaired(a, b)}) {
    EXPECT_EQ(d.difference, 1);
    EXPECT_EQ(d.se, 0);
    EXPECT_FALSE(d.reason.empty());
    for (const double v : {d.lower, d.upper, d.z, d.p}) EXPECT_TRUE(std::isnan(v));
  }
  const AucDifference same = auc_difference_paired(a, a);
  EXPECT_EQ(same.reason, "");
  EXPECT_EQ(same.z, 0);
  EXPECT_EQ(same.p, 1);
}

// Shares of three are no exact doubles: all differ alike, and rounding is no variance.
TEST(RocInvariant, RoundingIsNoVariance) {
  for (const std::size_t n : {3U, 5U, 7U, 9U}) {
    std::vector<std::uint8_t> label;
    std::vector<double> a, b;
    for (std::size_t i = 0; i < n; ++i) {
      label.insert(label.end(), {0, 1});
      const double place = 2 * static_cast<double>(i);
      a.insert(a.end(), {place, place + 1});
      b.insert(b.end(), {place + 1, place});
    }
    const AucDifference d = auc_difference_paired(auc_delong(label, a), auc_delong(label, b));
    EXPECT_NEAR(d.difference, 1 / static_cast<double>(n), 1e-15);
    EXPECT_FALSE(d.reason.empty()) << n;
    for (const double v : {d.lower, d.upper, d.z, d.p}) EXPECT_TRUE(std::isnan(v)) << n;
  }
}

}  // namespace radgauge
