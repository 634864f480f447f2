#pragma once

#include <functional>

#include "phantoms/scanners/ct/parameters.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms::ct {

/// What detector and reconstruction do to spatial frequencies, in 1/mm: the closed forms of parallel-beam
/// filtered backprojection with linear interpolation. Sampled projections repeat their spectrum, and linear
/// interpolation (sinc^2) lets part of that through, so that transfer and noise go on beyond the detector's
/// Nyquist frequency, where the filter is that of the frequency folded back into it.
struct Transfer {
  double pitch_mm = 1;
  double focal_spot_sigma_mm = 0;
  double views = 1;
  /// The apodisation of the ramp, for signals and for noise, from 0 to the Nyquist frequency.
  std::function<double(double per_mm)> window;
  std::function<double(double per_mm)> noise_window;

  /// Blur of line integrals by detector element and focal spot.
  double blur(double per_mm) const;
  /// Modulation transfer of the image, 1 at frequency 0 (Kak and Slaney 1988, chapter 5,
  /// doi:10.1137/1.9780898719277).
  double mtf(double per_mm) const;
  /// Radial noise power of the image in HU^2 mm^2 where every ray has this variance (Kijewski and Judy 1987,
  /// doi:10.1088/0031-9155/32/5/003).
  double noise_power(double per_mm, double ray_variance) const;
  /// Standard deviation in HU of that noise: the root of the integral of 2 pi f noise_power(f).
  double noise_sd(double ray_variance) const;

  /// Lowest frequency at which the MTF falls to a level, in 1/mm; NaN if it never does.
  double mtf_frequency(double level) const;
  /// Frequency of the highest noise power, in 1/mm.
  double noise_peak() const;
};

/// Variance of -ln(reading / photons) of a ray that has so many photons left, to first order.
double ray_variance(double photons_left, double electronic_noise);

/// Throws Error(study) for a table that no scanner of these parameters can have: it does not start at
/// frequency 0, has negative values, or an MTF that is still above 0.1 at the detector's Nyquist frequency.
Transfer transfer_of(const Parameters& p, const ScannerTables& tables);

}  // namespace radgauge::phantoms::ct
