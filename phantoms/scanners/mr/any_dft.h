#pragma once

#include <cstdint>
#include <vector>

#include "imaging/fft.h"

namespace radgauge::phantoms {

/// Inverse discrete Fourier transforms of any length, in blocks of lanes as imaging::FftPlan has them.
/// Lengths that are no product of 2, 3 and 5 are convolutions with a chirp (Bluestein 1970,
/// doi:10.1109/TAU.1970.1162132). May be used by many threads at once.
class AnyDft {
 public:
  /// length >= 1.
  explicit AnyDft(std::int64_t length);

  std::size_t length() const { return length_; }
  /// Doubles of a block, of which the first kFftGroup * length() hold the elements.
  std::size_t block_size() const { return plan_.block_size(); }
  /// x[n] = sum over k of X[k] exp(+2 pi i k n / length), in each lane. Works in two blocks and returns the
  /// one that holds the result.
  double* backward(double* data, double* scratch) const;

 private:
  std::size_t length_;
  imaging::FftPlan plan_;
  std::vector<double> chirp_;     ///< exp(+pi i n^2 / length), real and imaginary part; empty if not needed
  std::vector<double> spectrum_;  ///< of the conjugate chirp, over the length of the plan
};

}  // namespace radgauge::phantoms
