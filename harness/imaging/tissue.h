#pragma once

#include "core/intensity_settings.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// What is not air in a magnitude image: voxels at or above lowest + fraction x (highest - lowest) of its
/// finite intensities, opened once by the six face neighbours so that noise in air does not stay. Where
/// nothing stays, the whole image. MIRP's tissue mask of type relative_range (doi:10.21105/joss.06413).
/// `fraction` is from 0 to below 1; NaN and infinite voxels are outside. Needs the whole image: the range of
/// a crop is another. Throws Error(data) if no voxel is finite.
Mask tissue_mask(const Volume& image, double fraction);

/// Where statistics of a normalisation are taken, on the lattice of `image`: `roi` (a mask in its frame),
/// every voxel, or the tissue.
Mask normalisation_region(const Volume& image, const Mask& roi, const NormalisationSettings& settings);

}  // namespace radgauge::imaging
