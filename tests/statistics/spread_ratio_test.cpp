#include "statistics/spread_ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/error.h"
#include "statistics/distributions.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

/// Two values an object, one object a patient: sums of squares are half squared differences.
Ratings pairs(const std::vector<double>& differences) {
  Ratings out(differences.size(), 2);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    out.at(i, 0) = 10 * static_cast<double>(i);
    out.at(i, 1) = 10 * static_cast<double>(i) + differences[i];
  }
  return out;
}

PatientSpread spread(const std::vector<double>& differences, std::size_t first_patient = 0) {
  std::vector<std::size_t> patient;
  for (std::size_t i = 0; i < differences.size(); ++i) patient.push_back(first_patient + i);
  return patient_spread(pairs(differences), patient);
}

/// The delete-one jackknife of ln wSD by its definition.
std::pair<double, double> by_definition(const std::vector<double>& target,
                                        const std::vector<double>& reference) {
  const auto log_ratio = [&](std::size_t without) {
    double a = 0, b = 0;
    for (std::size_t i = 0; i < target.size(); ++i)
      if (i != without) a += target[i] * target[i], b += reference[i] * reference[i];
    return 0.5 * std::log(a / b);
  };
  const double n = static_cast<double>(target.size());
  std::vector<double> pseudo;
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < target.size(); ++i) {
    pseudo.push_back(n * log_ratio(target.size()) - (n - 1) * log_ratio(i));
    mean += pseudo.back() / n;
  }
  for (const double value : pseudo) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

// Closed form: wSD of pairs, and the paired jackknife by its definition.
TEST(SpreadRatioOracle, PairedJackknifeByDefinition) {
  const std::vector<double> target{1.5, -2, 0.7, 3.1, -0.4}, reference{1, -1.6, 0.9, 2.2, -0.6};
  const SpreadRatio r = spread_ratio(spread(target), spread(reference), 1.25);
  double a = 0, b = 0;
  for (std::size_t i = 0; i < 5; ++i) a += target[i] * target[i], b += reference[i] * reference[i];
  EXPECT_NEAR(r.ratio, std::sqrt(a / b), 1e-14);
  const auto [theta, se] = by_definition(target, reference);
  EXPECT_NEAR(r.theta, theta, 1e-13);
  EXPECT_NEAR(r.se, se, 1e-13);
  EXPECT_EQ(r.df, 4);
  EXPECT_EQ(r.n_both, 5);
  EXPECT_NEAR(r.lower, std::exp(theta - t_quantile(0.95, 4) * se), 1e-13);
  EXPECT_NEAR(r.p_upper, t_upper_tail((std::log(1.25) - theta) / se, 4), 1e-13);
  EXPECT_NEAR(r.p_above + r.p_upper, 1, 1e-13);
  EXPECT_NEAR(r.p_below + r.p_lower, 1, 1e-13);
  EXPECT_EQ(r.p_tost, std::max(r.p_lower, r.p_upper));
}

// Of other patients: the variances of the two jackknives add up, with Welch's degrees of freedom.
TEST(SpreadRatioOracle, OtherPatientsAddVariances) {
  const std::vector<double> target{1.5, -2, 0.7, 3.1, -0.4}, reference{1, -1.6, 0.9, 2.2};
  const std::vector<double> five(5, 1), four(4, 1);
  const SpreadRatio r = spread_ratio(spread(target), spread(reference, 100), 1.25);
  const auto [theta_t, se_t] = by_definition(target, five);
  const auto [theta_r, se_r] = by_definition(reference, four);
  EXPECT_EQ(r.n_both, 0);
  EXPECT_NEAR(r.theta, theta_t - theta_r, 1e-13);
  EXPECT_NEAR(r.se, std::hypot(se_t, se_r), 1e-13);
  const double v_t = se_t * se_t, v_r = se_r * se_r;
  EXPECT_NEAR(r.df, (v_t + v_r) * (v_t + v_r) / (v_t * v_t / 4 + v_r * v_r / 3), 1e-11);
}

TEST(SpreadRatioInvariant, ScaleAndExchange) {
  const std::vector<double> a{1.5, -2, 0.7, 3.1}, b{1, -1.6, 0.9, 2.2};
  const SpreadRatio r = spread_ratio(spread(a), spread(b), 1.25),
                    back = spread_ratio(spread(b), spread(a), 1.25);
  EXPECT_NEAR(r.lower * back.upper, 1, 1e-13);
  EXPECT_NEAR(r.p_above, back.p_below, 1e-13);
  EXPECT_NEAR(r.p_tost, back.p_tost, 1e-13);
  std::vector<double> tripled;
  for (const double value : a) tripled.push_back(3 * value);
  EXPECT_NEAR(spread_ratio(spread(tripled), spread(b), 1.25).upper, 3 * r.upper, 1e-12);
}

TEST(SpreadRatioMechanics, AnExactChangeOfScaleIsCertain) {
  const std::vector<double> a{1.5, -2, 0.7, 3.1}, doubled{3, -4, 1.4, 6.2};
  const SpreadRatio same = spread_ratio(spread(a), spread(a), 1.25);
  EXPECT_EQ(same.lower, 1);
  EXPECT_EQ(same.p_tost, 0);
  const SpreadRatio larger = spread_ratio(spread(doubled), spread(a), 1.25);
  EXPECT_NEAR(larger.lower, 2, 1e-14);
  EXPECT_EQ(larger.p_above, 0);
  EXPECT_EQ(larger.p_tost, 1);
}

TEST(SpreadRatioMechanics, NoIntervalHasAReason) {
  const PatientSpread usual = spread({1, 2, 3});
  EXPECT_FALSE(spread_ratio(usual, spread({1}), 1.25).reason.empty());
  EXPECT_FALSE(spread_ratio(usual, spread({}), 1.25).reason.empty());
  EXPECT_FALSE(spread_ratio(usual, spread({0, 0, 0}), 1.25).reason.empty());
  const SpreadRatio one = spread_ratio(spread({0, 5, 0}), usual, 1.25);
  EXPECT_NE(one.reason.find("rests on that patient"), std::string_view::npos);
  EXPECT_TRUE(std::isnan(one.lower));
  for (const double margin : {1.0, 0.8, -1.0, std::nan(""), HUGE_VAL})
    EXPECT_THROW(spread_ratio(usual, usual, margin), Error) << margin;
}

TEST(SpreadRatioMechanics, LesionsOfAPatientCountTogether) {
  const std::size_t patient[] = {7, 3, 7};
  const PatientSpread s = patient_spread(pairs({2, 4, 6}), patient);
  EXPECT_EQ(s.patient, (std::vector<std::size_t>{3, 7}));
  EXPECT_EQ(s.sum_squares, (std::vector<double>{8, 20}));
  EXPECT_EQ(s.df, (std::vector<double>{1, 2}));
}

}  // namespace
}  // namespace radgauge
