#include "statistics/logistic.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <utility>

namespace radgauge::statistics {
namespace {

struct LogisticProblem {
  Eigen::VectorXd sign;  ///< 1 of a case with the outcome, -1 of one without
  Eigen::MatrixXd x;     ///< a column of ones, then the standardised columns
  std::span<const double> offset;
  double ridge = 0;  ///< of the slopes
};

// A place on the likelihood, and what its derivatives share with it.
struct Place {
  Eigen::VectorXd beta;
  Eigen::VectorXd predictor;  ///< with the offset
  Eigen::VectorXd decay;      ///< exp(-|predictor|)
  double log_likelihood = 0;
};

// Sum of ln(1 + d), one logarithm for every 256 of them: of the products of (1 + d), what exceeds 1 is kept,
// which loses nothing of a small d.
double sum_of_log1p(const Eigen::VectorXd& d) {
  constexpr Eigen::Index kLanes = 4, kRun = 256;
  double sum = 0;
  for (Eigen::Index first = 0; first < d.size(); first += kRun) {
    const Eigen::Index end = std::min(first + kRun, d.size());
    double excess[kLanes] = {};
    for (Eigen::Index i = first; i < end; ++i) {
      double& lane = excess[i % kLanes];
      lane += d[i] + lane * d[i];
    }
    for (const double lane : excess) sum += std::log1p(lane);
  }
  return sum;
}

Place place_at(const LogisticProblem& problem, Eigen::VectorXd beta) {
  Place at;
  at.predictor = problem.x * beta;
  const Eigen::Index n = at.predictor.size();
  if (!problem.offset.empty()) at.predictor += Eigen::Map<const Eigen::VectorXd>(problem.offset.data(), n);
  at.decay.resize(n);
  double sum = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    at.decay[i] = std::exp(-std::abs(at.predictor[i]));
    sum += std::min(problem.sign[i] * at.predictor[i], 0.0);
  }
  at.log_likelihood = sum - sum_of_log1p(at.decay);
  if (problem.ridge > 0) at.log_likelihood -= problem.ridge / 2 * beta.tail(beta.size() - 1).squaredNorm();
  at.beta = std::move(beta);
  return at;
}

// Gradient and information at a place.
void derivatives(const LogisticProblem& problem, const Place& at, Eigen::VectorXd& gradient,
                 Eigen::MatrixXd& information) {
  const Eigen::Index n = at.decay.size();
  Eigen::VectorXd residual(n), weight(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double likelier = 1 / (1 + at.decay[i]), other = at.decay[i] * likelier;
    const double not_expected[] = {likelier, other};  // an array, since no branch would foresee outcomes
    residual[i] = problem.sign[i] * not_expected[problem.sign[i] * at.predictor[i] > 0 ? 1 : 0];
    weight[i] = likelier * other;
  }
  gradient = problem.x.transpose() * residual;
  const Eigen::MatrixXd weighted = weight.asDiagonal() * problem.x;
  constexpr Eigen::Index kNarrow = 4;  // below, blocking a product takes longer than the product
  if (problem.x.cols() < kNarrow)
    information = problem.x.transpose().lazyProduct(weighted);
  else
    information = problem.x.transpose() * weighted;
  if (!(problem.ridge > 0)) return;
  gradient.tail(gradient.size() - 1) -= problem.ridge * at.beta.tail(gradient.size() - 1);
  information.diagonal().tail(gradient.size() - 1).array() += problem.ridge;
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

// Climbs from `at`; empty text on success.
std::string_view climb(const LogisticProblem& problem, Place& at) {
  constexpr int kSteps = 200;
  constexpr double kFarthest = 500;  // of a linear predictor, in standardised columns
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;
  for (int step = 0; step < kSteps; ++step) {
    derivatives(problem, at, gradient, information);
    const Eigen::LDLT<Eigen::MatrixXd> solver(information);
    const Eigen::VectorXd pivots = solver.vectorD();
    if (!(pivots.minCoeff() > 1e-12 * pivots.maxCoeff()))
      return at.log_likelihood > -1e-6 ? kSeparated : "a column depends on the others";
    const Eigen::VectorXd full = solver.solve(gradient);
    const double enough = at.log_likelihood - 1e-12 * (1 + std::abs(at.log_likelihood));
    double length = 1;
    Place next = place_at(problem, at.beta + full);
    for (int half = 0; half < 60 && !(next.log_likelihood >= enough); ++half)
      next = place_at(problem, at.beta + (length /= 2) * full);
    at = std::move(next);
    if (!(at.beta.cwiseAbs().maxCoeff() < kFarthest) || at.log_likelihood > -1e-9) return kSeparated;
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
  LogisticProblem problem{Eigen::VectorXd(n), Eigen::MatrixXd(n, p + 1), offset, ridge};
  for (Eigen::Index i = 0; i < n; ++i) problem.sign[i] = y[static_cast<std::size_t>(i)] != 0 ? 1 : -1;
  problem.x.col(0).setOnes();
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(p), sd = Eigen::VectorXd::Ones(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    const Eigen::Map<const Eigen::VectorXd> column(columns[static_cast<std::size_t>(j)].data(), n);
    mean[j] = column.mean();
    const double spread = std::sqrt((column.array() - mean[j]).square().mean());
    if (spread > 0) sd[j] = spread;
    problem.x.col(j + 1) = (column.array() - mean[j]) / sd[j];
  }
  Place at = place_at(problem, Eigen::VectorXd::Zero(p + 1));
  out.reason = climb(problem, at);
  if (!out.reason.empty()) return out;
  const Eigen::VectorXd& beta = at.beta;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;
  derivatives(problem, at, gradient, information);
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
  out.log_likelihood = at.log_likelihood;
  return out;
}

}  // namespace radgauge::statistics
