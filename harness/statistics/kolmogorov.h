#pragma once

#include <cmath>
#include <numbers>

namespace radgauge::statistics {

/// P(K >= x) of Kolmogorov's limit law (Kolmogorov 1933; the second series, after Jacobi, converges for small
/// x). 1 for x <= 0 and NaN.
inline double kolmogorov_upper_tail(double x) {
  if (!(x > 0)) return 1;
  if (x < 1) {
    const double step = std::numbers::pi * std::numbers::pi / (8 * x * x);
    double sum = 0;
    for (int k = 1; k < 40; k += 2) sum += std::exp(-k * k * step);
    return 1 - std::sqrt(2 * std::numbers::pi) / x * sum;
  }
  double sum = 0;
  for (int k = 1; k < 40; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  return sum;
}

}  // namespace radgauge::statistics
