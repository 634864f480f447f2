#include "statistics/concordance.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "core/random.h"
#include "statistics/cluster.h"
#include "statistics/pairs.h"
#include "statistics/repeatability.h"

namespace radgauge::statistics {
namespace {

/// Rows in runs of `run` with one first value, as an object has beside its draws; the second scatters.
Ratings runs_beside_draws(std::size_t n, std::size_t run, double spread) {
  const Draws draws(7, "concordance", "test", 0, 0);
  Ratings out(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    out.at(i, 0) = std::exp(spread * draws.uniform(i / run, 0));
    out.at(i, 1) = std::exp(spread * draws.uniform(i, 1));
  }
  return out;
}

// Of two rankings without ties W = (1 + rho)/2 (Kendall & Gibbons 1990, chapter 6); with them, rho has its
// correction and W its own, so only values without ties are compared. The spread of 600 crowds nearly all
// values into one step of the range.
TEST(KendallWOracle, TwoRatersGiveSpearmansRho) {
  for (const double spread : {1.0, 60.0, 600.0}) {
    const Ratings ratings = runs_beside_draws(400, 1, spread);
    std::vector<double> x, y;
    for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
      x.push_back(ratings.at(i, 0));
      y.push_back(ratings.at(i, 1));
    }
    EXPECT_NEAR(kendall_w(ratings).w, (1 + correlations(x, y).spearman) / 2, 1e-12) << spread;
  }
}

TEST(KendallWInvariant, RanksAreAllThatCounts) {
  const Ratings one = runs_beside_draws(300, 10, 1);
  Ratings logs = one, turned = one;
  for (double& value : logs.values) value = std::log(value) * 1e300;
  for (std::size_t i = 0; i < one.n_subjects; ++i)
    for (std::size_t j = 0; j < 2; ++j) turned.at((i * 7) % one.n_subjects, j) = one.at(i, j);
  EXPECT_EQ(kendall_w(one).w, kendall_w(logs).w);
  EXPECT_EQ(kendall_w(one).w, kendall_w(turned).w);  // runs are cut up: they only save work
  Ratings zeros(3, 2);
  zeros.values = {0.0, 0.0, -0.0, 0.0, 0.0, -0.0};
  EXPECT_TRUE(std::isnan(kendall_w(zeros).w));
}

TEST(SubjectSumsInvariant, OneSetOfSumsServesEveryStatistic) {
  Ratings ratings = runs_beside_draws(60, 5, 2);
  ratings.at(11, 1) = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::size_t> patient;
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) patient.push_back(i / 5);
  const SubjectSums sums = subject_sums(ratings);
  WithinSums within(12);
  for (std::size_t i = 0; i < ratings.n_subjects; ++i)
    within.add(patient[i], row_spread(std::span(ratings.values).subspan(2 * i, 2)));
  EXPECT_EQ(jackknife_within(ratings, patient).upper, jackknife_within(within).upper);
  EXPECT_EQ(jackknife_within(ratings, patient).upper, jackknife_within(sums, patient).upper);
  EXPECT_EQ(jackknife_one_way(ratings, patient).lower, jackknife_one_way(sums, patient).lower);
  EXPECT_EQ(repeatability(ratings).rc_upper, repeatability(sums).rc_upper);
  EXPECT_TRUE(std::isnan(repeatability(sums).wsd_log));
  EXPECT_FALSE(repeatability(sums).log_reason.empty());
}

// oracle: the mean of two numbers and half the square of their difference, exact where doubles are, else to
// rounding.
TEST(PairMomentsOracle, AreThoseOfTwoNumbers) {
  const RowMoments exact = moments_of_pair(3, 7);
  EXPECT_EQ(exact.mean, 2);
  EXPECT_EQ(exact.sum_squares, 8);
  EXPECT_TRUE(std::isnan(moments_of_pair(1, std::numeric_limits<double>::infinity()).mean));
  const Ratings pairs = runs_beside_draws(60, 5, 2);
  for (std::size_t i = 0; i < pairs.n_subjects; ++i) {
    const double a = pairs.at(i, 0), b = 1e6 + pairs.at(i, 1);
    const RowMoments moments = moments_of_pair(a, b);
    const long double difference = static_cast<long double>(b) - static_cast<long double>(a);
    EXPECT_DOUBLE_EQ(moments.mean, static_cast<double>(difference / 2));
    EXPECT_DOUBLE_EQ(moments.sum_squares, static_cast<double>(difference * difference / 2));
  }
}

// invariant: the same bits as the sums over a row in four lanes, written out here, that longer rows take.
TEST(PairMomentsInvariant, HaveTheBitsOfALongerRow) {
  const auto in_lanes = [](double first, double second) {
    const auto sum = [](double a, double b) { return ((0 + a) + (0 + b)) + (0.0 + 0.0); };
    const double mean = sum(first - first, second - first) / 2;
    const double a = (first - first) - mean, b = (second - first) - mean, rest = sum(a, b);
    return RowMoments{mean + rest / 2, std::max(0.0, sum(a * a, b * b) - rest * rest / 2)};
  };
  const double values[] = {0.0, -0.0, 1, -1, 1 + 1e-15, 1e15, 1e15 + 0.125, 5e-324, -3e-310, 0.1, 1.7e308};
  for (const double a : values)
    for (const double b : values) {
      const RowMoments found = moments_of_pair(a, b), expected = in_lanes(a, b);
      EXPECT_EQ(std::bit_cast<std::uint64_t>(found.mean), std::bit_cast<std::uint64_t>(expected.mean))
          << a << " " << b;
      if (std::isnan(expected.sum_squares)) continue;
      EXPECT_EQ(std::bit_cast<std::uint64_t>(found.sum_squares),
                std::bit_cast<std::uint64_t>(expected.sum_squares))
          << a << " " << b;
    }
}

}  // namespace
}  // namespace radgauge::statistics
