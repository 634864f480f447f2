#pragma once

#include <optional>

#include "core/notice.h"
#include "reference/preprocessing/grid.h"

namespace radgauge::runner {

/// Does interpolation beside constant padding give the region intensities that its own voxels do not have? A
/// notice where they leave the range of the voxels of `mask` on `image` by more than a quarter of it and
/// padding beyond that range lies within the reach of a cubic spline (4 voxels) of the region.
std::optional<Notice> overshoot(const Volume& image, const Mask& mask, const reference::Prepared& prepared);

}  // namespace radgauge::runner
