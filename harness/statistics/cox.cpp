#include "statistics/cox.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace radgauge::statistics {
namespace {

struct CoxProblem {
  Eigen::MatrixXd x;         ///< standardised, latest time first
  std::vector<double> time;  ///< in the same order
  std::vector<std::uint8_t> status;
  CoxTies ties;
};

struct CoxState {
  double log_likelihood = 0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd information;
};

std::vector<std::size_t> latest_first(std::span<const double> time) {
  std::vector<std::size_t> order(time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return time[a] > time[b]; });
  return order;
}

// Log-likelihood and its derivatives; risk sets grow as times fall.
CoxState cox_state(const CoxProblem& problem, const Eigen::VectorXd& beta) {
  const Eigen::Index n = problem.x.rows(), p = problem.x.cols();
  const Eigen::VectorXd eta = problem.x * beta;
  const double top = n > 0 ? eta.maxCoeff() : 0;
  CoxState out{0, Eigen::VectorXd::Zero(p), Eigen::MatrixXd::Zero(p, p)};
  double s0 = 0;
  Eigen::VectorXd s1 = Eigen::VectorXd::Zero(p);
  Eigen::MatrixXd s2 = Eigen::MatrixXd::Zero(p, p);
  for (Eigen::Index first = 0, last; first < n; first = last) {
    double d0 = 0, events = 0;
    Eigen::VectorXd d1 = Eigen::VectorXd::Zero(p);
    Eigen::MatrixXd d2 = Eigen::MatrixXd::Zero(p, p);
    for (last = first; last < n && problem.time[static_cast<std::size_t>(last)] ==
                                       problem.time[static_cast<std::size_t>(first)];
         ++last) {
      const double w = std::exp(eta[last] - top);
      const Eigen::VectorXd row = problem.x.row(last);
      s0 += w;
      s1 += w * row;
      s2.noalias() += w * row * row.transpose();
      if (problem.status[static_cast<std::size_t>(last)] == 0) continue;
      events += 1;
      out.log_likelihood += eta[last] - top;
      out.gradient += row;
      if (problem.ties == CoxTies::breslow) continue;
      d0 += w;
      d1 += w * row;
      d2.noalias() += w * row * row.transpose();
    }
    for (double k = 0; k < events; ++k) {
      const double share = problem.ties == CoxTies::efron ? k / events : 0;
      const double below = s0 - share * d0;
      const Eigen::VectorXd mean = (s1 - share * d1) / below;
      out.log_likelihood -= std::log(below);
      out.gradient -= mean;
      out.information += (s2 - share * d2) / below - mean * mean.transpose();
    }
  }
  return out;
}

CoxProblem cox_problem(const SurvivalTimes& times, std::span<const std::span<const double>> columns,
                       CoxTies ties, Eigen::VectorXd& sd) {
  const auto order = latest_first(times.time);
  const auto n = static_cast<Eigen::Index>(order.size()), p = static_cast<Eigen::Index>(columns.size());
  CoxProblem problem{Eigen::MatrixXd(n, p), {}, {}, ties};
  for (const std::size_t i : order) {
    problem.time.push_back(times.time[i]);
    problem.status.push_back(times.status[i]);
  }
  sd = Eigen::VectorXd::Ones(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    for (Eigen::Index i = 0; i < n; ++i)
      problem.x(i, j) = columns[static_cast<std::size_t>(j)][order[static_cast<std::size_t>(i)]];
    problem.x.col(j).array() -= problem.x.col(j).mean();
    const double spread = std::sqrt(problem.x.col(j).squaredNorm() / static_cast<double>(n));
    if (spread > 0) sd[j] = spread;
    problem.x.col(j) /= sd[j];
  }
  return problem;
}

constexpr double kFarthestCox = 50;  // coefficient of a standardised column

// Where the likelihood has no maximum, what is known of some direction falls without end as Newton's method
// follows it; a fit with a maximum keeps more than this share of what is known at beta = 0.
constexpr double kLeastInformation = 1e-12;

// D of L D L', in the order of the columns, so that those of two matrices can be compared.
Eigen::VectorXd information_pivots(Eigen::MatrixXd a) {
  Eigen::VectorXd pivots(a.rows());
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    pivots[k] = a(k, k);
    if (!(pivots[k] > 0)) return pivots.head(k + 1);
    const Eigen::Index rest = a.rows() - k - 1;
    const Eigen::VectorXd below = a.col(k).tail(rest);
    a.bottomRightCorner(rest, rest) -= below * below.transpose() / pivots[k];
  }
  return pivots;
}

