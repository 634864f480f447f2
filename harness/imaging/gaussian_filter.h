#pragma once

#include <array>
#include <vector>

#include "core/volume.h"

namespace radgauge::imaging {

/// Sampled Gaussian exp(-k^2 / (2 s^2)), k = -r .. r, with r the smallest whole number >= 4 s, scaled to sum
/// 1. `sigma_voxels` = 0 gives {1}. exp is taken from libm and rounded to float precision, so that every
/// machine has the same weights.
std::vector<double> gaussian_kernel(double sigma_voxels);

/// Weighted sums along one axis of a block of `size` voxels (x fastest): out(i) = sum_k kernel[k] in(i + k),
/// at the places where the whole kernel fits; the block shrinks by kernel.size() - 1 on that axis. Each sum
/// runs in kernel order, so it does not depend on where the block starts.
std::vector<double> convolve_axis(const std::vector<double>& block, const Index3& size, int axis,
                                  const std::vector<double>& kernel);

/// Weighted sums along x, y and z in turn, each with its own kernel of odd length. Beyond the edges of
/// `volume` the edge value continues; for a result independent of a crop the crop needs half a kernel around
/// what is used.
Volume separable_filter(const Volume& volume, const std::array<std::vector<double>, 3>& kernels);

/// Gaussian low-pass of standard deviation `sigma_mm` on each index axis (0: that axis is left alone). Beyond
/// the edges of `volume` the edge value continues; for a result independent of a crop the crop needs 4 sigma
/// around what is used. Throws Error(data) unless the sigmas are finite and not negative.
Volume gaussian_filter(const Volume& volume, const Vec3& sigma_mm);

}  // namespace radgauge::imaging
