#include <bit>
#include <cstdlib>

#include "reference/features/directions.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/texture_kernels.h"

namespace radgauge::reference {

std::int64_t neighbourhood_size(std::int64_t distance, bool by_slice) {
  const std::int64_t edge = 2 * distance + 1;
  return by_slice ? edge * edge : edge * edge * edge;
}

void ToneCounts::clear() {
  voxels.clear();
  differences.clear();
}

void ToneCounts::add(const ToneCounts& other) {
  voxels.add(other.voxels);
  differences.add(other.differences);
}

bool ToneCounts::empty() const {
  bool none = true;
  voxels.each([&](std::size_t, std::size_t neighbours, std::uint64_t) { none = none && neighbours == 0; });
  return none;
}

namespace {

/// Adds slice z with `slices` slices on either side. Sums hold levels below bit `shift`, voxels above.
template <class L, class S>
void count_slice(const Levels& levels, const L* first, std::int64_t z, std::span<const std::int64_t> rows,
                 std::int64_t distance, unsigned shift, std::vector<S>& columns, std::vector<S>& boxes,
                 ToneCounts& counts) {
  for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
    const RowSpan& span = levels.span(y, z);
    if (span.begin == span.end) continue;
    const std::int64_t n = span.end - span.begin;
    const L* row = first + levels.size[0] * levels.row_of(y, z) + span.begin;
    texture::sum_boxes(row, rows, distance, shift, n, columns.data(), boxes.data());
    counts.voxels.add_many([&](auto add_voxels) {
      counts.differences.add_many([&](auto add_difference) {
        const S* box = boxes.data();
        for (std::int64_t x = 0; x < n; ++x) {
          const std::int64_t level = row[x];
          if (level == 0) continue;
          const auto neighbours = static_cast<std::int64_t>(box[x] >> shift) - 1;
          const auto sum = static_cast<std::int64_t>(box[x] & ((std::uint64_t{1} << shift) - 1)) - level;
          const auto difference = static_cast<std::uint64_t>(std::abs(neighbours * level - sum));
          add_voxels(static_cast<std::size_t>(level), static_cast<std::size_t>(neighbours), 1);
          add_difference(static_cast<std::size_t>(level), static_cast<std::size_t>(neighbours), difference);
        }
      });
    });
  }
}

/// Adds slices z from `begin` to `end`, each with `slices` slices on either side.
void count_tones(const Levels& levels, std::int64_t distance, std::int64_t slices, std::int64_t begin,
                 std::int64_t end, ToneCounts& counts) {
  std::vector<std::int64_t> rows;
  for (std::int64_t dz = -slices; dz <= slices; ++dz)
    for (std::int64_t dy = -distance; dy <= distance; ++dy)
      rows.push_back(memory_offset({0, dy, dz}, levels.size));
  const auto voxels = static_cast<std::uint64_t>(neighbourhood_size(distance, slices == 0));
  const auto shift =
      static_cast<unsigned>(std::bit_width(voxels * static_cast<std::uint64_t>(levels.highest)));
  const unsigned bits = shift + static_cast<unsigned>(std::bit_width(voxels));
  levels.visit([&]<class L>(const L* first) {
    const auto pass = [&]<class S>(S) {
      std::vector<S> columns(static_cast<std::size_t>(levels.size[0]));
      std::vector<S> boxes(columns.size());
      for (std::int64_t z = begin; z < end; ++z)
        count_slice(levels, first, z, rows, distance, shift, columns, boxes, counts);
    };
    if (bits <= 16)
      pass(std::uint16_t{});
    else if (bits <= 32)
      pass(std::uint32_t{});
    else
      pass(std::uint64_t{});
  });
}

}  // namespace

ToneCounts NgtdmBuilder::make() const {
  const LevelCounts counts(levels_.highest, neighbourhood_size(distance_, false), levels_.voxel_count);
  return {counts, counts};
}

void NgtdmBuilder::slices(std::int64_t begin, std::int64_t end, std::span<ToneCounts> counts) const {
  count_tones(levels_, distance_, 0, begin + levels_.padding, end + levels_.padding, counts[0]);
}

void NgtdmBuilder::volume(std::span<ToneCounts> counts) const {
  count_tones(levels_, distance_, distance_, levels_.padding, levels_.padding + levels_.slices(), counts[0]);
}

Ngtdm NgtdmBuilder::matrix(std::span<const ToneCounts> counts) const {
  Ngtdm m;
  const auto level_of = [&](std::size_t level) -> Ngtdm::Level& {
    if (m.levels.empty() || m.levels.back().level != static_cast<double>(level))
      m.levels.push_back({static_cast<double>(level), 0, 0});
    return m.levels.back();
  };
  counts[0].voxels.each([&](std::size_t level, std::size_t neighbours, std::uint64_t n) {
    if (neighbours == 0) return;
    level_of(level).count += static_cast<double>(n);
    m.total += static_cast<double>(n);
  });
  std::size_t at = 0;
  counts[0].differences.each([&](std::size_t level, std::size_t neighbours, std::uint64_t sum) {
    while (m.levels[at].level != static_cast<double>(level)) ++at;
    m.levels[at].difference += static_cast<double>(sum) / static_cast<double>(neighbours);
  });
  return m;
}

}  // namespace radgauge::reference
