#pragma once

#include "core/volume.h"

namespace radgauge::acquire {

/// The voxels of `image` that the ROI of `mask`, on a lattice of its own, reaches into; empty if there are
/// none.
Box box_on(const Lattice& image, const Mask& mask);

/// Where the voxels of a mask's ROI lie on the image, by their centres.
struct RoiPlace {
  std::int64_t voxels = 0;   ///< of the ROI
  std::int64_t outside = 0;  ///< beyond the voxels of the image
  std::int64_t at_edge = 0;  ///< in its outermost voxels, along an axis of more than one
};
RoiPlace place_on(const Lattice& image, const Mask& mask);

}  // namespace radgauge::acquire
