// The loops over rays of the noise of a reading, compiled for each instruction set and chosen when the
// program runs (Highway). Rays are independent, and there is no fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "phantoms/scanners/ct/noise_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include <algorithm>

#include "core/quantile_parts.h"
#include "phantoms/scanners/ct/noise_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::phantoms::ct::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// count_by_normal of a register of rays, operation by operation. Written out because a square root in a loop
/// keeps a compiler that must set errno from vectorising it, and comparisons one that keeps traps.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V counts_of(D d, V mean, V w) {
  const auto number = [d](double x) { return hn::Set(d, x); };
  const V w2 = hn::Mul(w, w);
  const V root = hn::Sqrt(mean);
  const V first = hn::Add(number(1.0 / 3), hn::Div(w2, number(6)));
  const V second = hn::Mul(hn::Neg(w), hn::Add(number(1.0 / 36), hn::Div(w2, number(72))));
  const V third =
      hn::Add(number(-8.0 / 405), hn::Mul(w2, hn::Add(number(7.0 / 810), hn::Div(w2, number(270)))));
  const V small = hn::Div(hn::Add(second, hn::Div(third, root)), root);
  const V sum = hn::Add(hn::Add(hn::Add(mean, hn::Mul(root, w)), first), small);
  return hn::Floor(hn::IfThenElseZero(hn::Gt(sum, hn::Zero(d)), sum));
}

void counts_by_normal(const double* mean, const double* normal, std::size_t n, double* counts) {
  const hn::ScalableTag<double> d;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d))
    hn::StoreU(counts_of(d, hn::LoadU(d, mean + i), hn::LoadU(d, normal + i)), d, counts + i);
  for (; i < n; ++i) counts[i] = count_by_normal(mean[i], normal[i]);
}

/// quantile_parts::portable_exp of a register, operation by operation.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exponential_of(D d, V x) {
  const auto number = [d](double value) { return hn::Set(d, value); };
  const V shift = number(0x1.8p52);
  const V held = hn::IfThenElse(hn::Lt(x, number(-700)), number(-700),
                                hn::IfThenElse(hn::Gt(x, number(700)), number(700), x));
  const V shifted = hn::Add(hn::Mul(held, number(1.4426950408889634)), shift);
  const V k = hn::Sub(shifted, shift);
  const V r = hn::Sub(hn::Sub(held, hn::Mul(k, number(0.6931471803691238))),
                      hn::Mul(k, number(1.9082149292705877e-10)));
  V series = number(1);
  for (int n = 13; n >= 1; --n) series = hn::Add(number(1), hn::Mul(hn::Mul(series, r), number(1.0 / n)));
  const hn::RebindToUnsigned<D> d64;
  const auto exponent = hn::ShiftLeft<52>(hn::Add(hn::BitCast(d64, shifted), hn::Set(d64, 1023)));
  return hn::Mul(series, hn::BitCast(d, exponent));
}

void attenuate(const float* line_integrals, std::size_t n, double* photons) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> d32;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    const auto path = hn::PromoteTo(d, hn::LoadU(d32, line_integrals + i));
    hn::StoreU(hn::Mul(hn::LoadU(d, photons + i), exponential_of(d, hn::Neg(path))), d, photons + i);
  }
  for (; i < n; ++i) photons[i] *= quantile_parts::portable_exp(-static_cast<double>(line_integrals[i]));
}

void line_integral_errors(const double* mean, std::size_t n, double* readings) {
  for (std::size_t i = 0; i < n; ++i)
    readings[i] = -quantile_parts::portable_log(std::max(readings[i], 0.5) / mean[i]);
}

}  // namespace radgauge::phantoms::ct::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::phantoms::ct {

HWY_EXPORT(counts_by_normal);
HWY_EXPORT(attenuate);
HWY_EXPORT(line_integral_errors);

void counts_by_normal(const double* mean, const double* normal, std::size_t n, double* counts) {
  HWY_DYNAMIC_DISPATCH(counts_by_normal)(mean, normal, n, counts);
}

void attenuate(const float* line_integrals, std::size_t n, double* photons) {
  HWY_DYNAMIC_DISPATCH(attenuate)(line_integrals, n, photons);
}

void line_integral_errors(const double* mean, std::size_t n, double* readings) {
  HWY_DYNAMIC_DISPATCH(line_integral_errors)(mean, n, readings);
}

}  // namespace radgauge::phantoms::ct
#endif
