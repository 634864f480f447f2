#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// A maximum-likelihood fit of logit P(y = 1) = intercept + sum slope_j x_j + offset (McCullagh & Nelder
/// 1989), with standard errors from the Fisher information at the maximum.
struct LogisticFit {
  double intercept = kNaN;
  double intercept_se = kNaN;
  std::vector<double> slopes;
  std::vector<double> slopes_se;
  double log_likelihood = kNaN;
  std::string_view
      reason;  ///< why there is no fit: one class, separated classes, columns that depend on others
};
/// `y` 0 or 1; `columns` are as long as y, without NaN; `offset` empty or as long. `ridge`: this times half
/// the squared slopes of the standardised columns is taken from the log-likelihood (le Cessie & van
/// Houwelingen 1992, doi:10.2307/2347628), so that separated classes and columns that depend on others have a
/// fit, too. By Newton's method with halved steps, until the largest change is below 1e-12 of its standard
/// error. O(n p^2) a step.
LogisticFit fit_logistic(std::span<const std::uint8_t> y, std::span<const std::span<const double>> columns,
                         std::span<const double> offset = {}, double ridge = 0);

}  // namespace radgauge::statistics
