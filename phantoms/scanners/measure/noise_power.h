#pragma once

#include <functional>

#include "core/volume.h"
#include "phantoms/scanners/measure/curve.h"

namespace radgauge::phantoms::measure {

/// Radial noise power spectrum in the plane, in intensity^2 mm^2, of noise alone (a scan less its noiseless
/// one): the mean over squares of `size` pixels, half overlapping, of each slice, under a Hann window, in
/// rings of frequency 1 / (size pixels). Up to the pixels' Nyquist frequency. `size` = 2^a 3^b 5^c, at most
/// the image's. Solomon et al. 2012, doi:10.1118/1.4752209.
Curve radial_noise_power(const Volume& noise, std::int64_t size);
/// What that shows of noise with this radial power before it is sampled: power beyond the Nyquist frequency
/// of the pixels folded back and spread by the window, in the same rings. `highest_per_mm`: there is none
/// beyond.
Curve folded_noise_power(const std::function<double(double per_mm)>& power, double pixel_mm,
                         std::int64_t size, double highest_per_mm);

}  // namespace radgauge::phantoms::measure
