#pragma once

#include <cmath>

namespace radgauge::statistics {

/// The probability whose log odds are `log_odds`: 1/(1 + exp(-log_odds)).
inline double expit(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

/// ln(1 + exp(x)) without overflow; minus the log-likelihood of a case without the outcome at log odds x.
inline double log_one_plus_exp(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

}  // namespace radgauge::statistics
