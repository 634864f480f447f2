#include "reference/features/glrlm.h"

#include <algorithm>
#include <array>

#include "reference/features/texture_kernels.h"

namespace radgauge {

RunCounts::RunCounts(std::int64_t levels, std::int64_t longest)
    : longest_(static_cast<std::size_t>(longest)),
      stride_(static_cast<std::size_t>(levels + 1)),
      table_((longest_ + 1) * stride_, 0) {}

void RunCounts::clear() {
  std::fill(table_.begin(), table_.end(), 0U);
  long_runs_.clear();
}

void RunCounts::add(const RunCounts& other) {
  for (std::size_t i = 0; i < table_.size(); ++i) table_[i] += other.table_[i];
  long_runs_.insert(long_runs_.end(), other.long_runs_.begin(), other.long_runs_.end());
}

bool RunCounts::empty() const {
  return std::all_of(table_.begin() + static_cast<std::ptrdiff_t>(stride_) + 1,
                     table_.begin() + static_cast<std::ptrdiff_t>(2 * stride_),
                     [](auto n) { return n == 0; });
}

void RunCounts::append(double weight, std::vector<LevelSize>& entries) const {
  // Runs of each level: its voxels without those that continue a run.
  std::vector<std::uint32_t> first(table_.begin() + static_cast<std::ptrdiff_t>(stride_),
                                   table_.begin() + static_cast<std::ptrdiff_t>(2 * stride_));
  for (std::size_t k = 2; k <= longest_; ++k)
    for (std::size_t level = 1; level < stride_; ++level) first[level] -= table_[k * stride_ + level];
  std::vector<std::uint32_t> longer(stride_, 0);
  std::vector<Run> runs = long_runs_;
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
    return a.level != b.level ? a.level < b.level : a.length < b.length;
  });
  for (std::size_t k = 0, next = 0; k < runs.size(); k = next) {
    while (next < runs.size() && runs[next].level == runs[k].level && runs[next].length == runs[k].length)
      ++next;
    const auto n = static_cast<std::uint32_t>(next - k);
    longer[runs[k].level] += n;
    first[runs[k].level] -= n * (runs[k].length - static_cast<std::uint32_t>(longest_));
    entries.push_back({runs[k].level, runs[k].length, weight * n});
  }
  for (std::size_t length = 1; length <= longest_; ++length)
    for (std::size_t level = 1; level < stride_; ++level) {
      const std::uint32_t at_least = length == 1 ? first[level] : table_[length * stride_ + level];
      if (at_least == 0) continue;
      const std::uint32_t more = length < longest_ ? table_[(length + 1) * stride_ + level] : longer[level];
      if (at_least > more)
        entries.push_back({static_cast<std::uint32_t>(level), static_cast<std::uint32_t>(length),
                           weight * static_cast<double>(at_least - more)});
    }
}

GlrlmBuilder::GlrlmBuilder(const Levels& levels, Weighting weighting) : levels_(levels), weights_(weighting) {
  longest_ = std::max({levels.size[0], levels.size[1], levels.size[2]}) - 2 * levels.padding;
  const std::int64_t entries = std::max<std::int64_t>(65536, 2 * levels.voxel_count);
  columns_ = std::clamp<std::int64_t>(entries / (levels.highest + 1), 1, std::max<std::int64_t>(1, longest_));
}

RunCounts GlrlmBuilder::make() const {
  return {levels_.highest, columns_};
}

