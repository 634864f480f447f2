#include "statistics/cluster.h"

#include "statistics/concordance.h"
#include "statistics/icc.h"
#include "statistics/repeatability.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Deterministic, without structure: fractional parts of multiples of an irrational number.
Ratings made_up(std::size_t n, std::size_t k, double offset = 0) {
  Ratings r(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      const double a = std::fmod(0.6180339887498949 * static_cast<double>(7 * i + 3), 1.0);
      const double b = std::fmod(0.7548776662466927 * static_cast<double>(11 * (i * k + j) + 5), 1.0);
      r.at(i, j) =
          offset + std::ldexp(std::round(std::ldexp(5 * a + b + 0.3 * static_cast<double>(j), 20)), -20);
    }
  return r;
}

const std::vector<std::size_t> kPatients{0, 0, 1, 2, 2, 2, 3, 4, 5, 5};

Ratings without(const Ratings& all, std::size_t patient) {
  Ratings out;
  out.n_raters = all.n_raters;
  for (std::size_t i = 0; i < all.n_subjects; ++i) {
    if (kPatients[i] == patient) continue;
    ++out.n_subjects;
    for (std::size_t j = 0; j < all.n_raters; ++j) out.values.push_back(all.at(i, j));
  }
  return out;
}

// Mean of the pseudo-values, each F computed from the remaining rows alone.
double slow_theta_mean(const Ratings& all, const std::function<double(const Ratings&)>& f) {
  const double theta = std::log(f(all));
  double total = 0;
  for (std::size_t p = 0; p < 6; ++p) total += 6 * theta - 5 * std::log(f(without(all, p)));
  return total / 6;
}

double f_from_icc(double icc, double k) {
  return (1 + (k - 1) * icc) / (1 - icc);
}

TEST(ClusterInvariant, CrossedJackknifeEqualsRecomputation) {
  const Ratings all = made_up(10, 4);
  const auto a = jackknife_crossed(all, kPatients, CrossedForm::agreement);
  const auto c = jackknife_crossed(all, kPatients, CrossedForm::consistency);
  EXPECT_NEAR(a.icc, icc_anova(all).agreement.value, 1e-13);
  EXPECT_NEAR(c.icc, icc_anova(all).consistency.value, 1e-13);
  EXPECT_NEAR(
      a.theta_mean,
      slow_theta_mean(all, [](const Ratings& r) { return f_from_icc(icc_anova(r).agreement.value, 4); }),
      1e-11);
  EXPECT_NEAR(c.theta_mean, slow_theta_mean(all, [](const Ratings& r) { return icc_anova(r).consistency.f; }),
              1e-11);
  EXPECT_LT(a.lower, a.icc);
  EXPECT_GT(a.upper, a.icc);
}

TEST(ClusterInvariant, OneWayJackknifeEqualsRecomputationWhenUnbalanced) {
  Ratings all = made_up(10, 4);
  all.at(2, 1) = all.at(7, 3) = all.at(7, 0) = std::nan("");
  const auto jack = jackknife_one_way(all, kPatients);
  EXPECT_NEAR(jack.icc, one_way_anova(all).icc.value, 1e-13);
  EXPECT_NEAR(jack.theta_mean, slow_theta_mean(all, [](const Ratings& r) { return one_way_anova(r).icc.f; }),
              1e-11);
}

TEST(ClusterInvariant, LargeOffsetChangesNothing) {
  const auto near = jackknife_one_way(made_up(10, 4), kPatients);
  const auto far = jackknife_one_way(made_up(10, 4, 1e9), kPatients);
  EXPECT_NEAR(near.lower, far.lower, 1e-12);
  EXPECT_NEAR(icc_anova(made_up(10, 4)).agreement.lower, icc_anova(made_up(10, 4, 1e9)).agreement.lower,
              1e-12);
  EXPECT_NEAR(repeatability(made_up(10, 4)).wsd, repeatability(made_up(10, 4, 1e9)).wsd, 1e-12);
  EXPECT_NEAR(overall_concordance(made_up(10, 4)).precision,
              overall_concordance(made_up(10, 4, 1e9)).precision, 1e-12);
}

TEST(ClusterInvariant, PatientThatCarriesTheVarianceHasNoInterval) {
  Ratings r(3, 2);
  r.values = {1, 2, 5, 5, 7, 7};
  const std::vector<std::size_t> patients{0, 1, 2};
  const auto jack = jackknife_one_way(r, patients);
  EXPECT_TRUE(std::isnan(jack.lower));
  EXPECT_FALSE(jack.reason.empty());
  EXPECT_GT(jack.icc, 0.9);
  EXPECT_TRUE(std::isnan(jackknife_one_way(r, std::vector<std::size_t>{0, 0, 0}).lower));
}

TEST(IccInvariant, DegenerateTablesHaveReasons) {
  for (const auto& [n, k] :
       std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {1, 3}, {3, 1}, {1, 1}}) {
    const IccFamily icc = icc_anova(made_up(n, k));
    EXPECT_TRUE(std::isnan(icc.one_way.value));
    EXPECT_FALSE(icc.agreement.reason.empty()) << n << "x" << k;
  }
  Ratings same_means(2, 2);
  same_means.values = {1, 3, 3, 1};
  const IccFamily icc = icc_anova(same_means);
  EXPECT_EQ(icc.one_way.value, -1);
  EXPECT_TRUE(std::isnan(icc.one_way_mean.value));
  EXPECT_FALSE(icc.one_way_mean.reason.empty());
  Ratings identical(3, 2);
  identical.values = {1, 1, 2, 2, 4, 4};
  EXPECT_EQ(icc_anova(identical).one_way.value, 1);
  EXPECT_EQ(icc_anova(identical).agreement.lower, 1);
}

}  // namespace
}  // namespace radgauge
