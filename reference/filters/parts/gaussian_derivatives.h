#pragma once

#include "core/volume.h"
#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

/// The Laplacian of a Gaussian as IBSI 2 samples it.
struct LaplacianOfGaussian {
  double sigma_mm = 0;
  double truncation_sigma = 0;  ///< the kernel reaches floor(truncation x sigma + 0.5) voxels
  Dimension dimension = Dimension::in_volume;
  bool zero_mean = false;  ///< subtract the mean of the kernel's weights
};

/// Its kernel on this lattice, as a sum of separable terms. In voxels of one size it is the formula of the
/// IBSI 2 manual, -1/sigma^2 (1/(sqrt(2 pi) sigma))^D (D - |k|^2/sigma^2) exp(-|k|^2/(2 sigma^2)), with sigma
/// and k in voxels. Where voxels are not cubes it is the Laplacian in mm times the square of the geometric
/// mean of the spacings (2D: of x and y), so that no axis is preferred; the manual knows cubes only.
SeparableBank laplacian_of_gaussian(const LaplacianOfGaussian& p, const Vec3& spacing_mm);

}  // namespace radgauge::reference
