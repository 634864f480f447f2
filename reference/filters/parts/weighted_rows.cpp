// Compiled for each instruction set and chosen when the program runs (Highway).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/filters/parts/weighted_rows.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include "reference/filters/parts/weighted_rows.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::reference::weighted_rows::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::CappedTag<double, 8>;

HWY_INLINE auto load(Lanes d, const double* from) {
  return hn::LoadU(d, from);
}
HWY_INLINE auto load(Lanes d, const float* from) {
  return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, Lanes>(), from));
}

template <class T>
HWY_INLINE void weigh(const T* const* rows, const double* weights, std::size_t taps, std::int64_t n,
                      double* out) {
  const Lanes d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t x = 0;
  for (; x + 4 * lanes <= n; x += 4 * lanes) {
    auto a = hn::Zero(d), b = hn::Zero(d), c = hn::Zero(d), e = hn::Zero(d);
    for (std::size_t k = 0; k < taps; ++k) {
      const auto w = hn::Set(d, weights[k]);
      const T* from = rows[k] + x;
      a = hn::Add(a, hn::Mul(w, load(d, from)));
      b = hn::Add(b, hn::Mul(w, load(d, from + lanes)));
      c = hn::Add(c, hn::Mul(w, load(d, from + 2 * lanes)));
      e = hn::Add(e, hn::Mul(w, load(d, from + 3 * lanes)));
    }
    hn::StoreU(a, d, out + x);
    hn::StoreU(b, d, out + x + lanes);
    hn::StoreU(c, d, out + x + 2 * lanes);
    hn::StoreU(e, d, out + x + 3 * lanes);
  }
  for (; x + lanes <= n; x += lanes) {
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < taps; ++k)
      sum = hn::Add(sum, hn::Mul(hn::Set(d, weights[k]), load(d, rows[k] + x)));
    hn::StoreU(sum, d, out + x);
  }
  for (; x < n; ++x) {
    double sum = 0;
    for (std::size_t k = 0; k < taps; ++k) sum += weights[k] * static_cast<double>(rows[k][x]);
    out[x] = sum;
  }
}

void of_floats(const float* const* rows, const double* weights, std::size_t taps, std::int64_t n,
               double* out) {
  weigh(rows, weights, taps, n, out);
}

void of_doubles(const double* const* rows, const double* weights, std::size_t taps, std::int64_t n,
                double* out) {
  weigh(rows, weights, taps, n, out);
}

}  // namespace radgauge::reference::weighted_rows::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::reference {
namespace weighted_rows {
HWY_EXPORT(of_floats);
HWY_EXPORT(of_doubles);
}  // namespace weighted_rows

void weigh_rows(std::span<const float* const> rows, std::span<const double> weights, std::int64_t n,
                double* out) {
  using namespace weighted_rows;
  HWY_DYNAMIC_DISPATCH(of_floats)(rows.data(), weights.data(), weights.size(), n, out);
}

void weigh_rows(std::span<const double* const> rows, std::span<const double> weights, std::int64_t n,
                double* out) {
  using namespace weighted_rows;
  HWY_DYNAMIC_DISPATCH(of_doubles)(rows.data(), weights.data(), weights.size(), n, out);
}

}  // namespace radgauge::reference
#endif
