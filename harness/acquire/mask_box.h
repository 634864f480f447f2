#pragma once

#include "core/volume.h"

namespace radgauge::acquire {

/// The voxels of `image` that the ROI of `mask`, on a lattice of its own, reaches into; empty if there are
/// none.
Box box_on(const Lattice& image, const Mask& mask);

}  // namespace radgauge::acquire
