#pragma once

#include <cstdint>
#include <vector>

#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// How many faces between voxels must be crossed to leave the morphological mask: 1 for a voxel with a
/// neighbour outside it, 0 outside (IBSI manual, "Grey level distance zone based features": 6 neighbours in
/// the volume, 4 within slices). On the box of the mask padded by one voxel on each side.
std::vector<std::uint16_t> border_distance(const Roi& roi, bool by_slice);

}  // namespace radgauge::reference
