#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// What an L1-penalised fit explains: 0 or 1 (logistic), or a time with a status (cox, ties by Breslow).
struct LassoOutcome {
  std::vector<std::uint8_t> status;  ///< 1 = the outcome, or an event
  std::vector<double> time = {};     ///< empty: logistic
  bool is_cox() const { return !time.empty(); }
};

/// A fit at one penalty, on standardised columns.
struct LassoFit {
  double lambda = kNaN;
  double intercept = 0;  ///< logistic
  std::vector<double> beta;
  double objective = kNaN;
  bool settled = true;  ///< the conditions of a minimum hold to ten times the tolerance
};

/// How far the conditions of a minimum (Karush, Kuhn & Tucker) may be from holding, in the slope of the loss.
inline constexpr double kLassoTolerance = 1e-10;

/// Smallest penalty at which every coefficient is 0.
double lasso_largest_penalty(std::span<const std::vector<double>> columns, const LassoOutcome& outcome);

/// `count` penalties from the largest down to `ratio` of it, evenly on the logarithm.
std::vector<double> lasso_penalties(double largest, std::size_t count, double ratio);

/// Minimises -log-likelihood/n + lambda sum |beta_j|, the intercept unpenalised (Tibshirani 1996,
/// doi:10.1111/j.2517-6161.1996.tb02080.x), for each penalty in turn, from the last one's coefficients:
/// coordinate descent on quadratic approximations (Friedman, Hastie & Tibshirani 2010,
/// doi:10.18637/jss.v033.i01; of Cox's likelihood Simon et al. 2011, doi:10.18637/jss.v039.i05) with halved
/// steps, so that the objective never grows. `columns` have mean 0 and population SD 1 (or are constant 0).
/// Penalties in descending order. O(n p) a sweep.
std::vector<LassoFit> lasso_path(std::span<const std::vector<double>> columns, const LassoOutcome& outcome,
                                 std::span<const double> penalties, double tolerance = kLassoTolerance);

/// -log-likelihood/n of a linear predictor (logistic: intercept included).
double lasso_loss(const LassoOutcome& outcome, std::span<const double> linear_predictor);

}  // namespace radgauge::statistics
