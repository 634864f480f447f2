#pragma once

#include <array>
#include <vector>

#include "phantoms/scanners/ct/parameters.h"

namespace radgauge::phantoms::ct {

/// A curve through points of rising x: monotone piecewise cubic (PCHIP; Fritsch and Butland 1984,
/// doi:10.1137/0905021, with the one-sided three-point slopes of Moler 2004, section 3.4, at its ends). Its
/// end values continue beyond the ends. At least two points.
class MonotoneCurve {
 public:
  explicit MonotoneCurve(std::vector<std::array<double, 2>> points);
  double operator()(double x) const;
  const std::vector<std::array<double, 2>>& points() const { return points_; }

 private:
  std::vector<std::array<double, 2>> points_;
  std::vector<double> slopes_;
};

/// The window at a frequency, as a share of the detector's Nyquist frequency, in [0, 1]. hann: (1 +
/// cos(pi u / cutoff)) / 2 up to its cutoff; shepp_logan: sinc(u / 2); soft, standard, bone: even,
/// through the values at 0, 1/4, 1/2, 3/4 and 1 of XCIST (Wu et al. 2022, doi:10.1088/1361-6560/ac9174).
double window_value(Window window, double cutoff, double nyquist_share);

}  // namespace radgauge::phantoms::ct
