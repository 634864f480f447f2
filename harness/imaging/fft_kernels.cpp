// The inner loops of the Fourier transform, compiled for each instruction set and chosen when the program
// runs (Highway). A vector holds the same part of the same element of several transforms, so that the lanes
// are independent and all instruction sets give the same bytes; there is no fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "imaging/fft_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include "imaging/fft.h"
#include "imaging/fft_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::imaging::fft_kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, kFftLanes>;
using V = hn::Vec<D>;

struct Complex {
  V re, im;
};
HWY_INLINE Complex add(const Complex& a, const Complex& b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
HWY_INLINE Complex sub(const Complex& a, const Complex& b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}
HWY_INLINE Complex scaled(const Complex& a, double factor) {
  const V f = hn::Set(D(), factor);
  return {hn::Mul(a.re, f), hn::Mul(a.im, f)};
}
/// a - i b.
HWY_INLINE Complex minus_i(const Complex& a, const Complex& b) {
  return {hn::Add(a.re, b.im), hn::Sub(a.im, b.re)};
}
/// a + i b.
HWY_INLINE Complex plus_i(const Complex& a, const Complex& b) {
  return {hn::Sub(a.re, b.im), hn::Add(a.im, b.re)};
}
HWY_INLINE Complex times(const Complex& a, const double* w) {
  const V re = hn::Set(D(), w[0]);
  const V im = hn::Set(D(), w[1]);
  return {hn::Sub(hn::Mul(a.re, re), hn::Mul(a.im, im)), hn::Add(hn::Mul(a.re, im), hn::Mul(a.im, re))};
}
HWY_INLINE Complex load(const double* at, std::size_t real_at) {
  return {hn::LoadU(D(), at + real_at), hn::LoadU(D(), at + (kFftLanes - real_at))};
}
HWY_INLINE void store(const Complex& a, double* at, std::size_t real_at) {
  hn::StoreU(a.re, D(), at + real_at);
  hn::StoreU(a.im, D(), at + (kFftLanes - real_at));
}

// Butterflies in place: x[k] becomes the sum over j of x[j] exp(-2 pi i j k / R).
template <std::size_t R>
HWY_INLINE void butterfly(Complex* x);

template <>
HWY_INLINE void butterfly<2>(Complex* x) {
  const Complex a = x[0];
  x[0] = add(a, x[1]);
  x[1] = sub(a, x[1]);
}

template <>
HWY_INLINE void butterfly<3>(Complex* x) {
  const Complex sum = add(x[1], x[2]);
  const Complex turned = scaled(sub(x[1], x[2]), 0.86602540378443864676);
  const Complex middle = sub(x[0], scaled(sum, 0.5));
  x[0] = add(x[0], sum);
  x[1] = minus_i(middle, turned);
  x[2] = plus_i(middle, turned);
}

template <>
HWY_INLINE void butterfly<4>(Complex* x) {
  const Complex even_sum = add(x[0], x[2]);
  const Complex even_difference = sub(x[0], x[2]);
  const Complex odd_sum = add(x[1], x[3]);
  const Complex odd_difference = sub(x[1], x[3]);
  x[0] = add(even_sum, odd_sum);
  x[1] = minus_i(even_difference, odd_difference);
  x[2] = sub(even_sum, odd_sum);
  x[3] = plus_i(even_difference, odd_difference);
}

template <>
HWY_INLINE void butterfly<5>(Complex* x) {
  constexpr double kCos1 = 0.30901699437494742410, kCos2 = -0.80901699437494742410;
  constexpr double kSin1 = 0.95105651629515357212, kSin2 = 0.58778525229247312917;
  const Complex sum1 = add(x[1], x[4]);
  const Complex sum2 = add(x[2], x[3]);
  const Complex difference1 = sub(x[1], x[4]);
  const Complex difference2 = sub(x[2], x[3]);
  const Complex middle1 = add(x[0], add(scaled(sum1, kCos1), scaled(sum2, kCos2)));
  const Complex middle2 = add(x[0], add(scaled(sum1, kCos2), scaled(sum2, kCos1)));
  const Complex turned1 = add(scaled(difference1, kSin1), scaled(difference2, kSin2));
  const Complex turned2 = sub(scaled(difference1, kSin2), scaled(difference2, kSin1));
  x[0] = add(x[0], add(sum1, sum2));
  x[1] = minus_i(middle1, turned1);
  x[4] = plus_i(middle1, turned1);
  x[2] = minus_i(middle2, turned2);
  x[3] = plus_i(middle2, turned2);
}

template <std::size_t R, bool kTwiddled>
HWY_INLINE void group(const double* from, double* to, std::size_t apart, std::size_t stride,
                      const double* twiddles, std::size_t real_at) {
  for (std::size_t q = 0; q < stride; ++q)
    for (std::size_t lane = 0; lane < kFftLanes; lane += hn::Lanes(D())) {
      const std::size_t at = kFftGroup * q + lane;
      Complex x[R];
      for (std::size_t j = 0; j < R; ++j) x[j] = load(from + at + j * apart, real_at);
      butterfly<R>(x);
      store(x[0], to + at, real_at);
      for (std::size_t k = 1; k < R; ++k) {
        if constexpr (kTwiddled) x[k] = times(x[k], twiddles + 2 * (k - 1));
        store(x[k], to + at + kFftGroup * stride * k, real_at);
      }
    }
}

template <std::size_t R>
HWY_INLINE void all_groups(const double* from, double* to, std::size_t groups, std::size_t stride,
                           const double* twiddles, std::size_t real_at) {
  const std::size_t apart = kFftGroup * groups * stride;
  group<R, false>(from, to, apart, stride, twiddles, real_at);
  for (std::size_t p = 1; p < groups; ++p)
    group<R, true>(from + kFftGroup * stride * p, to + kFftGroup * stride * R * p, apart, stride,
                   twiddles + 2 * (R - 1) * p, real_at);
}

void pass(std::size_t radix, const double* from, double* to, std::size_t groups, std::size_t stride,
          const double* twiddles, std::size_t real_at) {
  if (radix == 2) all_groups<2>(from, to, groups, stride, twiddles, real_at);
  if (radix == 3) all_groups<3>(from, to, groups, stride, twiddles, real_at);
  if (radix == 4) all_groups<4>(from, to, groups, stride, twiddles, real_at);
  if (radix == 5) all_groups<5>(from, to, groups, stride, twiddles, real_at);
}

template <std::size_t R, bool kTurned>
HWY_INLINE void first_groups(const double* from, std::size_t stride, std::size_t count, double* to,
                             std::size_t groups, const double* twiddles, const double* turns) {
  for (std::size_t p = 0; p < groups; ++p)
    for (std::size_t lane = 0; lane < kFftLanes; lane += hn::Lanes(D())) {
      Complex x[R];
      for (std::size_t j = 0; j < R; ++j) {
        const std::size_t n = p + j * groups;
        if (n < count) {
          x[j] = load(from + n * stride + lane, 0);
          if constexpr (kTurned) x[j] = times(x[j], turns + 2 * n);
        } else {
          x[j] = {hn::Zero(D()), hn::Zero(D())};
        }
      }
      butterfly<R>(x);
      double* at = to + kFftGroup * R * p + lane;
      store(x[0], at, 0);
      for (std::size_t k = 1; k < R; ++k)
        store(times(x[k], twiddles + 2 * ((R - 1) * p + k - 1)), at + kFftGroup * k, 0);
    }
}

template <std::size_t R>
HWY_INLINE void first_of_radix(const double* from, std::size_t stride, std::size_t count, double* to,
                               std::size_t groups, const double* twiddles, const double* turns) {
  if (turns != nullptr)
    first_groups<R, true>(from, stride, count, to, groups, twiddles, turns);
  else
    first_groups<R, false>(from, stride, count, to, groups, twiddles, turns);
}

void first_pass(std::size_t radix, const double* from, std::size_t stride, std::size_t count, double* to,
                std::size_t groups, const double* twiddles, const double* turns) {
  if (radix == 2) first_of_radix<2>(from, stride, count, to, groups, twiddles, turns);
  if (radix == 3) first_of_radix<3>(from, stride, count, to, groups, twiddles, turns);
  if (radix == 4) first_of_radix<4>(from, stride, count, to, groups, twiddles, turns);
  if (radix == 5) first_of_radix<5>(from, stride, count, to, groups, twiddles, turns);
}

HWY_INLINE V product(const double* a, const double* b, std::size_t bin, std::size_t lane) {
  const Complex x = load(a + kFftGroup * bin + lane, 0);
  const Complex y = load(b + kFftGroup * bin + lane, 0);
  return hn::Add(hn::Mul(x.re, y.re), hn::Mul(x.im, y.im));
}

void products(const double* a, const double* b, const double* weights, std::size_t length, bool odd,
              double* sums) {
  const std::size_t mirror = odd ? length - 1 : length;
  for (std::size_t lane = 0; lane < kFftLanes; lane += hn::Lanes(D())) {
    V sum = hn::LoadU(D(), sums + lane);
    const auto add = [&](std::size_t k, const V& both) HWY_ATTR {
      sum = hn::Add(sum, hn::Mul(hn::LoadU(D(), weights + kFftLanes * k + lane), both));
    };
    if (!odd) add(0, product(a, b, 0, lane));
    std::size_t k = odd ? 0 : 1;
    for (; k < mirror - k; ++k) add(k, hn::Add(product(a, b, k, lane), product(a, b, mirror - k, lane)));
    if (k == mirror - k && k < length) add(k, product(a, b, k, lane));
    hn::StoreU(sum, D(), sums + lane);
  }
}

}  // namespace radgauge::imaging::fft_kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::imaging::fft_kernels {

HWY_EXPORT(pass);
HWY_EXPORT(first_pass);
HWY_EXPORT(products);

void pass(std::size_t radix, const double* from, double* to, std::size_t groups, std::size_t stride,
          const double* twiddles, std::size_t real_at) {
  HWY_DYNAMIC_DISPATCH(pass)(radix, from, to, groups, stride, twiddles, real_at);
}

void first_pass(std::size_t radix, const double* from, std::size_t stride, std::size_t count, double* to,
                std::size_t groups, const double* twiddles, const double* turns) {
  HWY_DYNAMIC_DISPATCH(first_pass)(radix, from, stride, count, to, groups, twiddles, turns);
}

void products(const double* a, const double* b, const double* weights, std::size_t length, bool odd,
              double* sums) {
  HWY_DYNAMIC_DISPATCH(products)(a, b, weights, length, odd, sums);
}

}  // namespace radgauge::imaging::fft_kernels
#endif
