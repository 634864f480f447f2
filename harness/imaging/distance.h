#pragma once

#include "core/volume.h"

namespace radgauge::imaging {

/// What a distance is measured to: the centre of the nearest voxel, or the nearest point of its box (a voxel
/// fills its box of spacing_mm; a voxel beside the target is then half a spacing away).
enum class DistanceTo { voxel_centres, voxel_boxes };

/// Distance in mm from the centre of every voxel to the nearest voxel that is not 0 in `targets`; 0 on the
/// targets themselves, +infinity when there is none. Exact and Euclidean for any spacing (directions are
/// taken as orthogonal), float32. Nothing beyond the lattice is a target, so a crop that holds the targets
/// changes no byte. Separable lower envelopes of parabolas, O(voxels): Felzenszwalb and Huttenlocher 2012,
/// doi:10.4086/toc.2012.v008a019; boxes by sampling at half voxels.
Grid<float> distance_mm(const Mask& targets, DistanceTo to);

/// The same where it is at most band_mm, and +infinity elsewhere. The narrower the band, the faster: only the
/// neighbourhood of the targets is worked on. With `inverted`, the targets are the voxels that are 0.
Grid<float> distance_mm(const Mask& targets, DistanceTo to, double band_mm, bool inverted = false);

/// 1 where that distance is at most band_mm, 0 elsewhere: the same voxels, in less time.
Mask within_mm(const Mask& targets, DistanceTo to, double band_mm);

/// Signed distance in mm from voxel centres to the surface of the mask: negative inside, positive outside, 0
/// half-way between an inside and an outside voxel on every axis, whatever the spacing. Its size is the mean
/// of the distances to the nearest centre and to the nearest box of the other class. A mask does not say
/// where between two centres its surface runs, and either distance alone is biased: measured on balls of 8
/// and 15 mm, growing and shrinking by 1 to 6 mm at 1 mm voxels, centres move the surface by up to 0.3 mm
/// too little, boxes by 0.2 to 0.7 mm too far (the corners of the steps stand out), the mean errs by -0.2 to
/// 0.3 mm. On a flat face the n-th layer of spacing s lies at (n - 1/4) s. The sign flips exactly when the
/// mask is inverted. What lies beyond the lattice is neither inside nor outside: the surface is open there.
/// -infinity everywhere for a full mask, +infinity for an empty one.
Grid<float> signed_distance_mm(const Mask& mask);
/// The same within `box`, seeing only the voxels of that box.
Grid<float> signed_distance_mm(const Mask& mask, const Box& box);
/// The same where its size is at most band_mm; -infinity deeper inside and +infinity farther outside.
Grid<float> signed_distance_mm(const Mask& mask, const Box& box, double band_mm);

}  // namespace radgauge::imaging
