#pragma once

#include <cstdint>

#include "core/geometry.h"

namespace radgauge::reference {

/// The band-pass of level j of Simoncelli's wavelet at a frequency (1 on an axis is its highest): cos(pi/2
/// log2(2 |f| / f_j)) for f_j/4 < |f| <= f_j = 2^(1 - j), else 0 (IBSI 2 manual, arXiv:2006.05470,
/// "Non-separable wavelets"; Simoncelli and Freeman 1995, doi:10.1109/ICIP.1995.537667).
double simoncelli_gain(const Vec3& frequency, std::int64_t level);

/// Voxels beyond each end of an image that is not periodic: the wavelet of the level has faded there.
std::int64_t simoncelli_padding(std::int64_t level);

}  // namespace radgauge::reference
