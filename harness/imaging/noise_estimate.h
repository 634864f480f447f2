#pragma once

#include "core/operation.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// A noise level and what it rests on.
struct NoiseEstimate {
  double sd;                  ///< standard deviation of white noise per voxel, in intensity units
  std::int64_t sample_count;  ///< filter responses that went into the median
  double padding_share = 0;   ///< of the region, constant padding that was left out
  double padding_value = 0;   ///< its intensity
};

/// Robust estimate of the standard deviation of white noise within `region` (same lattice as `image`): the
/// in-slice mask [1 -2 1] x [1 -2 1] / 6 (unit gain for white noise; blind to any f(x) + g(y) and to smooth
/// trends; Immerkaer 1996, doi:10.1006/cviu.1996.0060) at every place whose 3 x 3 voxels are all in the
/// region, then median |response| / 0.6745 (Donoho and Johnstone 1994, doi:10.1093/biomet/81.3.425).
/// Responses beyond 3 of these standard deviations (the outline of the lesion) are set aside and the median
/// is taken again, with the constant of the cut normal distribution (0.6724), until it is stable. Against the
/// Haar and coif1 HH bands the mask lets least texture through: 0.7 % of the variance of a texture with
/// autocorrelation exp(-d^2/(4 w^2)), w = 1 voxel (Haar 4.9 %, coif1 1.8 %). Correlated noise is
/// underestimated by the gain of the mask for its spectrum. Throws Error(data) when fewer than 64 places fit
/// into the region.
NoiseEstimate estimate_noise(const Volume& image, const Mask& region);

/// The noise around a region of interest: estimate_noise within its noise_region (region.h), without constant
/// padding (padding.h), which has no noise. Beside padding, the tissue around the region must tell:
/// Error(data) where fewer than 64 places lie wholly outside the region, since what is left is then the
/// texture of the region itself. 0 where the region is constant, too: an image without noise. `roi` may be on
/// a lattice of its own.
NoiseEstimate estimate_noise_around(const Volume& image, const Mask& roi, Modality modality);

}  // namespace radgauge::imaging
