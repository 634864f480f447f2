#pragma once

#include <string>

#include "core/random.h"
#include "core/volume.h"

namespace radgauge {

/// What is known of a CT scanner that images come from or shall look like as if they did. Frequencies are in
/// 1/mm, intensities in HU.
class CtSystem {
 public:
  virtual ~CtSystem() = default;
  /// Modulation transfer in the plane of the slices, 1 at frequency 0.
  virtual double mtf(double per_mm) const = 0;
  /// Lowest frequency at which it falls to a level; NaN if it never does.
  virtual double mtf_frequency(double level) const = 0;
  /// Noise power in HU^2 mm^2 in the middle of round water of this diameter.
  virtual double noise_power(double per_mm, double water_mm) const = 0;
  /// Share of a slice's sensitivity that lies below z_mm from its middle, 0 to 1.
  virtual double slice_below(double z_mm) const = 0;
  /// Nothing of it, or less than 1e-4, lies farther from the middle than this.
  virtual double slice_reach_mm() const = 0;
  /// What a scan of `image`, whole slices in HU, with a share of the photons (0 < dose < 1) is noisier than
  /// one with all of them: line integrals of each slice tell how many photons are left in each ray, the
  /// difference of the two variances is drawn there, and goes through this scanner's reconstruction. Beyond
  /// the image is air. Draws are keyed by the slice of the whole image and by the ray; equal draws, equal
  /// bytes.
  virtual Grid<float> dose_noise(const Volume& image, double dose, const Draws& draws) const = 0;
};

/// Finds scanners for the operations that ask for one; operations read no files themselves.
class ScannerHost {
 public:
  virtual ~ScannerHost() = default;
  /// By the name of the fleet or of a scanner file. Throws Error(study) if there is none, or if it is no CT.
  virtual const CtSystem& ct(const std::string& name) const = 0;
};

}  // namespace radgauge
