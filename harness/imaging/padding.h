#pragma once

#include "core/volume.h"

namespace radgauge::imaging {

/// Voxels that hold one constant in place of a measurement: what was masked away, or lies beyond the field of
/// view.
struct Padding {
  Mask voxels;       ///< on the lattice of the region; empty where there is no padding
  double share = 0;  ///< of the voxels of the region
  float value = 0;   ///< the constant; of several, the one that takes most
};

/// The constant padding within `region` (same lattice as `image`): voxels of one value that form, within a
/// slice, patches of 5 x 5 and what of that value touches them. A value counts if at least 64 of its voxels
/// are the centre of such a patch, and a tenth of all that have it: in measured intensities, however coarsely
/// they are rounded, neighbours differ. What lies beyond the image continues it.
Padding find_padding(const Volume& image, const Mask& region);

}  // namespace radgauge::imaging
