#pragma once

#include "phantoms/object/block.h"

namespace radgauge::phantoms {

/// The share of each cell (columns_of, of about cell_mm) within the walls of a honeycomb of regular hexagons
/// along z: pitch_mm from centre to centre, walls of one thickness, which makes walls the share `fill` of the
/// area: pitch (1 - sqrt(1 - fill)). Each cell is the mean of 4 x 4 points, each of which tells how much of
/// it the wall takes.
Volume honeycomb(const BlockSize& size, double pitch_mm, double fill, double cell_mm);

}  // namespace radgauge::phantoms