namespace {

/// Places in runs along the row itself (texture::carry_runs), without a branch on where runs end.
template <class L, class R>
void carry_runs_along(const L* row, R* run, std::int64_t n) {
  unsigned carried = 0;
  for (std::int64_t x = 0; x < n; ++x) {
    const unsigned same = row[x] == row[x - 1] ? 1 : 0;
    const unsigned inside = row[x] != 0 ? 1 : 0;
    carried = ((carried & (0U - same)) + 1) & (0U - inside);
    run[x] = static_cast<R>(carried);
  }
}

/// Runs along N directions, row by row; R holds the longest run, I the index of a table entry. Rows come in
/// memory order, each after the rows that its voxels before lie in.
template <std::size_t N, class R, class I, class L>
class RunPass {
 public:
  RunPass(const Levels& levels, const L* first, std::size_t direction, std::span<RunCounts> counts,
          bool all_short)
      : levels_(levels),
        first_(first),
        plane_(levels.size[0] * levels.size[1]),
        counts_(counts),
        all_short_(all_short) {
    for (std::size_t d = 0; d < N; ++d) {
      steps_[d] = kDirections[direction + d];
      runs_[d].assign(static_cast<std::size_t>(2 * plane_), 0);
      lists_[d].resize(static_cast<std::size_t>(levels.size[0]) + texture::kListSlack);
    }
  }

  void slice(std::int64_t z) {
    for (std::int64_t y = levels_.padding; y < levels_.size[1] - levels_.padding; ++y) {
      const RowSpan& span = levels_.span(y, z);
      if (span.begin == span.end) continue;
      carry(y, z, span);
      count(y, z, span);
    }
  }

 private:
  /// Two planes in turn hold the runs of this slice and of the one before.
  std::int64_t place(std::int64_t y, std::int64_t z) const { return plane_ * (z & 1) + levels_.size[0] * y; }
  const L* row(std::int64_t y, std::int64_t z) const {
    return first_ + levels_.size[0] * levels_.row_of(y, z);
  }

  void carry(std::int64_t y, std::int64_t z, const RowSpan& span) {
    const L* levels = row(y, z) + span.begin;
    for (std::size_t d = 0; d < N; ++d) {
      const Index3& step = steps_[d];
      R* run = runs_[d].data() + place(y, z) + span.begin;
      const std::int64_t n = span.end - span.begin;
      if (step[1] == 0 && step[2] == 0) {
        carry_runs_along(levels, run, n);
        continue;
      }
      const R* carried = runs_[d].data() + place(y - step[1], z - step[2]) + span.begin - step[0];
      texture::carry_runs(levels, levels - memory_offset(step, levels_.size), carried, n, run);
    }
  }

  /// One increment per voxel that continues a run. Directions take turns, because two increments of one entry
  /// in a row have to wait for each other.
  void count(std::int64_t y, std::int64_t z, const RowSpan& span) {
    const L* levels = row(y, z) + span.begin;
    const std::int64_t n = span.end - span.begin;
    std::array<std::size_t, N> sizes{};
    std::array<std::uint32_t*, N> tables{};
    for (std::size_t d = 0; d < N; ++d) {
      const R* run = runs_[d].data() + place(y, z) + span.begin;
      tables[d] = counts_[d].table().data();
      sizes[d] = texture::list_continued(levels, run, n, static_cast<I>(counts_[d].stride()),
                                         static_cast<I>(counts_[d].longest()), lists_[d].data());
      if (!all_short_) list_long_runs(d, levels, run, n);
    }
    const std::size_t all = *std::min_element(sizes.begin(), sizes.end());
    for (std::size_t i = 0; i < all; ++i)
      for (std::size_t d = 0; d < N; ++d) ++tables[d][lists_[d][i]];
    for (std::size_t d = 0; d < N; ++d)
      for (std::size_t i = all; i < sizes[d]; ++i) ++tables[d][lists_[d][i]];
  }

  void list_long_runs(std::size_t d, const L* levels, const R* run, std::int64_t n) {
    const L* after = levels + memory_offset(steps_[d], levels_.size);
    for (std::int64_t x = 0; x < n; ++x)
      if (run[x] > counts_[d].longest() && after[x] != levels[x])
        counts_[d].long_runs().push_back({levels[x], run[x]});
  }

