#include "statistics/lasso.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/cox.h"
#include "statistics/log_odds.h"

namespace radgauge::statistics {
namespace {

// Slope and curvature of the loss in each linear predictor (the diagonal alone for Cox).
struct LossShape {
  std::vector<double> slope;
  std::vector<double> curvature;
};

std::vector<std::size_t> ascending_time(const LassoOutcome& outcome) {
  std::vector<std::size_t> order(outcome.time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return outcome.time[a] < outcome.time[b]; });
  return order;
}

// Sum of exp(eta - top) over those still at risk at each place of the order.
std::vector<double> risk_sums(const LassoOutcome& outcome, std::span<const double> eta,
                              const std::vector<std::size_t>& order, double top) {
  std::vector<double> sums(order.size());
  double sum = 0;
  for (std::size_t k = order.size(); k-- > 0;) {
    sum += std::exp(eta[order[k]] - top);
    sums[k] = sum;
  }
  for (std::size_t k = 1; k < order.size(); ++k)  // one risk set for one time
    if (outcome.time[order[k]] == outcome.time[order[k - 1]]) sums[k] = sums[k - 1];
  return sums;
}

LossShape logistic_shape(const LassoOutcome& outcome, std::span<const double> eta) {
  LossShape out;
  const double n = static_cast<double>(eta.size());
  for (std::size_t i = 0; i < eta.size(); ++i) {
    const double p = expit(eta[i]);
    out.slope.push_back((p - outcome.status[i]) / n);
    out.curvature.push_back(std::max(p * (1 - p), 1e-5) / n);
  }
  return out;
}

LossShape cox_shape(const LassoOutcome& outcome, std::span<const double> eta,
                    const std::vector<std::size_t>& order) {
  const double n = static_cast<double>(eta.size());
  const double top = *std::max_element(eta.begin(), eta.end());
  const std::vector<double> sums = risk_sums(outcome, eta, order, top);
  LossShape out{std::vector<double>(eta.size()), std::vector<double>(eta.size())};
  double inverse = 0, inverse2 = 0;  // over events up to here
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    for (last = first; last < order.size() && outcome.time[order[last]] == outcome.time[order[first]]; ++last)
      if (outcome.status[order[last]] != 0) {
        inverse += 1 / sums[first];
        inverse2 += 1 / (sums[first] * sums[first]);
      }
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t i = order[k];
      const double w = std::exp(eta[i] - top);
      out.slope[i] = (w * inverse - outcome.status[i]) / n;
      out.curvature[i] = std::max(w * inverse - w * w * inverse2, 1e-5) / n;
    }
  }
  return out;
}

double cox_loss(const LassoOutcome& outcome, std::span<const double> eta) {
  return -cox_log_likelihood({outcome.time, outcome.status}, eta, CoxTies::breslow) /
         static_cast<double>(eta.size());
}

double soft_threshold(double x, double by) {
  return x > by ? x - by : x < -by ? x + by : 0;
}

class LassoDescent {
 public:
  LassoDescent(std::span<const std::vector<double>> columns, const LassoOutcome& outcome,
               double tolerance = kLassoTolerance)
      : x_(columns),
        tolerance_(tolerance),
        outcome_(outcome),
        order_(ascending_time(outcome)),
        n_(outcome.status.size()) {
    fit_.beta.assign(columns.size(), 0);
    eta_.assign(n_, 0);
    if (outcome.is_cox()) return;
    const double share =
        std::accumulate(outcome.status.begin(), outcome.status.end(), 0.0) / static_cast<double>(n_);
    fit_.intercept = std::log(share / (1 - share));
    std::fill(eta_.begin(), eta_.end(), fit_.intercept);
  }

  const LassoFit& fit(double lambda) {
    constexpr int kRounds = 500;
    constexpr double kInnerShare = 1e-2;  // a quadratic that is wrong itself is not solved to the last digit
    fit_.lambda = lambda;
    fit_.objective = objective(fit_.beta, eta_, lambda);
    for (int round = 0; round < kRounds; ++round) {
      const LossShape shape = shape_at(eta_);
      const double off = violation(shape, lambda);
      if (off < tolerance_) break;
      const LassoFit next = quadratic_minimum(shape, lambda, std::max(1e-12, kInnerShare * off));
      if (!step_towards(next, lambda)) break;
    }
    fit_.settled = violation(shape_at(eta_), lambda) < 10 * tolerance_;
    return fit_;
  }

  double largest_slope() const {
    const LossShape shape = shape_at(eta_);
    double largest = 0;
    for (const auto& column : x_) largest = std::max(largest, std::abs(dot(column, shape.slope)));
    return largest;
  }

