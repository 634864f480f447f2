#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/nan.h"

namespace radgauge::statistics {

/// Mean and sum of squares about it, of the values that are not NaN. `largest` is the largest magnitude.
struct SampleMoments {
  double count = 0, mean = kNaN, sum_squares = kNaN, largest = 0;
  double variance() const { return sum_squares / (count - 1); }
};

/// By a pivot, so that a large offset costs no digits.
inline SampleMoments sample_moments(std::span<const double> values) {
  SampleMoments m;
  double pivot = 0, total = 0, deviation = 0, squares = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (m.count == 0) pivot = value;
    ++m.count;
    total += value - pivot;
    m.largest = std::max(m.largest, std::abs(value));
  }
  if (m.count == 0) return m;
  const double shift = total / m.count;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    const double d = (value - pivot) - shift;
    deviation += d;
    squares += d * d;
  }
  m.mean = pivot + (shift + deviation / m.count);
  m.sum_squares = std::max(0.0, squares - deviation * deviation / m.count);
  return m;
}

/// Is this an SD that rounding alone can give of values of that magnitude?
inline bool is_rounding(double sd, double largest) {
  return !(sd > 8 * std::numeric_limits<double>::epsilon() * largest);
}

}  // namespace radgauge::statistics
