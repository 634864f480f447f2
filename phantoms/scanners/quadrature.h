#pragma once

#include <vector>

#include "phantoms/scanners/row_pieces.h"

namespace radgauge::phantoms {

/// A line or plane that stands for its surroundings in an integral.
struct QuadratureNode {
  double at_mm = 0;
  double weight_mm = 0;
};

/// Adds where something that reaches over `span` begins and ends, and the places tip_mm further inside: round
/// things widen steeply there.
void add_breaks(const RowSpan& span, double tip_mm, std::vector<double>& breaks_mm);

/// Adds places between which a round thing, whose largest semi-axis is radius_mm, goes on by about step_mm
/// along its rim, at equal angles; `span` is what it reaches over on this axis.
void add_round_breaks(const RowSpan& span, double radius_mm, double step_mm, std::vector<double>& breaks_mm);

/// Nodes of Gauss and Legendre, two per cell, from low_mm to high_mm. The range is cut at the breaks, so that
/// steps of what is integrated lie between cells, and into cells of at most widest_mm; a break within
/// narrowest_mm of the one before it is passed over. Cubic polynomials are integrated exactly in each cell.
std::vector<QuadratureNode> quadrature(double low_mm, double high_mm, std::vector<double> breaks_mm,
                                       double widest_mm, double narrowest_mm);

}  // namespace radgauge::phantoms
