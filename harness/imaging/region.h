#pragma once

#include <limits>

#include "core/operation.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// `roi` on the voxels of `image`: the value of the nearest voxel of the ROI (halves go up), 0 beyond its
/// lattice. The same voxels when the lattices are equal.
Mask roi_on(const Mask& roi, const Volume& image);

/// Lowest and highest intensity; of no voxel, low = infinity and high = -infinity.
struct IntensityRange {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};
/// Of the voxels of `image` inside `mask`, which has its size. NaN is passed over.
IntensityRange intensity_range(const Volume& image, const Mask& mask);

/// CT voxels below this are air: lung tissue lies above, see noise_region.
inline constexpr float kAirBelowHu = -900;
/// How far around the ROI noise is looked for.
inline constexpr double kNoiseMarginMm = 12;

/// Where noise is estimated: the voxels within `margin_mm` of the ROI (and the ROI), without NaN and
/// infinities and, for CT, without air (< -900 HU: it carries less noise than tissue, or is padding). The
/// whole image holds table, air and padding; tissue around the lesion shares the lesion's noise.
Mask noise_region(const Volume& image, const Mask& roi, Modality modality, double margin_mm = kNoiseMarginMm);

}  // namespace radgauge::imaging
