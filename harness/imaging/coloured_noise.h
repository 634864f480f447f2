#pragma once

#include <functional>
#include <vector>

#include "core/random.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// A noise power spectrum in the plane of a slice, up to a factor: a function of the radial frequency in
/// 1/mm, 0 or more.
using RadialSpectrum = std::function<double(double per_mm)>;

/// Weights that give white noise of variance 1 the shape of a spectrum and leave its variance 1:
/// weights[dx + radius + (2 radius + 1) (dy + radius)], their squares sum to 1.
struct PlaneKernel {
  static constexpr std::int64_t radius = 31;
  static constexpr std::int64_t width = 2 * radius + 1;
  std::vector<double> weights;

  double at(std::int64_t dx, std::int64_t dy) const {
    return weights[static_cast<std::size_t>(dx + radius + width * (dy + radius))];
  }
};

/// The inverse transform of the root of the spectrum, folded at the sampling frequency as sampling a
/// continuous field folds it, and brought to 0 between 20 and 32 voxels by a squared cosine on each axis.
/// Throws Error(data) when no power lies below twice the sampling frequency.
PlaneKernel plane_kernel(const RadialSpectrum& spectrum, double spacing_x_mm, double spacing_y_mm);

/// Stationary Gaussian noise of mean 0 and variance 1: white noise under `in_plane` within each slice, then
/// under `across` (of odd length, scaled to unit energy) over the slices. White noise is keyed by the voxel
/// of the whole image and convolved in tiles of the whole image, so crops agree byte for byte.
Grid<float> coloured_noise(const Lattice& lattice, const CropWindow& window, const PlaneKernel& in_plane,
                           std::vector<double> across, const Draws& draws);

}  // namespace radgauge::imaging
