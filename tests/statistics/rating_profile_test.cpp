#include "statistics/rating_profile.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "core/random.h"
#include "statistics/rating_reml.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Subjects by raters, a share of the cells missing, raters far apart.
Ratings drawn(std::size_t n, std::size_t k, double missing, std::uint64_t seed, double rater_sd = 3) {
  const Draws draws(seed, "", "ratings", 0, 0);
  Ratings r(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      if (draws.uniform(i * k + j, 1) >= missing)
        r.at(i, j) =
            100 + 2 * draws.normal(i, 2) + rater_sd * draws.normal(j, 3) + draws.normal(i * k + j, 4);
  return r;
}

/// The restricted likelihood as its textbook has it, by the covariance of every value.
struct Dense {
  double deviance = 0, residual = 0, mean = 0;
  VectorXd gradient;
  MatrixXd observed, expected;
};
Dense dense(const Ratings& r, const std::vector<double>& ratios) {
  std::vector<std::pair<std::size_t, std::size_t>> at;
  for (std::size_t i = 0; i < r.n_subjects; ++i)
    for (std::size_t j = 0; j < r.n_raters; ++j)
      if (!std::isnan(r.at(i, j))) at.emplace_back(i, j);
  const auto n = static_cast<Index>(at.size());
  VectorXd y(n);
  std::vector<MatrixXd> k(ratios.size(), MatrixXd::Zero(n, n));
  for (Index a = 0; a < n; ++a) {
    const auto [i, j] = at[static_cast<std::size_t>(a)];
    y[a] = r.at(i, j);
    for (Index b = 0; b < n; ++b) {
      const auto [p, q] = at[static_cast<std::size_t>(b)];
      k[0](a, b) = i == p;
      if (k.size() > 1) k[1](a, b) = j == q;
    }
  }
  MatrixXd v = MatrixXd::Identity(n, n);
  for (std::size_t f = 0; f < k.size(); ++f) v += ratios[f] * k[f];
  const MatrixXd inverse = v.inverse();
  const VectorXd ones = inverse.rowwise().sum();
  const MatrixXd p = inverse - ones * ones.transpose() / ones.sum();
  const VectorXd py = p * y;
  const double q = y.dot(py), df = static_cast<double>(n) - 1;
  Dense out;
  out.residual = q / df;
  out.mean = ones.dot(y) / ones.sum();
  out.deviance = df * std::log(q) + std::log(v.determinant()) + std::log(ones.sum() / static_cast<double>(n));
  const auto f = static_cast<Index>(k.size());
  out.gradient = VectorXd(f);
  out.observed = out.expected = MatrixXd(f, f);
  for (Index a = 0; a < f; ++a) {
    const MatrixXd pa = p * k[static_cast<std::size_t>(a)];
    const double sa = py.dot(k[static_cast<std::size_t>(a)] * py) / q;
    out.gradient[a] = pa.trace() - df * sa;
    for (Index b = 0; b < f; ++b) {
      const MatrixXd pb = p * k[static_cast<std::size_t>(b)];
      const double sb = py.dot(k[static_cast<std::size_t>(b)] * py) / q, product = (pa * pb).trace();
      const double cross =
          py.dot(k[static_cast<std::size_t>(a)] * p * k[static_cast<std::size_t>(b)] * py) / q;
      out.observed(a, b) = df * (2 * cross - sa * sb) - product;
      out.expected(a, b) = product - pa.trace() * pb.trace() / df;
    }
  }
  return out;
}

void expect_near(double a, double b, const char* what) {
  EXPECT_NEAR(a, b, 1e-9 * (1 + std::abs(b))) << what;
}

void expect_equal_profiles(const Ratings& r, const std::vector<double>& ratios) {
  const RatingMoments moments = moments_of(r, ratios.size() == 2);
  VarianceRatios at(static_cast<Index>(ratios.size()));
  for (Index a = 0; a < at.size(); ++a) at(a) = ratios[static_cast<std::size_t>(a)];
  const auto quick = profile_at(moments, at);
  const Dense slow = dense(r, ratios);
  ASSERT_TRUE(quick);
  expect_near(quick->deviance, slow.deviance, "deviance");
  expect_near(quick->residual_variance, slow.residual, "residual variance");
  expect_near(grand_mean_at(moments, at), slow.mean, "mean");
  for (Index a = 0; a < at.size(); ++a) {
    expect_near(quick->gradient(a), slow.gradient[a], "gradient");
    for (Index b = 0; b < at.size(); ++b) {
      expect_near(quick->observed(a, b), slow.observed(a, b), "second derivative");
      expect_near(quick->expected(a, b), slow.expected(a, b), "its expectation");
    }
  }
}

TEST(RatingProfileOracle, EqualsTheLikelihoodOfTheWholeCovariance) {
  const std::size_t shapes[][2] = {{9, 2}, {12, 3}, {3, 11}, {6, 6}, {15, 5}};
  std::uint64_t seed = 1;
  for (const auto& [n, k] : shapes)
    for (const double missing : {0.0, 0.25})
      for (const auto& ratios :
           {std::vector<double>{1, 1}, {4, 0}, {0, 9}, {0, 0}, {0.03, 250}, {80, 0.4}, {2.5}, {0.0}})
        expect_equal_profiles(drawn(n, k, missing, ++seed), ratios);
}

// Far apart they are all but fixed: what their distances are moves the other components by parts of 1e-6
// only.
TEST(RatingProfileInvariant, RatersFarApartAreAllButFixed) {
  // A likelihood that cancels would lose what lies below 1e-16 of the squares of these distances, and more
  // with each step.
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Ratings near = drawn(14, 3, 0.2, seed, 0);
    Ratings far = near;
    for (std::size_t i = 0; i < far.n_subjects; ++i)
      for (std::size_t j = 0; j < far.n_raters; ++j) far.at(i, j) += 1e3 * static_cast<double>(j * j);
    const RatingComponents a = reml_two_way(far);
    Ratings shifted = far;  // other distances, as large: raters as good as fixed
    for (std::size_t i = 0; i < far.n_subjects; ++i) shifted.at(i, 1) += 2.5e3;
    const RatingComponents b = reml_two_way(shifted);
    ASSERT_TRUE(a.reason.empty() && b.reason.empty());
    EXPECT_NEAR(a.var_subject, b.var_subject, 1e-5 * b.var_subject);
    EXPECT_NEAR(a.var_residual, b.var_residual, 1e-5 * b.var_residual);
  }
}

