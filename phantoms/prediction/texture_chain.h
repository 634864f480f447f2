#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/geometry.h"

namespace radgauge::phantoms {

/// Of frequencies along x, y and z in 1/mm; even in each of them.
using FrequencyFunction = std::function<double(const Vec3& per_mm)>;

/// A stationary texture and what a linear scanner makes of it: its modulation, and noise that is independent
/// from slice to slice.
struct TextureChain {
  /// Power spectral density of the object, intensity^2 mm^3: the variance is its integral over all
  /// frequencies.
  FrequencyFunction object_psd;
  /// Of the scanner, with its slice profile; 1 at frequency 0. Empty: 1.
  FrequencyFunction mtf = {};
  /// Noise power spectrum within a slice, intensity^2 mm^2, of the noise before it is sampled; the third
  /// frequency is 0. Empty: no noise.
  FrequencyFunction slice_nps = {};
  /// Where all of it has died away, along each axis.
  Vec3 highest_per_mm{1, 1, 1};
  /// Points of the quadrature from 0 to there. Too few where lags pass points / (4 highest_per_mm).
  std::int64_t points = 96;
};

/// Autocovariance, intensity^2, of scans at these distances: integral of object_psd mtf^2 cos(2 pi f r), and
/// at equal height that of slice_nps. Sampling does not change it: it is asked at distances of voxels. The
/// midpoint rule. Throws Error(data) for points < 8 or frequencies that are not above 0.
std::vector<double> autocovariances(const TextureChain& chain, std::span<const Vec3> lags_mm);

/// A spectrum that is known up to a factor, with the factor that gives it this variance on [0, highest].
FrequencyFunction spectrum_of_variance(FrequencyFunction shape, double variance, const Vec3& highest_per_mm,
                                       std::int64_t points = 96);

/// sd^2 (4 pi w^2)^(3/2) exp(-4 pi^2 w^2 f^2): the power spectral density of the autocovariance
/// sd^2 exp(-r^2 / (4 w^2)), which Gaussian fields and lumpy backgrounds have.
FrequencyFunction gaussian_psd(double sd, double correlation_mm);

/// exp(-2 pi^2 sigma^2 f^2), with a sigma in the plane and one along z, mm.
FrequencyFunction gaussian_mtf(double in_plane_sigma_mm, double across_sigma_mm);

/// What the co-occurrence of Gaussian voxels is on average, before the finite region changes it.
struct ExpectedCooccurrence {
  double contrast = 0;        ///< cm_contrast (IBSI ACUI)
  double correlation = 0;     ///< cm_corr (NI2N)
  double joint_variance = 0;  ///< cm_joint_var (UR99)
  double joint_entropy = 0;   ///< cm_joint_entr (TU9B), bits
};

/// Voxels of this variance (intensity^2), and pairs of this autocovariance, in bins of bin_width: with the
/// correction of Sheppard 1897 for each of the two levels (doi:10.1112/plms/s1-29.1.353), contrast
/// 2 (variance - autocovariance) / w^2 + 1/6, joint variance variance / w^2 + 1/12, correlation
/// autocovariance / V with V = variance + w^2 / 12, and entropy log2(2 pi e / w^2) + log2(V^2 -
/// autocovariance^2) / 2. What it leaves out is of the order exp(-2 pi^2 variance (1 - rho) / w^2): bins may
/// be as wide as the SD of the difference of a pair. Throws Error(data) unless |autocovariance| < variance
/// and bin_width > 0.
ExpectedCooccurrence expected_cooccurrence(double variance, double autocovariance, double bin_width);

}  // namespace radgauge::phantoms
