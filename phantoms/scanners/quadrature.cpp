#include "phantoms/scanners/quadrature.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms {

void add_breaks(const RowSpan& span, double tip_mm, std::vector<double>& breaks_mm) {
  for (const double inner : {0.0, tip_mm})
    breaks_mm.insert(breaks_mm.end(), {span.low_mm + inner, span.high_mm - inner});
}

void add_round_breaks(const RowSpan& span, double radius_mm, double step_mm, std::vector<double>& breaks_mm) {
  const double middle = 0.5 * (span.low_mm + span.high_mm);
  const double half = 0.5 * (span.high_mm - span.low_mm);
  const double steps = std::ceil(std::numbers::pi * radius_mm / step_mm);
  for (double i = 0; i <= steps; ++i)
    breaks_mm.push_back(middle + half * std::sin(std::numbers::pi * (i / steps - 0.5)));
}

std::vector<QuadratureNode> quadrature(double low_mm, double high_mm, std::vector<double> breaks_mm,
                                       double widest_mm, double narrowest_mm) {
  std::erase_if(breaks_mm, [&](double b) { return !(b > low_mm && b < high_mm); });
  breaks_mm.push_back(high_mm);
  std::sort(breaks_mm.begin(), breaks_mm.end());
  std::vector<QuadratureNode> nodes;
  double from = low_mm;
  for (const double to : breaks_mm) {
    const double length = to - from;
    if (length < narrowest_mm && to < high_mm) continue;
    const double cells = std::ceil(length / widest_mm);
    const double half = 0.5 * length / cells;
    for (double c = 0; c < cells; ++c)
      for (const double side : {-1.0, 1.0})
        nodes.push_back({from + (2 * c + 1 + side / std::numbers::sqrt3) * half, half});
    from = to;
  }
  return nodes;
}

}  // namespace radgauge::phantoms
