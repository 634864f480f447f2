#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>

namespace radgauge::statistics {

/// A log-likelihood of variance components, its gradient, and its observed (negative second derivative) and
/// expected information.
struct Likelihood {
  double value = 0;
  Eigen::VectorXd gradient;
  Eigen::MatrixXd observed, expected;
};
/// Nothing where the covariance is singular.
using LikelihoodAt = std::function<std::optional<Likelihood>(const Eigen::VectorXd&)>;

/// The components >= 0 that maximise the likelihood, the last one (the residual) above 0. Components on the
/// boundary are exactly 0. Nothing if no maximum is found: `why` then says what happened.
std::optional<Eigen::VectorXd> maximise(const LikelihoodAt& likelihood, Eigen::VectorXd start,
                                        const char*& why);

}  // namespace radgauge::statistics