 private:
  static double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  }

  LossShape shape_at(std::span<const double> eta) const {
    return outcome_.is_cox() ? cox_shape(outcome_, eta, order_) : logistic_shape(outcome_, eta);
  }

  double objective(const std::vector<double>& beta, std::span<const double> eta, double lambda) const {
    double penalty = 0;
    for (const double b : beta) penalty += std::abs(b);
    return lasso_loss(outcome_, eta) + lambda * penalty;
  }

  // How far the conditions of a minimum are from holding (Karush, Kuhn & Tucker).
  double violation(const LossShape& shape, double lambda) const {
    double worst = 0;
    if (!outcome_.is_cox()) worst = std::abs(std::accumulate(shape.slope.begin(), shape.slope.end(), 0.0));
    for (std::size_t j = 0; j < x_.size(); ++j) {
      const double slope = dot(x_[j], shape.slope), b = fit_.beta[j];
      worst = std::max(worst, b > 0   ? std::abs(slope + lambda)
                              : b < 0 ? std::abs(slope - lambda)
                                      : std::abs(slope) - lambda);
    }
    return worst;
  }

  // Coordinate descent on slope'd + d'curvature d/2 of the change d of eta, plus the penalty, until nothing
  // moves by more than `rest`.
  LassoFit quadratic_minimum(const LossShape& shape, double lambda, double rest) const {
    LassoFit next = fit_;
    std::vector<double> change(n_), bend(x_.size());
    double all = 0;
    for (const double c : shape.curvature) all += c;
    for (std::size_t j = 0; j < x_.size(); ++j)
      for (std::size_t i = 0; i < n_; ++i) bend[j] += shape.curvature[i] * x_[j][i] * x_[j][i];
    constexpr int kSweeps = 1000;
    // Of all columns when those that are not 0 have come to rest, of these alone in between.
    bool of_all = true;
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      double largest = 0;
      for (std::size_t j = 0; j < x_.size(); ++j) {
        if (!(bend[j] > 0) || (!of_all && next.beta[j] == 0)) continue;
        double slope = 0;
        for (std::size_t i = 0; i < n_; ++i)
          slope += x_[j][i] * (shape.slope[i] + shape.curvature[i] * change[i]);
        const double now = soft_threshold(bend[j] * next.beta[j] - slope, lambda) / bend[j];
        const double by = now - next.beta[j];
        if (by == 0) continue;
        next.beta[j] = now;
        for (std::size_t i = 0; i < n_; ++i) change[i] += by * x_[j][i];
        largest = std::max(largest, std::abs(by));
      }
      if (!outcome_.is_cox()) {
        double slope = 0;
        for (std::size_t i = 0; i < n_; ++i) slope += shape.slope[i] + shape.curvature[i] * change[i];
        const double by = -slope / all;
        next.intercept += by;
        for (double& c : change) c += by;
        largest = std::max(largest, std::abs(by));
      }
      if (of_all && largest < rest) break;
      of_all = largest < rest;
    }
    return next;
  }

  // The longest of the steps 1, 1/2, 1/4, ... that lowers the objective; false if none does.
  bool step_towards(const LassoFit& next, double lambda) {
    std::vector<double> beta(fit_.beta.size()), eta(n_);
    double length = 1;
    for (int half = 0; half < 40; ++half, length /= 2) {
      const double intercept = fit_.intercept + length * (next.intercept - fit_.intercept);
      std::fill(eta.begin(), eta.end(), intercept);
      for (std::size_t j = 0; j < beta.size(); ++j) {
        beta[j] = fit_.beta[j] + length * (next.beta[j] - fit_.beta[j]);
        if (beta[j] == 0) continue;
        for (std::size_t i = 0; i < n_; ++i) eta[i] += beta[j] * x_[j][i];
      }
      const double now = objective(beta, eta, lambda);
      if (!(now < fit_.objective + 1e-15)) continue;
      const bool moved = beta != fit_.beta || intercept != fit_.intercept;
      fit_.beta = beta;
      fit_.intercept = intercept;
      fit_.objective = now;
      eta_ = eta;
      return moved;
    }
    return false;
  }

  std::span<const std::vector<double>> x_;
  double tolerance_;
  const LassoOutcome& outcome_;
  std::vector<std::size_t> order_;
  std::size_t n_;
  std::vector<double> eta_;
  LassoFit fit_;
};

}  // namespace

double lasso_loss(const LassoOutcome& outcome, std::span<const double> eta) {
  if (outcome.is_cox()) return cox_loss(outcome, eta);
  double sum = 0;
  for (std::size_t i = 0; i < eta.size(); ++i)
    sum += log_one_plus_exp(eta[i]) - (outcome.status[i] != 0 ? eta[i] : 0);
  return sum / static_cast<double>(eta.size());
}

double lasso_largest_penalty(std::span<const std::vector<double>> columns, const LassoOutcome& outcome) {
  return LassoDescent(columns, outcome).largest_slope();
}

std::vector<double> lasso_penalties(double largest, std::size_t count, double ratio) {
  std::vector<double> out;
  for (std::size_t k = 0; k < count; ++k)
    out.push_back(largest *
                  std::pow(ratio, count > 1 ? static_cast<double>(k) / static_cast<double>(count - 1) : 0));
  return out;
}

std::vector<LassoFit> lasso_path(std::span<const std::vector<double>> columns, const LassoOutcome& outcome,
                                 std::span<const double> penalties, double tolerance) {
  LassoDescent descent(columns, outcome, tolerance);
  std::vector<LassoFit> out;
  for (const double lambda : penalties) out.push_back(descent.fit(lambda));
  return out;
}

}  // namespace radgauge::statistics
