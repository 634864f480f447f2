// The inner loops of projection and backprojection, compiled for each instruction set and chosen when the
// program runs (Highway). Lanes are independent, and there is no fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "phantoms/scanners/ct/lane_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

#include "phantoms/scanners/ct/lane_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::phantoms::ct::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Places are split into entries and shares this many at a time.
constexpr std::size_t kPlaces = 64;

/// Where a table is read: first the entries and shares of all places, then the lanes, so that neither waits
/// for the other.
struct Reads {
  alignas(64) std::int32_t entry[kPlaces];
  alignas(64) double share[kPlaces];
};

/// Of places base[i] scale + shift - first. Up to a register more than `count` is read and written.
HWY_INLINE void split_places(const double* base, std::size_t count, double scale, double shift, double first,
                             Reads& reads) {
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<std::int32_t, decltype(d)> d32;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto place = hn::Sub(hn::Add(hn::Mul(hn::LoadU(d, base + i), hn::Set(d, scale)), hn::Set(d, shift)),
                               hn::Set(d, first));
    const auto entry = hn::DemoteTo(d32, place);
    hn::Store(entry, d32, reads.entry + i);
    hn::Store(hn::Sub(place, hn::PromoteTo(d, entry)), d, reads.share + i);
  }
}

template <std::size_t kCount, bool kWeighted>
HWY_INLINE void add_reads(const double* table, const Reads& reads, std::size_t count,
                          [[maybe_unused]] double weight, double* sums) {
  const hn::CappedTag<double, kCount> d;
  for (std::size_t i = 0; i < count; ++i) {
    const auto share = hn::Set(d, reads.share[i]);
    const double* from = table + static_cast<std::ptrdiff_t>(kCount) * reads.entry[i];
    double* to = sums + kCount * i;
    for (std::size_t lane = 0; lane < kCount; lane += hn::Lanes(d)) {
      const auto low = hn::LoadU(d, from + lane);
      const auto high = hn::LoadU(d, from + kCount + lane);
      auto read = hn::Add(low, hn::Mul(share, hn::Sub(high, low)));
      if constexpr (kWeighted) read = hn::Mul(hn::Set(d, weight), read);
      hn::StoreU(hn::Add(hn::LoadU(d, to + lane), read), d, to + lane);
    }
  }
}

template <std::size_t kCount>
HWY_INLINE void add_columns(const double* table, double start, double step, double last, std::int64_t begin,
                            std::int64_t end, double weight, double* sums) {
  Reads reads;
  double places[kPlaces];
  constexpr auto kTogether = static_cast<std::int64_t>(kPlaces);
  for (std::int64_t i = begin; i < end; i += kTogether) {
    const auto n = static_cast<std::size_t>(std::min(kTogether, end - i));
    for (std::size_t k = 0; k < kPlaces; ++k)
      places[k] = std::min(
          std::max(
              start + static_cast<double>(static_cast<std::int32_t>(i) + static_cast<std::int32_t>(k)) * step,
              0.0),
          last);
    split_places(places, n, 1, 0, 0, reads);
    add_reads<kCount, true>(table, reads, n, weight, sums + kCount * static_cast<std::size_t>(i));
  }
}

template <std::size_t kCount>
HWY_INLINE void add_pixels(const double* table, const TilePlaces& tile, double* sums) {
  Reads reads;
  for (std::size_t y = 0; y < tile.size_y; ++y) {
    split_places(tile.x, tile.size_x, tile.scale, tile.shift[y], tile.first, reads);
    add_reads<kCount, false>(table, reads, tile.size_x, 1, sums + kCount * kTilePixels * y);
  }
}

void add_ray_columns(const double* table, std::size_t lanes, double start, double step, double last,
                     std::int64_t begin, std::int64_t end, double weight, double* sums) {
  if (lanes == 8)
    add_columns<8>(table, start, step, last, begin, end, weight, sums);
  else
    add_columns<4>(table, start, step, last, begin, end, weight, sums);
}

void add_tile(const double* table, std::size_t lanes, const TilePlaces& tile, double* sums) {
  if (lanes == 8)
    add_pixels<8>(table, tile, sums);
  else
    add_pixels<4>(table, tile, sums);
}

}  // namespace radgauge::phantoms::ct::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::phantoms::ct {

HWY_EXPORT(add_ray_columns);
HWY_EXPORT(add_tile);

void add_ray_columns(const double* table, std::size_t lanes, double start, double step, double last,
                     std::int64_t begin, std::int64_t end, double weight, double* sums) {
  HWY_DYNAMIC_DISPATCH(add_ray_columns)(table, lanes, start, step, last, begin, end, weight, sums);
}

void add_tile(const double* table, std::size_t lanes, const TilePlaces& tile, double* sums) {
  HWY_DYNAMIC_DISPATCH(add_tile)(table, lanes, tile, sums);
}

}  // namespace radgauge::phantoms::ct
#endif
