// Compiled for each instruction set and chosen when the program runs (Highway).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/normal_batch.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <Random123/philox.h>
#include <hwy/highway.h>

#include <array>
#include <cmath>

#include "core/normal_batch.h"
#include "core/quantile_parts.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::HWY_NAMESPACE {

using namespace quantile_parts;

/// As many blocks as are drawn at once. Every step is a loop over them without branches, which a compiler
/// turns into vector instructions; each number is made by the operations of uniform() and normal_quantile().
constexpr std::size_t kBatch = std::tuple_size_v<NormalBatch> / 2;

struct Batch {
  alignas(64) std::array<std::array<std::uint32_t, kBatch>, 4> words;
  alignas(64) std::array<double, 2 * kBatch> uniform;
  alignas(
      64) std::array<double, 2 * kBatch> tail;  ///< distance of a far quantile from its end, later its root
  alignas(64) std::array<double, 2 * kBatch> size;
  std::array<std::uint32_t, 2 * kBatch> tail_at;

  void draw(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw,
            NormalBatch& normal) {
    philox(key, pair, repetition, draw);
    for (std::size_t i = 0; i < kBatch; ++i) uniform[2 * i] = unit_interval(words[0][i], words[1][i]);
    for (std::size_t i = 0; i < kBatch; ++i) uniform[2 * i + 1] = unit_interval(words[2][i], words[3][i]);
    for (std::size_t i = 0; i < 2 * kBatch; ++i) normal[i] = central_quantile(uniform[i] - 0.5);
    tails(normal);
  }

 private:
  /// Philox4x32-10 of kBatch neighbouring counters.
  void philox(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      words[0][i] = static_cast<std::uint32_t>(pair + i);
      words[1][i] = static_cast<std::uint32_t>((pair + i) >> 32);
    }
    const auto key0 = static_cast<std::uint32_t>(key);
    const auto key1 = static_cast<std::uint32_t>(key >> 32);
    for (std::size_t i = 0; i < kBatch; ++i) {
      std::uint32_t a = words[0][i], b = words[1][i], c = repetition, d = draw;
#pragma GCC unroll 10
      for (std::uint32_t round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{PHILOX_M4x32_0} * a;
        const std::uint64_t second = std::uint64_t{PHILOX_M4x32_1} * c;
        a = static_cast<std::uint32_t>(second >> 32) ^ b ^ (key0 + round * PHILOX_W32_0);
        b = static_cast<std::uint32_t>(second);
        c = static_cast<std::uint32_t>(first >> 32) ^ d ^ (key1 + round * PHILOX_W32_1);
        d = static_cast<std::uint32_t>(first);
      }
      words[0][i] = a;
      words[1][i] = b;
      words[2][i] = c;
      words[3][i] = d;
    }
  }

  /// Replaces the quantiles that lie outside the central region.
  void tails(NormalBatch& normal) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < 2 * kBatch; ++i) {
      const double q = std::abs(uniform[i] - 0.5);
      tail[n] = 0.5 - q;  // p or 1 - p: both are exact
      tail_at[n] = static_cast<std::uint32_t>(i);
      n += q > kCentral ? 1 : 0;
    }
    for (std::size_t k = 0; k < n; ++k) tail[k] = -portable_log(tail[k]);
    for (std::size_t k = 0; k < n; ++k) tail[k] = std::sqrt(tail[k]);
    for (std::size_t k = 0; k < n; ++k) size[k] = near_tail_quantile(tail[k]);
    for (std::size_t k = 0; k < n; ++k) {
      if (tail[k] > 5) size[k] = far_tail_quantile(tail[k]);
      normal[tail_at[k]] = std::copysign(size[k], uniform[tail_at[k]] - 0.5);
    }
  }
};

void draw_normals(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw,
                  NormalBatch& normals) {
  Batch batch;
  batch.draw(key, pair, repetition, draw, normals);
}

}  // namespace radgauge::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge {

HWY_EXPORT(draw_normals);

void draw_normals(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw,
                  NormalBatch& normals) {
  HWY_DYNAMIC_DISPATCH(draw_normals)(key, pair, repetition, draw, normals);
}

}  // namespace radgauge
#endif
