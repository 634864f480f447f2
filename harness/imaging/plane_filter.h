#pragma once

#include <functional>
#include <vector>

#include "core/volume.h"

namespace radgauge::imaging {

/// What a filter leaves of an amplitude, as a function of the frequency in 1/mm; 1 at 0.
using Transfer = std::function<double(double per_mm)>;

/// Multiplies the spectrum of each slice by a radial transfer, up to the highest frequency of the voxels. The
/// weights of the sum that does it are brought to 0 between 20 and 32 voxels by a squared cosine on each axis
/// and scaled to sum 1. Beyond the edges of `volume` the edge value continues; the bytes are those of whole
/// slices.
Volume plane_filter(const Volume& volume, const Transfer& transfer);

/// The same along z: weights -radius to radius of slices `spacing_mm` apart, brought to 0 over their outer
/// half.
std::vector<double> slice_weights(const Transfer& transfer, double spacing_mm, std::int64_t radius);

}  // namespace radgauge::imaging
