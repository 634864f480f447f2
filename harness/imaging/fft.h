#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry.h"

namespace radgauge::imaging {

/// Transforms of one length run side by side, one in each lane of a block.
inline constexpr std::size_t kFftLanes = 8;
/// Doubles of one element of a block: kFftLanes real parts, then kFftLanes imaginary parts.
inline constexpr std::size_t kFftGroup = 2 * kFftLanes;

/// Smallest 2^a 3^b 5^c that is at least n; n >= 1.
std::int64_t fft_length(std::int64_t n);

/// Complex discrete Fourier transforms of one length, kFftLanes at once: mixed radix 2 to 5, in the
/// self-sorting order of Stockham (Cochran et al., IEEE Trans. Audio Electroacoust. 1967,
/// doi:10.1109/TAU.1967.1161899). A block holds element n of lane l at [16 n + l] (real) and [16 n + 8 + l]
/// (imaginary). The same bytes with every instruction set. A plan may be used by many threads at once.
class FftPlan {
 public:
  /// length = 2^a 3^b 5^c; Error(internal) for others.
  explicit FftPlan(std::int64_t length);

  std::size_t length() const { return length_; }
  /// Doubles of a block.
  std::size_t block_size() const { return kFftGroup * length_; }

  /// X[k] = sum over n of x[n] exp(-2 pi i k n / length), in each lane. Works in the two blocks `data` and
  /// `scratch` and returns the one that holds the result.
  double* forward(double* data, double* scratch) const { return transform(data, scratch, 0); }
  /// The same with exp(+2 pi i k n / length), not divided by the length.
  double* backward(double* data, double* scratch) const { return transform(data, scratch, kFftLanes); }

  /// Every second bin, from 0 on, of the transform of twice the length of `count` <= length elements that are
  /// `stride` doubles apart, and zeros. Works in two blocks and returns the one that holds the result; a
  /// block may not be `from`.
  double* forward_even(const double* from, std::size_t stride, std::size_t count, double* block,
                       double* scratch) const;
  /// The bins between them, from 1 on: the transform of the elements times exp(-pi i n / length).
  double* forward_odd(const double* from, std::size_t stride, std::size_t count, double* block,
                      double* scratch) const;

 private:
  struct Pass {
    std::size_t radix;
    std::size_t groups;  ///< butterflies with a twiddle factor of their own
    std::size_t stride;  ///< butterflies that share it
    std::vector<double> twiddles;
  };
  double* transform(double* data, double* scratch, std::size_t real_at, std::size_t first_pass = 0) const;
  double* transform_from(const double* from, std::size_t stride, std::size_t count, double* block,
                         double* scratch, const double* turns) const;

  std::size_t length_;
  std::vector<Pass> passes_;
  std::vector<double> half_turns_;  ///< exp(-pi i n / length)
};

/// Sums over the bins of an even or odd half of two transforms (FftPlan::forward_even, forward_odd), in each
/// lane: sums[l] += sum of weight * Re(conj(a) b). Weights are even functions of frequency and given once:
/// for bins 0, 1, ... of the half up to the last that is not the mirror image of another, kFftLanes each.
void add_products(const double* a, const double* b, const double* weights, std::size_t length, bool odd,
                  double* sums);

/// Complex transforms of any length, kFftLanes at once, in blocks like those of FftPlan: by FftPlan where the
/// length is 2^a 3^b 5^c, else as a convolution with a chirp (Bluestein, IEEE Trans. Audio Electroacoust.
/// 1970, doi:10.1109/TAU.1970.1162132), at four to six times the cost. The same bytes with every instruction
/// set. A plan may be used by many threads at once.
class AnyFftPlan {
 public:
  /// length >= 1; Error(internal) for others.
  explicit AnyFftPlan(std::int64_t length);

  std::size_t length() const { return length_; }
  /// Doubles of a block; the elements stand at its begin.
  std::size_t block_size() const { return inner_.block_size(); }

  /// As FftPlan::forward and backward.
  double* forward(double* data, double* scratch) const;
  double* backward(double* data, double* scratch) const;

 private:
  double* chirped(double* data, double* scratch, double sign) const;

  std::size_t length_;
  FftPlan inner_;
  std::vector<double> chirp_;     ///< exp(-pi i n^2 / length); empty where FftPlan does it
  std::vector<double> spectrum_;  ///< of the chirp turned round, over the inner length
};

/// Transforms of real volumes of one size; fastest where each axis is 2^a 3^b 5^c. A plan may be used by many
/// threads at once.
class RealFft3 {
 public:
  /// Error(internal) for sizes below 1.
  explicit RealFft3(const Index3& size);

  const Index3& size() const { return size_; }
  /// {size[0] / 2 + 1, size[1], size[2]}: the other bins are the conjugates of these.
  Index3 spectrum_size() const { return {size_[0] / 2 + 1, size_[1], size_[2]}; }
  /// F[k] = sum over n of f[n] exp(-2 pi i (k0 n0 / size[0] + k1 n1 / size[1] + k2 n2 / size[2])); axis 0 is
  /// the fastest of both arrays.
  std::vector<std::complex<double>> forward(std::span<const double> volume) const;
  /// The volume of which `forward` makes this spectrum: divided by the number of voxels.
  std::vector<double> inverse(std::span<const std::complex<double>> spectrum) const;

  /// Both without a second array: of spectrum_size() elements, which hold a spectrum, or rows of a volume
  /// where real_row says. Error(internal) for an array of another size.
  void forward_in_place(std::vector<std::complex<double>>& array) const;
  void inverse_in_place(std::vector<std::complex<double>>& array) const;
  /// The first of size()[0] voxels of a row along x; rows count y + size()[1] z.
  double* real_row(std::vector<std::complex<double>>& array, std::size_t row) const;

 private:
  std::size_t rows_of(const std::vector<std::complex<double>>& array) const;

  Index3 size_;
  std::vector<AnyFftPlan> plans_;
};

}  // namespace radgauge::imaging
