#pragma once

#include <cstddef>

namespace radgauge::imaging::fft_kernels {

/// One pass of Stockham's algorithm over blocks (fft.h): `groups` x `stride` butterflies of `radix` (2 to 5)
/// elements. `real_at` is 0, or kFftLanes to take real for imaginary parts and back, which turns the
/// transform round. Twiddle factors: radix - 1 complex numbers for each group.
void pass(std::size_t radix, const double* from, double* to, std::size_t groups, std::size_t stride,
          const double* twiddles, std::size_t real_at);

/// The first pass (stride 1), of `count` elements that are `stride` doubles apart in `from`, and zeros.
/// Element n is multiplied by the complex number turns[n] unless `turns` is null.
void first_pass(std::size_t radix, const double* from, std::size_t stride, std::size_t count, double* to,
                std::size_t groups, const double* twiddles, const double* turns);

/// See radgauge::imaging::add_products.
void products(const double* a, const double* b, const double* weights, std::size_t length, bool odd,
              double* sums);

}  // namespace radgauge::imaging::fft_kernels
