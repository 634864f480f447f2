#include <algorithm>

#include "reference/features/neighbourhood.h"

namespace radgauge {

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

/// Sums of levels and of voxels over boxes of 2 distance + 1 voxels per axis, one row at a time: over slices
/// first, then over rows, then along the row. S holds the largest sum.
template <class L, class S>
class BoxSums {
 public:
  BoxSums(const Levels& levels, const L* first, std::int64_t distance, std::int64_t slices)
      : levels_(levels), first_(first), distance_(distance), slices_(slices) {
    const auto n = static_cast<std::size_t>(levels.size[0]);
    const auto rows = static_cast<std::size_t>(2 * distance + 1);
    level_rows_.assign(rows, std::vector<S>(n));
    voxel_rows_ = level_rows_;
    for (std::vector<S>* sums : {&levels_sum_, &voxels_sum_, &level_box_, &voxel_box_}) sums->assign(n, 0);
  }

  /// Calls f(level, sum of levels, voxels) for every voxel of the slice; the sums include the voxel itself.
  template <class F>
  void slice(std::int64_t z, F f) {
    for (std::int64_t y = 0; y < levels_.padding + distance_; ++y) add_row(y, z);
    for (std::int64_t y = levels_.padding; y < levels_.size[1] - levels_.padding; ++y) {
      add_row(y + distance_, z);
      const RowSpan& span = levels_.span(y, z);
      if (span.begin == span.end) continue;
      box(level_rows_, levels_sum_, level_box_, span);
      box(voxel_rows_, voxels_sum_, voxel_box_, span);
      const L* row = first_ + levels_.size[0] * levels_.row_of(y, z);
      for (std::int64_t x = span.begin; x < span.end; ++x) {
        const auto at = static_cast<std::size_t>(x);
        f(row[x], level_box_[at], voxel_box_[at]);
      }
    }
  }

 private:
  /// Sums over slices of row y, in the place of a row that is no longer needed.
  void add_row(std::int64_t y, std::int64_t z) {
    const auto place = static_cast<std::size_t>(y % (2 * distance_ + 1));
    S* levels = level_rows_[place].data();
    S* voxels = voxel_rows_[place].data();
    const std::int64_t n = levels_.size[0];
    std::fill(levels, levels + n, S{0});
    std::fill(voxels, voxels + n, S{0});
    for (std::int64_t dz = -slices_; dz <= slices_; ++dz) {
      const RowSpan& span = levels_.span(y, z + dz);
      const L* row = first_ + n * levels_.row_of(y, z + dz);
      for (std::int64_t x = span.begin; x < span.end; ++x) {
        levels[x] = static_cast<S>(levels[x] + row[x]);
        voxels[x] = static_cast<S>(voxels[x] + (row[x] != 0 ? S{1} : S{0}));
      }
    }
  }

  void box(const std::vector<std::vector<S>>& rows, std::vector<S>& sum, std::vector<S>& boxes,
           const RowSpan& span) const {
    const std::int64_t begin = span.begin - distance_;
    const std::int64_t end = span.end + distance_;
    std::fill(sum.begin() + begin, sum.begin() + end, S{0});
    S* to = sum.data();
    for (const std::vector<S>& row : rows)
      for (std::int64_t x = begin; x < end; ++x)
        to[x] = static_cast<S>(to[x] + row[static_cast<std::size_t>(x)]);
    S* box = boxes.data();
    std::fill(box + span.begin, box + span.end, S{0});
    for (std::int64_t dx = -distance_; dx <= distance_; ++dx)
      for (std::int64_t x = span.begin; x < span.end; ++x) box[x] = static_cast<S>(box[x] + to[x + dx]);
  }

  const Levels& levels_;
  const L* first_;
  std::int64_t distance_;
  std::int64_t slices_;
  std::vector<std::vector<S>> level_rows_;
  std::vector<std::vector<S>> voxel_rows_;
  std::vector<S> levels_sum_;
  std::vector<S> voxels_sum_;
  std::vector<S> level_box_;
  std::vector<S> voxel_box_;
};

/// Adds slices z from `begin` to `end`, each with `slices` slices on either side.
void count_tones(const Levels& levels, std::int64_t distance, std::int64_t slices, std::int64_t begin,
                 std::int64_t end, ToneCounts& counts) {
  levels.visit([&]<class L>(const L* first) {
    const auto pass = [&]<class S>(S) {
      BoxSums<L, S> sums(levels, first, distance, slices);
      for (std::int64_t z = begin; z < end; ++z)
        sums.slice(z, [&](L level, S sum, S voxels) {
          if (level == 0) return;
          const std::int64_t neighbours = std::int64_t{voxels} - 1;
          const std::int64_t difference = std::abs(neighbours * level - (std::int64_t{sum} - level));
          counts.voxels.add(level, static_cast<std::size_t>(neighbours), 1);
          counts.differences.add(level, static_cast<std::size_t>(neighbours),
                                 static_cast<std::uint64_t>(difference));
        });
    };
    if (levels.highest * neighbourhood_size(distance, slices == 0) <= 65535)
      pass(std::uint16_t{});
    else
      pass(std::uint32_t{});
  });
}

}  // namespace

ToneCounts NgtdmBuilder::make() const {
  const LevelCounts counts(levels_.highest, neighbourhood_size(distance_, false), levels_.voxel_count);
  return {counts, counts};
}

void NgtdmBuilder::slice(std::int64_t z, std::span<ToneCounts> counts) const {
  const std::int64_t at = z + levels_.padding;
  count_tones(levels_, distance_, 0, at, at + 1, counts[0]);
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

}  // namespace radgauge
