#pragma once

#include <span>
#include <vector>

#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Radius in mm of a ball of 1 cm^3: (3 / (4 pi))^(1/3) cm.
inline constexpr double kPeakRadiusMm = 6.2035049089940001667;

/// Means over the voxels whose centres lie within a radius of a voxel's centre.
struct PeakMeans {
  double highest = 0;     ///< over the voxels of the intensity mask
  double at_maximum = 0;  ///< at the voxels of the highest intensity; the highest of these
};

/// The means at the voxels of the intensity mask, which is not empty. Every voxel of the image counts, in or
/// out of the mask; what lies beyond the image, and voxels without a number, are left out of a mean. Sums of
/// rows are differences of running sums; the rows of a disc are added once for the two planes that it serves.
PeakMeans peak_means(const Surroundings& around, const Roi& roi, const IntensityMask& mask, double radius_mm);

}  // namespace radgauge::reference
