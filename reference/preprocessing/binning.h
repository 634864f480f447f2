#pragma once

#include <algorithm>
#include <cmath>

#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Bin number from 1 of an intensity, as a whole number in double (IBSI manual, "Intensity discretisation").
struct Binning {
  Discretisation kind = Discretisation::none;
  double start = 0;  ///< lower edge of bin 1
  double width = 1;  ///< fbs
  double count = 0;  ///< fbn
  double range = 0;  ///< fbn
  double shift = 0;  ///< fbs: bins start this part of a bin below `start`

  double operator()(double intensity) const {
    if (kind == Discretisation::none) return intensity;
    if (kind == Discretisation::fbs) return std::floor((intensity - start) / width + shift) + 1;
    if (!(range > 0)) return 1;
    return std::min(count, std::floor(count * (intensity - start) / range) + 1);
  }
};

/// FBS bins start at `lower` if it is finite, otherwise like FBN at the lowest intensity of the mask.
inline Binning make_binning(const IntensityMask& mask, Discretisation kind, std::int64_t bin_count,
                            double bin_width, double lower) {
  const bool bounded = kind == Discretisation::fbs && std::isfinite(lower);
  const double lowest = mask.lowest;
  return {kind, bounded ? lower : lowest, bin_width, static_cast<double>(bin_count), mask.highest - lowest};
}

}  // namespace radgauge::reference
