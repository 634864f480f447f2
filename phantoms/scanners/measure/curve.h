#pragma once

#include <vector>

namespace radgauge::phantoms::measure {

/// Values y at rising x.
struct Curve {
  std::vector<double> x;
  std::vector<double> y;
};

/// First x at which y falls through a level, linear between points; NaN if it does not.
double falls_to(const Curve& curve, double level);
/// Where the curve is highest: the top of the parabola that fits, by least squares, the points around its
/// maximum down to 3/4 of it. NaN for a curve without three such points.
double peak_place(const Curve& curve);

}  // namespace radgauge::phantoms::measure
