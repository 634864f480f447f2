#pragma once

#include "core/volume.h"

namespace radgauge::imaging {

/// How two masks of one lattice differ. NaN where there is no value (see compare_masks).
struct MaskComparison {
  double volume_change;             ///< (other - reference) / reference
  double dice;                      ///< 2 |A and B| / (|A| + |B|)
  double hd95_mm;                   ///< larger of the two directed 95th percentiles
  double mean_surface_distance_mm;  ///< mean over the boundary voxels of both masks
};

/// Compares `other` with `reference`. Surface distances run between the centres of boundary voxels (inside
/// voxels with a 6-neighbour outside; beyond the lattice is outside), each to the nearest of the other mask;
/// the percentile interpolates linearly between order statistics. One empty mask: Dice 0 and NaN distances;
/// both empty: all NaN; empty reference: volume_change NaN. Throws Error(data) when the lattices differ in
/// size or spacing. Definitions: Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z (HD95, average
/// symmetric surface distance); Dice 1945, doi:10.2307/1932409.
MaskComparison compare_masks(const Mask& reference, const Mask& other);

}  // namespace radgauge::imaging
