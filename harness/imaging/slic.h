#pragma once

#include <cstdint>

#include "core/volume.h"

namespace radgauge::imaging {

/// Supervoxels of `image` by simple linear iterative clustering (Achanta et al. 2012,
/// doi:10.1109/TPAMI.2012.120): k-means over intensity and place with the squared distance
/// (df / compactness)^2 + (d / s)^2, d in mm, s the cube root of volume_mm3, each centre looking no farther
/// than s along an axis; centres start on a regular grid of about s in the middle of the image; at most 10
/// rounds. Then every part that hangs together by voxel faces is a supervoxel of its own, and those of less
/// than half of volume_mm3 join the neighbour they share the largest surface with, smallest first. The
/// result is numbered 0, 1, ... by the first voxel of each. Sums run in voxel order: the same bytes always.
/// Intensities of about 0 to 1 suit a compactness of 0.05; NaN is Error(data), as is a volume or compactness
/// that is not positive and finite.
Grid<std::int32_t> slic(const Volume& image, double volume_mm3, double compactness);

}  // namespace radgauge::imaging
