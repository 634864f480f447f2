#include "statistics/logistic.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "statistics/log_odds.h"

namespace radgauge::statistics {
namespace {

struct LogisticProblem {
  std::span<const std::uint8_t> y;
  Eigen::MatrixXd x;  ///< a column of ones, then the standardised columns
  std::span<const double> offset;
  double ridge = 0;  ///< of the slopes
};

double logistic_log_likelihood(const LogisticProblem& problem, const Eigen::VectorXd& beta) {
  const Eigen::VectorXd eta = problem.x * beta;
  double sum = 0;
  for (Eigen::Index i = 0; i < eta.size(); ++i) {
    const double e = eta[i] + (problem.offset.empty() ? 0 : problem.offset[static_cast<std::size_t>(i)]);
    sum += (problem.y[static_cast<std::size_t>(i)] != 0 ? e : 0) - log_one_plus_exp(e);
  }
  if (problem.ridge > 0) sum -= problem.ridge / 2 * beta.tail(beta.size() - 1).squaredNorm();
  return sum;
}

// Gradient and information at beta.
void derivatives(const LogisticProblem& problem, const Eigen::VectorXd& beta, Eigen::VectorXd& gradient,
                 Eigen::MatrixXd& information) {
  const Eigen::VectorXd eta = problem.x * beta;
  Eigen::VectorXd residual(eta.size()), root(eta.size());
  for (Eigen::Index i = 0; i < eta.size(); ++i) {
    const double e = eta[i] + (problem.offset.empty() ? 0 : problem.offset[static_cast<std::size_t>(i)]);
    const double p = expit(e);
    residual[i] = (problem.y[static_cast<std::size_t>(i)] != 0 ? 1 : 0) - p;
    root[i] = std::sqrt(p / (1 + std::exp(e)));
  }
  gradient = problem.x.transpose() * residual;
  const Eigen::MatrixXd scaled = root.asDiagonal() * problem.x;
  information = scaled.transpose() * scaled;
  if (!(problem.ridge > 0)) return;
  gradient.tail(beta.size() - 1) -= problem.ridge * beta.tail(beta.size() - 1);
  information.diagonal().tail(beta.size() - 1).array() += problem.ridge;
}

// One column and no offset: the maximum exists exactly where the classes overlap.
bool classes_overlap(std::span<const std::uint8_t> y, std::span<const double> x) {
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t k = y[i] != 0 ? 1 : 0;
    low[k] = std::min(low[k], x[i]);
    high[k] = std::max(high[k], x[i]);
  }
  return low[1] < high[0] && low[0] < high[1];
}

constexpr std::string_view kSeparated =
    "the classes are separated by the columns: the likelihood has no maximum";

// Climbs from beta; empty text on success.
std::string_view climb(const LogisticProblem& problem, Eigen::VectorXd& beta, Eigen::MatrixXd& information) {
  constexpr int kSteps = 200;
  constexpr double kFarthest = 500;  // of a linear predictor, in standardised columns
  Eigen::VectorXd gradient;
  double best = logistic_log_likelihood(problem, beta);
  for (int step = 0; step < kSteps; ++step) {
    derivatives(problem, beta, gradient, information);
    const Eigen::LDLT<Eigen::MatrixXd> solver(information);
    const Eigen::VectorXd pivots = solver.vectorD();
    if (!(pivots.minCoeff() > 1e-12 * pivots.maxCoeff()))
      return best > -1e-6 ? kSeparated : "a column depends on the others";
    const Eigen::VectorXd full = solver.solve(gradient);
    double length = 1, now = 0;
    for (int half = 0; half < 60; ++half, length /= 2) {
      now = logistic_log_likelihood(problem, beta + length * full);
      if (now >= best - 1e-12 * (1 + std::abs(best))) break;
    }
    beta += length * full;
    best = now;
    if (!(beta.cwiseAbs().maxCoeff() < kFarthest) || best > -1e-9) return kSeparated;
    // In units of the standard error: gradient' information^-1 gradient.
    if (gradient.dot(full) < 1e-24) return {};
  }
  return gradient.dot(gradient) < 1e-6 ? std::string_view() : "Newton's method did not settle";
}

}  // namespace

LogisticFit fit_logistic(std::span<const std::uint8_t> y, std::span<const std::span<const double>> columns,
                         std::span<const double> offset, double ridge) {
  LogisticFit out;
  const auto positives = std::count_if(y.begin(), y.end(), [](std::uint8_t v) { return v != 0; });
  if (positives == 0 || positives == static_cast<std::ptrdiff_t>(y.size())) {
    out.reason = "only one class of the outcome";
    return out;
  }
  if (columns.size() == 1 && offset.empty() && !(ridge > 0) && !classes_overlap(y, columns[0])) {
    const auto [low, high] = std::minmax_element(columns[0].begin(), columns[0].end());
    out.reason = *low == *high ? "the column is constant" : kSeparated;
    return out;
  }
  const auto n = static_cast<Eigen::Index>(y.size()), p = static_cast<Eigen::Index>(columns.size());
  LogisticProblem problem{y, Eigen::MatrixXd(n, p + 1), offset, ridge};
  problem.x.col(0).setOnes();
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(p), sd = Eigen::VectorXd::Ones(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    const Eigen::Map<const Eigen::VectorXd> column(columns[static_cast<std::size_t>(j)].data(), n);
    mean[j] = column.mean();
    const double spread = std::sqrt((column.array() - mean[j]).square().mean());
    if (spread > 0) sd[j] = spread;
    problem.x.col(j + 1) = (column.array() - mean[j]) / sd[j];
  }
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(p + 1);
  Eigen::MatrixXd information;
  out.reason = climb(problem, beta, information);
  if (!out.reason.empty()) return out;
  Eigen::VectorXd gradient;
  derivatives(problem, beta, gradient, information);
  const Eigen::MatrixXd covariance = information.ldlt().solve(Eigen::MatrixXd::Identity(p + 1, p + 1));
  // Back to the columns as given: intercept = b0 - sum b_j mean_j / sd_j.
  Eigen::VectorXd to_intercept = Eigen::VectorXd::Zero(p + 1);
  to_intercept[0] = 1;
  for (Eigen::Index j = 0; j < p; ++j) {
    to_intercept[j + 1] = -mean[j] / sd[j];
    out.slopes.push_back(beta[j + 1] / sd[j]);
    out.slopes_se.push_back(std::sqrt(covariance(j + 1, j + 1)) / sd[j]);
  }
  out.intercept = to_intercept.dot(beta);
  out.intercept_se = std::sqrt(to_intercept.dot(covariance * to_intercept));
  out.log_likelihood = logistic_log_likelihood(problem, beta);
  return out;
}

}  // namespace radgauge::statistics
