#pragma once

#include "core/random.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// A stationary Gaussian random field on the voxels of `lattice`: mean 0, variance 1, autocorrelation
/// exp(-d^2 / (4 w^2)) at distance d mm with w = `correlation_mm`, made by smoothing white noise with a
/// Gaussian of standard deviation w (cut at 4 w, scaled to unit energy; Lantuejoul 2002,
/// doi:10.1007/978-3-662-04808-5). w = 0 gives white noise; when w is below half a voxel neighbours correlate
/// less than the formula says. From 8 voxels on (on some axis) the white noise lies on nodes every w / 4, at
/// whole voxels counted from the first of the whole image: the same law at a cost that does not grow with w.
/// `window` says which part of the whole image the lattice is: white noise is
/// keyed by the voxel of the whole image (with room around it for the kernel), so crops agree byte for byte.
/// `draw` selects one of many independent fields. Throws Error(data) unless w is finite and >= 0.
Grid<float> random_field(const Lattice& lattice, const CropWindow& window, double correlation_mm,
                         const Draws& draws, std::uint32_t draw = 0);

}  // namespace radgauge::imaging
