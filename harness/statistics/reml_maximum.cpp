#include "statistics/reml_maximum.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

namespace radgauge::statistics {
namespace {

using Eigen::Index;

std::optional<Eigen::VectorXd> solve(const Eigen::MatrixXd& information, const Eigen::VectorXd& gradient) {
  // Components differ by orders of magnitude: scaled to a unit diagonal, the pivots tell singular from small.
  const Eigen::VectorXd diagonal = information.diagonal();
  if (!(diagonal.minCoeff() > 0)) return std::nullopt;
  const Eigen::VectorXd scale = diagonal.cwiseSqrt().cwiseInverse();
  const Eigen::LLT<Eigen::MatrixXd> llt(scale.asDiagonal() * information * scale.asDiagonal());
  if (llt.info() != Eigen::Success || !(llt.rcond() > 1e-12)) return std::nullopt;
  return Eigen::VectorXd(scale.asDiagonal() * llt.solve(scale.asDiagonal() * gradient));
}

struct Step {
  Eigen::VectorXd direction;  // 0 for components held at 0
  double gain = 0;            // gradient times direction
  bool solved = false;
};

// Solves for the components in `free`; one at 0 that the step would push below is held and the rest solved
// anew.
Step newton_step(const Likelihood& at, const Eigen::VectorXd& theta) {
  std::vector<Index> free;
  for (Index i = 0; i < theta.size(); ++i)
    if (theta[i] > 0 || at.gradient[i] > 0) free.push_back(i);
  Step step;
  while (!free.empty()) {
    const Eigen::VectorXd gradient = at.gradient(free);
    auto direction = solve(at.observed(free, free), gradient);
    if (!direction) direction = solve(at.expected(free, free), gradient);
    if (!direction) return step;
    std::vector<Index> kept;
    for (std::size_t i = 0; i < free.size(); ++i)
      if (theta[free[i]] > 0 || (*direction)[static_cast<Index>(i)] > 0) kept.push_back(free[i]);
    if (kept.size() == free.size()) {
      step.direction = Eigen::VectorXd::Zero(theta.size());
      step.direction(free) = *direction;
      step.gain = gradient.dot(*direction);
      step.solved = true;
      return step;
    }
    free = std::move(kept);
  }
  return step;
}

// The longest step, at most 1, that keeps every component >= 0 and the residual above a tenth of itself.
double longest(const Eigen::VectorXd& theta, const Eigen::VectorXd& direction, Index& blocking) {
  double length = 1;
  blocking = -1;
  for (Index i = 0; i < theta.size(); ++i) {
    const bool residual = i + 1 == theta.size();
    const double room = residual ? 0.9 * theta[i] : theta[i];
    if (direction[i] < 0 && -length * direction[i] > room) {
      length = room / -direction[i];
      blocking = residual ? -1 : i;
    }
  }
  return length;
}

}  // namespace

std::optional<Eigen::VectorXd> maximise(const LikelihoodAt& likelihood, Eigen::VectorXd theta,
                                        const char*& why) {
  const Index last = theta.size() - 1;
  auto at = likelihood(theta);
  why = "REML did not converge";
  for (int iteration = 0; at && iteration < 500; ++iteration) {
    const Step step = newton_step(*at, theta);
    if (!step.solved) {
      why = "the components are not identifiable: the information matrix is singular";
      return std::nullopt;
    }
    const bool finished = step.gain < 1e-12;
    Index blocking = -1;
    double length = longest(theta, step.direction, blocking);
    Eigen::VectorXd next;
    std::optional<Likelihood> there;
    for (int halving = 0; halving < 50; ++halving, length /= 2, blocking = -1) {
      next = (theta + length * step.direction).cwiseMax(0.0);
      if (blocking >= 0) next[blocking] = 0;
      there = likelihood(next);
      if (there && there->value >= at->value - (finished ? 1e-9 : 0.0)) break;
      there.reset();
    }
    if (finished) return there ? next : theta;
    if (!there) return step.gain < 1e-9 ? std::optional(theta) : std::nullopt;
    const bool still = there->value - at->value <= 1e-13 * (1 + std::abs(at->value));
    theta = std::move(next);
    at = std::move(there);
    // Rounding hides what is left to climb; without this the search would go on in place.
    if (still && step.gain < 1e-6) return theta;
    if (theta[last] < 1e-12) {
      why = "the residual goes to 0: the likelihood has no maximum";
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace radgauge::statistics
