#include <algorithm>

#include "reference/features/directions.h"
#include "reference/features/neighbourhood.h"

namespace radgauge {

namespace {

/// Adds 1 to every voxel of the row whose level is at most `coarseness` away from that of the voxel at
/// `other`. Outside voxels have level 0: they differ from every level, but have to be told from level
/// `coarseness`.
template <class L, class D>
void add_dependent(const L* row, const L* other, L coarseness, D* dependence, std::int64_t n) {
  if (coarseness == 0) {
    for (std::int64_t x = 0; x < n; ++x)
      dependence[x] = static_cast<D>(dependence[x] + (row[x] == other[x] ? D{1} : D{0}));
    return;
  }
  for (std::int64_t x = 0; x < n; ++x) {
    const L apart = static_cast<L>(std::max(row[x], other[x]) - std::min(row[x], other[x]));
    const bool dependent = (apart <= coarseness) & (other[x] != 0);
    dependence[x] = static_cast<D>(dependence[x] + (dependent ? D{1} : D{0}));
  }
}

template <class L, class D>
void count_slice(const Levels& levels, const L* first, std::int64_t z, std::int64_t distance,
                 std::int64_t slices, L coarseness, std::vector<D>& dependence, LevelCounts& counts) {
  for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
    const RowSpan& span = levels.span(y, z);
    if (span.begin == span.end) continue;
    const std::int64_t n = span.end - span.begin;
    const L* row = first + levels.size[0] * levels.row_of(y, z) + span.begin;
    std::fill(dependence.begin(), dependence.begin() + n, D{0});
    for (std::int64_t dz = -slices; dz <= slices; ++dz)
      for (std::int64_t dy = -distance; dy <= distance; ++dy)
        for (std::int64_t dx = -distance; dx <= distance; ++dx)
          add_dependent(row, row + memory_offset({dx, dy, dz}, levels.size), coarseness, dependence.data(),
                        n);
    for (std::int64_t x = 0; x < n; ++x)
      if (row[x] != 0) counts.add(row[x], dependence[static_cast<std::size_t>(x)], 1);
  }
}

/// Adds slices z from `begin` to `end`, each with `slices` slices on either side.
void count_dependences(const Levels& levels, std::int64_t distance, std::int64_t slices,
                       std::int64_t coarseness, std::int64_t begin, std::int64_t end, LevelCounts& counts) {
  levels.visit([&]<class L>(const L* first) {
    const auto pass = [&]<class D>(D) {
      std::vector<D> dependence(static_cast<std::size_t>(levels.size[0]));
      const auto alpha = static_cast<L>(std::min(coarseness, levels.highest));
      for (std::int64_t z = begin; z < end; ++z)
        count_slice<L, D>(levels, first, z, distance, slices, alpha, dependence, counts);
    };
    if (neighbourhood_size(distance, slices == 0) <= 255)
      pass(std::uint8_t{});
    else
      pass(std::uint16_t{});
  });
}

}  // namespace

LevelCounts NgldmBuilder::make() const {
  return {levels_.highest, neighbourhood_size(distance_, false) + 1, levels_.voxel_count};
}

void NgldmBuilder::slice(std::int64_t z, std::span<LevelCounts> counts) const {
  const std::int64_t at = z + levels_.padding;
  count_dependences(levels_, distance_, 0, coarseness_, at, at + 1, counts[0]);
}

void NgldmBuilder::volume(std::span<LevelCounts> counts) const {
  count_dependences(levels_, distance_, distance_, coarseness_, levels_.padding,
                    levels_.padding + levels_.slices(), counts[0]);
}

SizeMatrix NgldmBuilder::matrix(std::span<const LevelCounts> counts) const {
  std::vector<LevelSize> entries;
  double voxels = 0;
  counts[0].each([&](std::size_t level, std::size_t dependence, std::uint64_t n) {
    entries.push_back(
        {static_cast<std::uint32_t>(level), static_cast<std::uint32_t>(dependence), static_cast<double>(n)});
    voxels += static_cast<double>(n);
  });
  return make_size_matrix(entries, voxels);
}

}  // namespace radgauge