bool lost_information(const Eigen::MatrixXd& information, const Eigen::VectorXd& at_zero) {
  const Eigen::VectorXd now = information_pivots(information);
  if (now.size() < at_zero.size()) return true;
  return !((now.array() > kLeastInformation * at_zero.array()).all());
}

}  // namespace

CoxFit fit_cox(const SurvivalTimes& times, std::span<const std::span<const double>> columns, CoxTies ties) {
  CoxFit out;
  if (std::none_of(times.status.begin(), times.status.end(), [](std::uint8_t s) { return s != 0; })) {
    out.reason = "no event";
    return out;
  }
  Eigen::VectorXd sd;
  const CoxProblem problem = cox_problem(times, columns, ties, sd);
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(problem.x.cols());
  CoxState state = cox_state(problem, beta);
  const double null = state.log_likelihood;
  const Eigen::VectorXd pivots_at_zero = information_pivots(state.information);
  out.reason = "Newton's method did not settle";
  for (int step = 0; step < 200; ++step) {
    const Eigen::LDLT<Eigen::MatrixXd> solver(state.information);
    if (!(solver.vectorD().minCoeff() > 1e-12 * solver.vectorD().maxCoeff())) {
      out.reason = "a column is constant, depends on the others, or separates the events";
      return out;
    }
    const Eigen::VectorXd full = solver.solve(state.gradient);
    if (step == 0) out.score = state.gradient.dot(full);
    if (state.gradient.dot(full) < 1e-22) {
      out.reason = {};
      break;
    }
    double length = 1;
    CoxState next = cox_state(problem, beta + full);
    for (int half = 0; half < 60 && !(next.log_likelihood >=
                                      state.log_likelihood - 1e-12 * (1 + std::abs(state.log_likelihood)));
         ++half) {
      length /= 2;
      next = cox_state(problem, beta + length * full);
    }
    beta += length * full;
    state = std::move(next);
    if (!(beta.cwiseAbs().maxCoeff() < kFarthestCox) || lost_information(state.information, pivots_at_zero)) {
      out.reason =
          "the columns order the events, or events occur at one end of a column only: the likelihood has no maximum";
      return out;
    }
  }
  if (!out.reason.empty()) return out;
  const Eigen::Index p = beta.size();
  const Eigen::MatrixXd covariance = state.information.ldlt().solve(Eigen::MatrixXd::Identity(p, p));
  for (Eigen::Index j = 0; j < p; ++j) {
    out.beta.push_back(beta[j] / sd[j]);
    out.se.push_back(std::sqrt(covariance(j, j)) / sd[j]);
  }
  out.log_likelihood_null = null;
  out.log_likelihood = state.log_likelihood;
  out.likelihood_ratio = 2 * (state.log_likelihood - null);
  out.wald = beta.dot(state.information * beta);
  return out;
}

double cox_log_likelihood(const SurvivalTimes& times, std::span<const double> linear_predictor,
                          CoxTies ties) {
  const auto order = latest_first(times.time);
  const double top = order.empty() ? 0 : *std::max_element(linear_predictor.begin(), linear_predictor.end());
  double sum = 0, at_risk = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    double of_events = 0, events = 0;
    for (last = first; last < order.size() && times.time[order[last]] == times.time[order[first]]; ++last) {
      const double eta = linear_predictor[order[last]] - top, w = std::exp(eta);
      at_risk += w;
      if (times.status[order[last]] == 0) continue;
      events += 1;
      of_events += w;
      sum += eta;
    }
    for (double k = 0; k < events; ++k)
      sum -= std::log(at_risk - (ties == CoxTies::efron ? k / events : 0) * of_events);
  }
  return sum;
}

std::vector<HazardStep> baseline_hazard(const SurvivalTimes& times, std::span<const double> linear_predictor,
                                        CoxTies ties) {
  const auto order = latest_first(times.time);
  std::vector<HazardStep> out;
  double s0 = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    double d0 = 0, events = 0, step = 0;
    for (last = first; last < order.size() && times.time[order[last]] == times.time[order[first]]; ++last) {
      const double w = std::exp(linear_predictor[order[last]]);
      s0 += w;
      if (times.status[order[last]] == 0) continue;
      events += 1;
      d0 += w;
    }
    for (double k = 0; k < events; ++k) step += 1 / (s0 - (ties == CoxTies::efron ? k / events * d0 : 0));
    out.push_back({times.time[order[first]], step});
  }
  std::reverse(out.begin(), out.end());
  double sum = 0;
  for (HazardStep& step : out) step.cumulative = sum += step.cumulative;
  return out;
}

}  // namespace radgauge::statistics
