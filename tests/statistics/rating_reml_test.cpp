#include "statistics/rating_reml.h"

#include <cmath>

#include "core/nan.h"
#include "statistics/icc.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

Ratings made_up(std::size_t n, std::size_t k, double between, double rater, double offset = 0) {
  Ratings r(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      r.at(i, j) = offset + between * std::fmod(0.618 * static_cast<double>(7 * i + 3), 1.0) +
                   rater * static_cast<double>(j) +
                   std::fmod(0.7548 * static_cast<double>(11 * (i * k + j) + 5), 1.0);
  return r;
}

TEST(RatingRemlInvariant, BalancedEqualsAnovaWhereEveryComponentIsPositive) {
  const Ratings r = made_up(12, 4, 5, 0.5);
  const MeanSquares ms = mean_squares(r);
  const RatingComponents two = reml_two_way(r);
  EXPECT_NEAR(two.var_subject, (ms.msb - ms.mse) / 4, 1e-10);
  EXPECT_NEAR(two.var_rater, (ms.msj - ms.mse) / 12, 1e-10);
  EXPECT_NEAR(two.var_residual, ms.mse, 1e-10);
  const RatingComponents one = reml_one_way(r);
  EXPECT_NEAR(one.var_subject, (ms.msb - ms.msw) / 4, 1e-10);
  EXPECT_NEAR(one.var_residual, ms.msw, 1e-10);
  EXPECT_EQ(one.var_rater, 0);
}

TEST(RatingRemlInvariant, ComponentsOnTheBoundaryAreZeroAndPooled) {
  // Subject means are all equal: the between mean square is 0, below the residual.
  Ratings r(4, 3);
  r.values = {1, 2, 3, 2, 3, 1, 3, 1, 2, 3, 2, 1};
  const RatingComponents one = reml_one_way(r);
  EXPECT_EQ(one.var_subject, 0);
  EXPECT_NEAR(one.var_residual, 8.0 / 11, 1e-12) << "everything about the grand mean";
  const RatingComponents two = reml_two_way(r);
  EXPECT_EQ(two.var_subject, 0);
  EXPECT_EQ(two.var_rater, 0);
  EXPECT_NEAR(two.var_residual, 8.0 / 11, 1e-12);
  EXPECT_NEAR(two.grand_mean, 2, 1e-14);
}

TEST(RatingRemlInvariant, OffsetAndScale) {
  Ratings near = made_up(12, 4, 5, 0.5), far = made_up(12, 4, 5, 0.5, 1e6), large = near;
  for (double& value : large.values) value *= 1024;
  for (Ratings* r : {&near, &far, &large}) r->at(3, 1) = r->at(7, 2) = r->at(7, 0) = kNaN;
  const RatingComponents a = reml_two_way(near), b = reml_two_way(far), c = reml_two_way(large);
  ASSERT_GT(a.var_rater, 0);
  EXPECT_NEAR(a.var_subject, b.var_subject, 1e-7);
  EXPECT_NEAR(a.var_rater, b.var_rater, 1e-7);
  EXPECT_NEAR(a.grand_mean + 1e6, b.grand_mean, 1e-7);
  EXPECT_NEAR(c.var_subject / a.var_subject, 1024.0 * 1024, 1e-3);
}

TEST(RatingRemlInvariant, UnbalancedOneWaySolvesItsScoreEquation) {
  Ratings r = made_up(9, 4, 2, 0);
  r.at(0, 1) = r.at(2, 2) = r.at(2, 3) = r.at(6, 0) = kNaN;
  const RatingComponents fit = reml_one_way(r);
  ASSERT_GT(fit.var_subject, 0);
  // sum w^2 (m - mu)^2 = sum w - sum w^2 / sum w with w = 1/(var_subject + var_residual / n).
  const SubjectSums sums = subject_sums(r);
  double w1 = 0, w2 = 0, weighted = 0, left = 0;
  std::vector<double> w;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    w.push_back(1 / (fit.var_subject + fit.var_residual / sums.count[i]));
    w1 += w[i];
    w2 += w[i] * w[i];
    weighted += w[i] * sums.mean[i];
  }
  for (std::size_t i = 0; i < w.size(); ++i) left += std::pow(w[i] * (sums.mean[i] - weighted / w1), 2);
  EXPECT_NEAR(left, w1 - w2 / w1, 1e-8 * left);
  EXPECT_NEAR(fit.grand_mean, sums.pivot + weighted / w1, 1e-10);
}

TEST(RatingRemlRegression, TheLowerOfTwoMinimaIsFound) {
  // A descent from equal ratios ends where the rater component is 0 and the residual large.
  Ratings r(6, 2);
  r.values = {kNaN, 8.54, kNaN, -13.68, 3.75, kNaN, -16.43, -4.52, -7.97, 5.29, kNaN, kNaN};
  const RatingComponents fit = reml_two_way(r);
  EXPECT_GT(fit.var_rater, 50);
  EXPECT_LT(fit.var_residual, 1);
}

TEST(RatingRemlMechanics, WhatHasNoMaximumHasAReason) {
  Ratings equal(3, 2), once(3, 3), additive(4, 3);
  equal.values = {1, 1, 1, 1, 1, kNaN};
  once.values = {1, kNaN, kNaN, kNaN, 2, kNaN, kNaN, kNaN, 4};
  additive.values = {1, 2, 4, 2, 3, 5, 4, 5, kNaN, 8, 9, 11};
  for (const Ratings* r : {&equal, &once, &additive}) {
    const RatingComponents fit = reml_two_way(*r);
    EXPECT_TRUE(std::isnan(fit.var_subject));
    EXPECT_FALSE(fit.reason.empty());
  }
  EXPECT_TRUE(std::isnan(reml_one_way(equal).var_residual));
  EXPECT_FALSE(reml_one_way(once).reason.empty());
  Ratings nested(3, 6);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 2; ++j) nested.at(i, 2 * i + j) = static_cast<double>(i * i + j * (i + 1));
  EXPECT_EQ(reml_two_way(nested).reason, "no rater has two values: rater and residual are confounded");
  EXPECT_FALSE(std::isnan(reml_one_way(nested).var_subject));
  EXPECT_FALSE(reml_one_way(made_up(kMostRatingLevels + 1, 2, 1, 0)).reason.empty());
  EXPECT_FALSE(reml_two_way(Ratings(0, 0)).reason.empty());
}

}  // namespace
}  // namespace radgauge
