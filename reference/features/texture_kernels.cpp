// Compiled for each instruction set and chosen when the program runs (Highway).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/features/texture_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include "reference/features/texture_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::reference::texture::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Byte = std::uint8_t;
using Word = std::uint16_t;
using Offsets = std::span<const std::int64_t>;

/// f(vector type, first voxel) for vectors of the most lanes that fit in the row. The last may cover voxels
/// again, so f writes what does not depend on what it wrote.
template <class T, std::size_t kLanes = HWY_MAX_BYTES / sizeof(T), class F>
HWY_INLINE void for_row(std::int64_t n, F f) {
  const hn::CappedTag<T, kLanes> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  if (n < lanes) {
    if constexpr (kLanes > 1) for_row<T, kLanes / 2>(n, f);
    return;
  }
  std::int64_t x = 0;
  for (; x + lanes <= n; x += lanes) f(d, x);
  if (x < n) f(d, n - lanes);
}

void match_neighbours(const Byte* row, Offsets offsets, std::int64_t n, Byte* low, Byte* high) {
  for_row<Byte>(n, [=](auto d, std::int64_t x) HWY_ATTR {
    const auto level = hn::LoadU(d, row + x);
    const auto matches = [&](std::size_t begin, std::size_t end) HWY_ATTR {
      auto bits = hn::Zero(d);
      for (std::size_t k = begin; k < end; ++k)
        bits = hn::Or(bits, hn::IfThenElseZero(hn::Eq(level, hn::LoadU(d, row + x - offsets[k])),
                                               hn::Set(d, static_cast<Byte>(1U << (k - begin)))));
      return bits;
    };
    const std::size_t half = offsets.size() < 8 ? offsets.size() : 8;
    hn::StoreU(matches(0, half), d, low + x);
    hn::StoreU(matches(half, offsets.size()), d, high + x);
  });
}

void count_dependent(const Byte* row, Offsets offsets, Byte coarseness, std::int64_t n, Byte* dependence) {
  for_row<Byte>(n, [=](auto d, std::int64_t x) HWY_ATTR {
    const auto level = hn::LoadU(d, row + x);
    const auto zero = hn::Zero(d);
    const auto one = hn::Set(d, Byte{1});
    auto count = zero;
    if (coarseness == 0) {
      for (const std::int64_t offset : offsets)
        count = hn::Add(count, hn::IfThenElseZero(hn::Eq(level, hn::LoadU(d, row + x + offset)), one));
    } else {
      const auto most = hn::Set(d, coarseness);
      for (const std::int64_t offset : offsets) {
        const auto other = hn::LoadU(d, row + x + offset);
        const auto apart = hn::Or(hn::SaturatedSub(level, other), hn::SaturatedSub(other, level));
        const auto dependent = hn::IfThenElseZero(hn::Eq(hn::SaturatedSub(apart, most), zero), one);
        count = hn::Add(count, hn::IfThenZeroElse(hn::Eq(other, zero), dependent));
      }
    }
    hn::StoreU(count, d, dependence + x);
  });
}

void carry_runs(const Byte* row, const Byte* before, const Byte* carried, std::int64_t n, Byte* run) {
  for_row<Byte>(n, [=](auto d, std::int64_t x) HWY_ATTR {
    const auto level = hn::LoadU(d, row + x);
    const auto same = hn::Eq(level, hn::LoadU(d, before + x));
    const auto next =
        hn::SaturatedAdd(hn::IfThenElseZero(same, hn::LoadU(d, carried + x)), hn::Set(d, Byte{1}));
    hn::StoreU(hn::IfThenZeroElse(hn::Eq(level, hn::Zero(d)), next), d, run + x);
  });
}

void sum_boxes(const Byte* row, Offsets rows, std::int64_t distance, unsigned shift, std::int64_t n,
               Word* columns, Word* boxes) {
  const Word voxel = static_cast<Word>(1U << shift);
  for_row<Word>(n + 2 * distance, [=](auto d, std::int64_t x) HWY_ATTR {
    const hn::Rebind<Byte, decltype(d)> bytes;
    auto sum = hn::Zero(d);
    for (const std::int64_t offset : rows) {
      const auto level = hn::PromoteTo(d, hn::LoadU(bytes, row + x + (offset - distance)));
      sum = hn::Add(sum, hn::Add(level, hn::IfThenZeroElse(hn::Eq(level, hn::Zero(d)), hn::Set(d, voxel))));
    }
    hn::StoreU(sum, d, columns + x);
  });
  for_row<Word>(n, [=](auto d, std::int64_t x) HWY_ATTR {
    auto sum = hn::LoadU(d, columns + x);
    for (std::int64_t dx = 1; dx <= 2 * distance; ++dx) sum = hn::Add(sum, hn::LoadU(d, columns + x + dx));
    hn::StoreU(sum, d, boxes + x);
  });
}

std::int64_t running_target() {
  return HWY_TARGET;
}

}  // namespace radgauge::reference::texture::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::reference::texture {

HWY_EXPORT(match_neighbours);
HWY_EXPORT(count_dependent);
HWY_EXPORT(carry_runs);
HWY_EXPORT(sum_boxes);
HWY_EXPORT(running_target);

void match_neighbours(const std::uint8_t* row, std::span<const std::int64_t> offsets, std::int64_t n,
                      std::uint8_t* low, std::uint8_t* high) {
  HWY_DYNAMIC_DISPATCH(match_neighbours)(row, offsets, n, low, high);
}

void count_dependent(const std::uint8_t* row, std::span<const std::int64_t> offsets, std::uint8_t coarseness,
                     std::int64_t n, std::uint8_t* dependence) {
  HWY_DYNAMIC_DISPATCH(count_dependent)(row, offsets, coarseness, n, dependence);
}

void carry_runs(const std::uint8_t* row, const std::uint8_t* before, const std::uint8_t* carried,
                std::int64_t n, std::uint8_t* run) {
  HWY_DYNAMIC_DISPATCH(carry_runs)(row, before, carried, n, run);
}

void sum_boxes(const std::uint8_t* row, std::span<const std::int64_t> rows, std::int64_t distance,
               unsigned shift, std::int64_t n, std::uint16_t* columns, std::uint16_t* boxes) {
  HWY_DYNAMIC_DISPATCH(sum_boxes)(row, rows, distance, shift, n, columns, boxes);
}

std::int64_t running_target() {
  return HWY_DYNAMIC_DISPATCH(running_target)();
}

}  // namespace radgauge::reference::texture
#endif
