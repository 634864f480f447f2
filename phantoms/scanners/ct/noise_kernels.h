#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace radgauge::phantoms::ct {

/// Giles 2016, doi:10.1145/2699466 (Q_N2), rounded down and not below 0: poisson_by_normal (noise.h),
/// of one ray; counts_by_normal does the same to many.
[[gnu::always_inline]] inline double count_by_normal(double mean, double normal) {
  const double w = normal, w2 = normal * normal;
  const double root = std::sqrt(mean);
  const double first = 1.0 / 3 + w2 / 6;
  const double second = -w * (1.0 / 36 + w2 / 72);
  const double third = -8.0 / 405 + w2 * (7.0 / 810 + w2 / 270);
  return std::floor(std::max(0.0, mean + root * w + first + (second + third / root) / root));
}

/// count_by_normal of each ray. The same bytes with every instruction set.
void counts_by_normal(const double* mean, const double* normal, std::size_t n, double* counts);

/// photons[i] exp(-line_integrals[i]) of each ray, in place. The same bytes with every instruction set.
void attenuate(const float* line_integrals, std::size_t n, double* photons);

/// -ln(max(reading, 0.5) / mean) of each ray, in place. The same bytes with every instruction set.
void line_integral_errors(const double* mean, std::size_t n, double* readings);

}  // namespace radgauge::phantoms::ct
