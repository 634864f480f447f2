#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/geometry.h"
#include "phantoms/scanners/mr/any_dft.h"
#include "phantoms/scanners/mr/object_signal.h"
#include "phantoms/scanners/mr/protocol.h"

namespace radgauge::phantoms {

/// What the image takes of the frequencies first, first + 1, ... along one axis (turns per field of view):
/// the window, 0 for what was not acquired, and the weights of homodyne detection.
struct AcquiredAxis {
  std::int64_t first = 0;
  std::vector<double> weights;
  double energy = 0;  ///< sum of their squares
};
/// Window weights of u = |k| / (matrix / 2): hamming 0.54 + 0.46 cos(pi u); fermi 1 / (1 + exp(10 (t - 1/2)))
/// with t = (u - 0.7) / 0.3.
AcquiredAxis readout_axis(const MrProtocol& p);
/// The same along y, where partial Fourier leaves out the lines from the lowest up: round(partial_fourier
/// matrix_y) are acquired. Homodyne detection (Noll, Nishimura and Macovski 1991, doi:10.1109/42.79473)
/// counts lines whose mirror image was not acquired twice, and between the two rises along a ramp.
AcquiredAxis phase_axis(const MrProtocol& p);

/// Between signals and images, with the middle of the field of view as origin. May be used by many threads at
/// once.
class KSpace {
 public:
  /// `image`: the part of the whole image, matrix_out square, that is wanted.
  KSpace(const MrProtocol& p, const Lattice& image);

  /// Complex numbers of a slice: matrix_x times matrix_y, x fastest.
  std::size_t samples() const { return readout_.weights.size() * phase_.weights.size(); }
  std::size_t pixels() const { return static_cast<std::size_t>(size_[0] * size_[1]); }
  /// SD that the noise of a sample must have (in each of the real and imaginary part) for it to be 1 in the
  /// image.
  double unit_noise() const;

  /// Samples of cells (object_signal.h) times the complex sensitivity of a coil at each cell: Fourier
  /// coefficients, whose sum is the signal, of an object that drifts along y by motion_mm from the first to
  /// the last of matrix_y lines and is in its place when line 0 is acquired.
  std::vector<std::complex<double>> acquire(std::span<const double> signal,
                                            std::span<const std::complex<double>> sensitivity) const;
  /// Weights samples and transforms them to the pixels of the image.
  std::vector<std::complex<double>> image(std::span<const std::complex<double>> samples) const;

 private:
  AcquiredAxis readout_;
  AcquiredAxis phase_;
  SignalCells cells_;
  imaging::FftPlan forward_x_;
  imaging::FftPlan forward_y_;
  AnyDft inverse_;
  std::array<std::int64_t, 2> first_pixel_{};
  std::array<std::int64_t, 2> size_{};
  std::vector<std::complex<double>> factors_x_;  ///< of samples: what cells took
  std::vector<std::complex<double>> factors_y_;  ///< the same, and motion
  std::vector<std::complex<double>> weights_x_;  ///< of the image: window, and its origin
  std::vector<std::complex<double>> weights_y_;
};

}  // namespace radgauge::phantoms
