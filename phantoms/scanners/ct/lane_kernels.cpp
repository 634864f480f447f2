// The inner loop of projection and backprojection, compiled for each instruction set and chosen when the
// program runs (Highway). Lanes are independent, and there is no fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "phantoms/scanners/ct/lane_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include <cstdint>

#include "phantoms/scanners/ct/lane_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::phantoms::ct::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t kCount>
HWY_INLINE void add_lanes(const double* table, const double* places, std::size_t count, double weight,
                          double* sums) {
  const hn::CappedTag<double, kCount> d;
  const auto w = hn::Set(d, weight);
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = static_cast<std::int32_t>(places[i]);
    const auto share = hn::Set(d, places[i] - entry);
    const double* from = table + kCount * static_cast<std::size_t>(entry);
    double* to = sums + kCount * i;
    for (std::size_t lane = 0; lane < kCount; lane += hn::Lanes(d)) {
      const auto low = hn::LoadU(d, from + lane);
      const auto high = hn::LoadU(d, from + kCount + lane);
      const auto read = hn::Add(low, hn::Mul(share, hn::Sub(high, low)));
      hn::StoreU(hn::Add(hn::LoadU(d, to + lane), hn::Mul(w, read)), d, to + lane);
    }
  }
}

void add_linear(const double* table, std::size_t lanes, const double* places, std::size_t count,
                double weight, double* sums) {
  if (lanes == 8)
    add_lanes<8>(table, places, count, weight, sums);
  else
    add_lanes<4>(table, places, count, weight, sums);
}

}  // namespace radgauge::phantoms::ct::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::phantoms::ct {

HWY_EXPORT(add_linear);

void add_linear(const double* table, std::size_t lanes, const double* places, std::size_t count,
                double weight, double* sums) {
  HWY_DYNAMIC_DISPATCH(add_linear)(table, lanes, places, count, weight, sums);
}

}  // namespace radgauge::phantoms::ct
#endif
