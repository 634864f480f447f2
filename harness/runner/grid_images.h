#pragma once

#include <vector>

#include "reference/preprocessing/grid.h"
#include "study/study.h"

namespace radgauge::runner {

/// Image and mask on a grid, and the image with the room that maps need around them; no room where none is
/// asked for.
struct GridImages {
  reference::Prepared prepared;
  Volume room;  ///< to a filter it ends where the samples of the whole image end
  Box box;      ///< of `prepared`, in `room`
};

/// Resamples an image and a mask as `plan` says (reference::resample), with `margin_mm` around the mask and
/// what these maps look at around that. Throws what resample throws.
GridImages grid_images(const reference::SamplingSource& source, const Volume& image, const Mask& mask,
                       const GridPlan& plan, const GridSettings& settings, double margin_mm,
                       const std::vector<study::MapUse>& uses);

}  // namespace radgauge::runner
