#pragma once

#include <cstdint>
#include <string>

#include "core/field.h"
#include "imaging/slice_profile.h"

namespace radgauge::phantoms::ct {

/// Apodisation of the ramp filter.
enum class Window { hann, shepp_logan, soft, standard, bone };

/// Attenuation of water in 1/mm: HU = 1000 (mu / kWaterPerMm - 1).
inline constexpr double kWaterPerMm = 0.02059;
/// Share of the detector's pitch that sees photons.
inline constexpr double kAperture = 0.9;
/// Diameter in mm of the water that cupping_hu and nps_file are told of.
inline constexpr double kReferenceWaterMm = 200;
/// photons at which denoise_sigma_mm holds.
inline constexpr double kReferencePhotons = 3e5;

/// A scanner file of modality ct. Lengths at the isocentre.
struct Parameters {
  Window window = Window::hann;
  double window_cutoff = 1;
  double detector_pitch_mm = 0.548;
  double pixel_mm = 0.78;
  std::int64_t matrix = 512;
  double slice_mm = 3;
  imaging::SliceProfile slice_profile = imaging::SliceProfile::box;
  std::int64_t views = 1160;
  double photons = 3e5;
  double electronic_noise = 0;
  double focal_spot_sigma_mm = 0;
  double cupping_hu = 0;
  double ring_percent = 0;
  double tube_drift_percent = 0;
  double denoise_share = 0;
  double denoise_sigma_mm = 1;
  std::string mtf_file;
  std::string nps_file;
  std::string slice_profile_file;

  static FieldList<Parameters> fields();
  std::string problem() const;

  double nyquist_per_mm() const { return 0.5 / detector_pitch_mm; }
};

}  // namespace radgauge::phantoms::ct