TEST(RatingProfileInvariant, SubjectsAndRatersChangePlaces) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Ratings r = drawn(11, 4, 0.2, seed);
    Ratings turned(r.n_raters, r.n_subjects);
    for (std::size_t i = 0; i < r.n_subjects; ++i)
      for (std::size_t j = 0; j < r.n_raters; ++j) turned.at(j, i) = r.at(i, j);
    const RatingComponents a = reml_two_way(r), b = reml_two_way(turned);
    ASSERT_EQ(a.reason, b.reason);
    EXPECT_NEAR(a.var_subject, b.var_rater, 1e-7 * (1 + a.var_subject));
    EXPECT_NEAR(a.var_rater, b.var_subject, 1e-7 * (1 + a.var_rater));
    EXPECT_NEAR(a.grand_mean, b.grand_mean, 1e-7);
  }
}

TEST(RatingProfileInvariant, AFitFromItsNeighbourIsTheFit) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Ratings all = drawn(12, 3, 0.2, seed);
    const RatingComponents whole = reml_two_way(all), alone = reml_one_way(all);
    Ratings left = all;
    left.values.erase(left.values.begin(), left.values.begin() + 3);
    --left.n_subjects;
    const RatingComponents cold = reml_two_way(left), warm = reml_two_way(left, &whole);
    EXPECT_NEAR(warm.var_subject, cold.var_subject, 1e-7 * (1 + cold.var_subject));
    EXPECT_NEAR(warm.var_rater, cold.var_rater, 1e-7 * (1 + cold.var_rater));
    EXPECT_NEAR(warm.var_residual, cold.var_residual, 1e-7);
    EXPECT_NEAR(reml_one_way(left, &alone).var_subject, reml_one_way(left).var_subject, 1e-7 * 10);
  }
}

}  // namespace
}  // namespace radgauge
