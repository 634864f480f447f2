#pragma once

#include <vector>

#include "acquire/source.h"
#include "study/plan.h"

namespace radgauge::acquire {

/// Margin that every mask of the study is given in the grid stage, so that its mask operations have room. In
/// mm.
double mask_margin_mm(const study::Plan& plan);

/// How far around the mask an extraction of the study looks at the image (local intensity peaks). In mm.
double image_room_mm(const study::Study& study);

/// The part of the image that an acquisition needs: the ROIs of all its rows, the largest support of the
/// plan, what extractions look at around them, room for turned grids, and 24 voxels for the tails of the
/// cubic spline; `context_mm` more on request. It belongs to acquisition and study, never to the cells left
/// to run.
Box crop_box(const study::Study& study, const study::Plan& plan, const std::vector<RowGeometry>& rows,
             double context_mm = 0);

}  // namespace radgauge::acquire