  const Levels& levels_;
  const L* first_;
  std::int64_t plane_;
  std::span<RunCounts> counts_;
  bool all_short_;  ///< no run is longer than the table
  std::array<Index3, N> steps_{};
  std::array<std::vector<R>, N> runs_;
  std::array<std::vector<I>, N> lists_;  ///< of a row: entries to increment
};

/// Runs along the directions from `direction` on, in slices z from `begin` to `end`.
template <std::size_t N>
void count_runs(const Levels& levels, std::size_t direction, std::int64_t begin, std::int64_t end,
                std::int64_t longest, std::span<RunCounts> counts) {
  const bool small = longest <= 255 && counts[0].table().size() <= 65536;
  levels.visit([&]<class L>(const L* first) {
    const auto count = [&](auto pass) {
      for (std::int64_t z = begin; z < end; ++z) pass.slice(z);
    };
    const bool all_short = longest <= static_cast<std::int64_t>(counts[0].longest());
    if (small)
      count(RunPass<N, std::uint8_t, std::uint16_t, L>(levels, first, direction, counts, all_short));
    else
      count(RunPass<N, std::uint16_t, std::uint32_t, L>(levels, first, direction, counts, all_short));
  });
}

/// Voxels per level of a slice, like Levels::histogram. Neighbours along a row often have one level, and two
/// increments of one entry in a row wait for each other: so two tables take turns.
std::vector<std::int64_t> slice_histogram(const Levels& levels, std::int64_t z) {
  std::array<std::vector<std::int64_t>, 2> voxels;
  voxels.fill(std::vector<std::int64_t>(static_cast<std::size_t>(levels.highest + 1), 0));
  levels.visit([&](const auto* first) {
    for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
      const auto* row = first + levels.size[0] * levels.row_of(y, z);
      const RowSpan& span = levels.span(y, z);
      for (std::int64_t x = span.begin; x < span.end; ++x) ++voxels[x & 1][row[x]];
    }
  });
  std::vector<std::int64_t> sums(voxels[0].begin() + 1, voxels[0].end());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += voxels[1][i + 1];
  return sums;
}

void add_voxels(const std::vector<std::int64_t>& histogram, std::span<RunCounts> counts) {
  for (RunCounts& direction : counts)
    for (std::size_t i = 0; i < histogram.size(); ++i)
      direction.table()[direction.stride() + i + 1] += static_cast<std::uint32_t>(histogram[i]);
}

}  // namespace

void GlrlmBuilder::slice(std::int64_t z, std::span<RunCounts> counts) const {
  const std::int64_t at = z + levels_.padding;
  count_runs<kSlice>(levels_, 0, at, at + 1, longest_, counts);
  add_voxels(slice_histogram(levels_, at), counts);
}

void GlrlmBuilder::volume(std::span<RunCounts> counts) const {
  count_runs<kVolume - kShared>(levels_, kShared, levels_.padding, levels_.padding + levels_.slices(),
                                longest_, counts);
  add_voxels(levels_.histogram, counts);
}

SizeMatrix GlrlmBuilder::matrix(std::span<const RunCounts> counts) const {
  std::vector<LevelSize> entries;
  for (std::size_t c = 0; c < counts.size(); ++c)
    counts[c].append(counts.size() > 1 ? weights_.weight(c) : 1, entries);
  if (counts.size() > 1) {
    std::stable_sort(entries.begin(), entries.end(), [](const LevelSize& a, const LevelSize& b) {
      return a.level != b.level ? a.level < b.level : a.size < b.size;
    });
    std::size_t last = 0;
    for (std::size_t i = 1; i < entries.size(); ++i) {
      if (entries[i].level == entries[last].level && entries[i].size == entries[last].size)
        entries[last].count += entries[i].count;
      else
        entries[++last] = entries[i];
    }
    entries.resize(last + 1);
  }
  return make_size_matrix(entries);
}

}  // namespace radgauge
