#include "statistics/logistic.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "statistics/log_odds.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

using Labels = std::vector<std::uint8_t>;
using Numbers = std::vector<double>;

TEST(LogisticOracle, TwoByTwoTableIsClosedForm) {
  // 30/10 with the outcome where x = 1, 15/45 where x = 0: slope ln(3) - ln(1/3).
  Labels y;
  Numbers x;
  const auto add = [&](int n, int outcome, double value) {
    for (int i = 0; i < n; ++i) {
      y.push_back(static_cast<std::uint8_t>(outcome));
      x.push_back(value);
    }
  };
  add(30, 1, 1), add(10, 0, 1), add(15, 1, 0), add(45, 0, 0);
  const std::span<const double> columns[] = {x};
  const LogisticFit fit = fit_logistic(y, columns);
  EXPECT_NEAR(fit.intercept, std::log(15.0 / 45), 1e-12);
  EXPECT_NEAR(fit.slopes[0], std::log(3.0) - std::log(15.0 / 45), 1e-12);
  EXPECT_NEAR(fit.intercept_se, std::sqrt(1 / 15.0 + 1 / 45.0), 1e-12);
  EXPECT_NEAR(fit.slopes_se[0], std::sqrt(1 / 30.0 + 1 / 10.0 + 1 / 15.0 + 1 / 45.0), 1e-12);
}

TEST(LogisticInvariant, SeparatedClassesHaveNoFit) {
  const Numbers x{1, 2, 3, 4}, z{1, 1, 2, 2};
  const std::span<const double> one[] = {x}, two[] = {x, z};
  EXPECT_FALSE(fit_logistic(Labels{0, 0, 1, 1}, one).reason.empty());
  EXPECT_FALSE(fit_logistic(Labels{0, 0, 1, 1}, two).reason.empty());
  EXPECT_TRUE(fit_logistic(Labels{0, 1, 0, 1}, one).reason.empty());
}

TEST(LogisticOracle, ARidgeTakesItsShareOfTheSlope) {
  // The maximum: sum x (y - p) = ridge times the slope of the standardised column; y and x symmetric, so that
  // the intercept is 0.
  const Numbers x{-1, -1, 1, 1, -1, 1};
  const Labels y{0, 0, 1, 1, 1, 0};
  const std::vector<std::span<const double>> columns{x};
  const double b = fit_logistic(y, columns, {}, 0.7).slopes[0];
  EXPECT_NEAR(4 * (1 - expit(b)) - 2 * expit(b) - 0.7 * b, 0, 1e-10);
  EXPECT_NEAR(fit_logistic(y, columns).slopes[0], std::log(2.0), 1e-12);
}

TEST(LogisticInvariant, LikelihoodAndSlopeAreThoseOfTheDefinition) {
  // As many cases as fill no block, and predictors from certain to undecided: what is added up in products
  // has to equal the sum, and the score equations have to hold.
  const Draws draws(7, "cases", "logistic", 0, 0);
  Labels y;
  Numbers x, offset;
  for (std::uint64_t i = 0; i < 1003; ++i) {
    x.push_back(draws.normal(i));
    offset.push_back(60 * draws.uniform(i, 1) - 30);
    y.push_back(draws.uniform(i, 2) < expit(0.5 + x.back() + offset.back()) ? 1 : 0);
  }
  const std::vector<std::span<const double>> columns{x};
  const LogisticFit fit = fit_logistic(y, columns, offset);
  ASSERT_EQ(fit.reason, "");
  double log_likelihood = 0, score = 0, size = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double eta = fit.intercept + fit.slopes[0] * x[i] + offset[i];
    log_likelihood -= log_one_plus_exp(y[i] != 0 ? -eta : eta);
    score += x[i] * (y[i] - expit(eta));
    size += std::abs(x[i] * (y[i] - expit(eta)));
  }
  EXPECT_NEAR(fit.log_likelihood, log_likelihood, 1e-13 * std::abs(log_likelihood));
  EXPECT_NEAR(score, 0, 1e-12 * size);
}

}  // namespace

}  // namespace radgauge
