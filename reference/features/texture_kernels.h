#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

/// The inner loops of the texture matrices: n voxels of one row of levels (0 is outside) with neighbours at
/// distances in memory. Whole numbers only, so every way to compute them gives the same.
namespace radgauge::reference::texture {

/// For levels and counts of any type.
namespace plain {

/// Bit k of x says that the voxel at x - offsets[k] has the level of x: of 8 neighbours in `low`, of up to 8
/// more in `high`.
template <class L>
void match_neighbours(const L* row, std::span<const std::int64_t> offsets, std::int64_t n, L* low, L* high) {
  for (std::int64_t x = 0; x < n; ++x) {
    unsigned matches = 0;
    for (std::size_t k = 0; k < offsets.size(); ++k)
      matches |= (row[x - offsets[k]] == row[x] ? 1U : 0U) << k;
    low[x] = static_cast<L>(matches & 255U);
    high[x] = static_cast<L>(matches >> 8U);
  }
}

/// How many of the voxels at x + offsets[k] have a level that is at most `coarseness` away from that of x.
/// Voxels outside have none, but count as the level 0 for each other if the coarseness is 0.
template <class L, class D>
void count_dependent(const L* row, std::span<const std::int64_t> offsets, L coarseness, std::int64_t n,
                     D* dependence) {
  std::fill(dependence, dependence + n, D{0});
  for (const std::int64_t offset : offsets) {
    const L* other = row + offset;
    for (std::int64_t x = 0; x < n; ++x) {
      const L apart = static_cast<L>(std::max(row[x], other[x]) - std::min(row[x], other[x]));
      const bool dependent = (apart <= coarseness) & ((other[x] != 0) | (coarseness == 0));
      dependence[x] = static_cast<D>(dependence[x] + (dependent ? D{1} : D{0}));
    }
  }
}

/// Places of voxels in their runs: one more than that of the voxel before, `carried`, if the level is that of
/// the voxel before; otherwise 1. The highest R stands for all places from there on. 0 outside.
template <class L, class R>
void carry_runs(const L* row, const L* before, const R* carried, std::int64_t n, R* run) {
  for (std::int64_t x = 0; x < n; ++x) {
    const R more = static_cast<R>(carried[x] + (carried[x] < std::numeric_limits<R>::max() ? 1 : 0));
    const R next = row[x] == before[x] ? more : R{1};
    run[x] = row[x] != 0 ? next : R{0};
  }
}

/// Sums over boxes: the rows at `rows` (distances in memory; each and its 2 distance neighbours along the row
/// are read) and 2 distance + 1 voxels along them. A voxel adds its level and 1 << shift, one outside adds 0.
/// `columns` has room for n + 2 distance.
template <class L, class S>
void sum_boxes(const L* row, std::span<const std::int64_t> rows, std::int64_t distance, unsigned shift,
               std::int64_t n, S* columns, S* boxes) {
  const std::int64_t wide = n + 2 * distance;
  std::fill(columns, columns + wide, S{0});
  for (const std::int64_t offset : rows) {
    const L* other = row + (offset - distance);
    for (std::int64_t x = 0; x < wide; ++x)
      columns[x] = static_cast<S>(columns[x] + (other[x] != 0 ? (S{1} << shift) + other[x] : S{0}));
  }
  std::fill(boxes, boxes + n, S{0});
  for (std::int64_t dx = 0; dx <= 2 * distance; ++dx)
    for (std::int64_t x = 0; x < n; ++x) boxes[x] = static_cast<S>(boxes[x] + columns[x + dx]);
}

}  // namespace plain

using plain::carry_runs;
using plain::count_dependent;
using plain::match_neighbours;
using plain::sum_boxes;

// The same for levels of one byte, many voxels at a time, with the instruction set of the machine.
void match_neighbours(const std::uint8_t* row, std::span<const std::int64_t> offsets, std::int64_t n,
                      std::uint8_t* low, std::uint8_t* high);
void count_dependent(const std::uint8_t* row, std::span<const std::int64_t> offsets, std::uint8_t coarseness,
                     std::int64_t n, std::uint8_t* dependence);
void carry_runs(const std::uint8_t* row, const std::uint8_t* before, const std::uint8_t* carried,
                std::int64_t n, std::uint8_t* run);
void sum_boxes(const std::uint8_t* row, std::span<const std::int64_t> rows, std::int64_t distance,
               unsigned shift, std::int64_t n, std::uint16_t* columns, std::uint16_t* boxes);

/// The instruction set that they use now, one of Highway's targets.
std::int64_t running_target();

}  // namespace radgauge::reference::texture
