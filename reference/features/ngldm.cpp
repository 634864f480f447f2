#include <algorithm>

#include "reference/features/directions.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/texture_kernels.h"

namespace radgauge::reference {

namespace {

template <class L, class D>
void count_slice(const Levels& levels, const L* first, std::int64_t z,
                 const std::vector<std::int64_t>& offsets, L coarseness, std::vector<D>& dependence,
                 LevelCounts& counts) {
  for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
    const RowSpan& span = levels.span(y, z);
    if (span.begin == span.end) continue;
    const std::int64_t n = span.end - span.begin;
    const L* row = first + levels.size[0] * levels.row_of(y, z) + span.begin;
    texture::count_dependent(row, offsets, coarseness, n, dependence.data());
    counts.add_many([&](auto add) {
      const D* number = dependence.data();
      for (std::int64_t x = 0; x < n; ++x)
        if (row[x] != 0) add(row[x], number[x], 1);
    });
  }
}

/// Distances in memory of the neighbourhood, the voxel itself included.
std::vector<std::int64_t> neighbourhood_offsets(const Index3& size, std::int64_t distance,
                                                std::int64_t slices) {
  std::vector<std::int64_t> offsets;
  for (std::int64_t dz = -slices; dz <= slices; ++dz)
    for (std::int64_t dy = -distance; dy <= distance; ++dy)
      for (std::int64_t dx = -distance; dx <= distance; ++dx)
        offsets.push_back(memory_offset({dx, dy, dz}, size));
  return offsets;
}

/// Adds slices z from `begin` to `end`, each with `slices` slices on either side.
void count_dependences(const Levels& levels, std::int64_t distance, std::int64_t slices,
                       std::int64_t coarseness, std::int64_t begin, std::int64_t end, LevelCounts& counts) {
  const std::vector<std::int64_t> offsets = neighbourhood_offsets(levels.size, distance, slices);
  levels.visit([&]<class L>(const L* first) {
    const auto pass = [&]<class D>(D) {
      std::vector<D> dependence(static_cast<std::size_t>(levels.size[0]));
      const auto alpha = static_cast<L>(std::min(coarseness, levels.highest));
      for (std::int64_t z = begin; z < end; ++z)
        count_slice(levels, first, z, offsets, alpha, dependence, counts);
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

void NgldmBuilder::slices(std::int64_t begin, std::int64_t end, std::span<LevelCounts> counts) const {
  count_dependences(levels_, distance_, 0, coarseness_, begin + levels_.padding, end + levels_.padding,
                    counts[0]);
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

}  // namespace radgauge::reference
