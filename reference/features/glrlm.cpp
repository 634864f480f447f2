#include "reference/features/glrlm.h"

#include <algorithm>
#include <array>

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
  // Every run has a first voxel.
  return std::all_of(table_.begin() + static_cast<std::ptrdiff_t>(stride_) + 1,
                     table_.begin() + static_cast<std::ptrdiff_t>(2 * stride_),
                     [](auto n) { return n == 0; });
}

void RunCounts::append(double weight, std::vector<LevelSize>& entries) const {
  std::vector<std::uint32_t> longer(stride_, 0);
  std::vector<Run> runs = long_runs_;
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
    return a.level != b.level ? a.level < b.level : a.length < b.length;
  });
  for (std::size_t k = 0, next = 0; k < runs.size(); k = next) {
    while (next < runs.size() && runs[next].level == runs[k].level && runs[next].length == runs[k].length)
      ++next;
    longer[runs[k].level] += static_cast<std::uint32_t>(next - k);
    entries.push_back({runs[k].level, runs[k].length, weight * static_cast<double>(next - k)});
  }
  for (std::size_t length = 1; length <= longest_; ++length)
    for (std::size_t level = 1; level < stride_; ++level) {
      const std::uint32_t at_least = table_[length * stride_ + level];
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

/// run[x] of the voxels of a row: their place in their run, from that of the voxel before each. 0 outside.
template <class L, class R>
void carry_runs(const L* row, const L* before, const R* carried, R* run, std::int64_t n) {
  for (std::int64_t x = 0; x < n; ++x) {
    const R longer = static_cast<R>(carried[x] + 1);
    const R next = row[x] == before[x] ? longer : R{1};
    run[x] = row[x] != 0 ? next : R{0};
  }
}

/// The same along the row itself.
template <class L, class R>
void carry_runs_along(const L* row, R* run, std::int64_t n) {
  R carried = 0;
  for (std::int64_t x = 0; x < n; ++x) {
    carried = static_cast<R>(row[x] == row[x - 1] ? carried + 1 : 1);
    run[x] = carried = row[x] != 0 ? carried : R{0};
  }
}

/// Runs along N directions, row by row; R holds the longest run. Rows come in memory order, each after the
/// rows that its voxels before lie in.
template <std::size_t N, class L, class R>
class RunPass {
 public:
  RunPass(const Levels& levels, const L* first, std::size_t direction, std::span<RunCounts> counts,
          bool all_short)
      : levels_(levels), first_(first), plane_(levels.size[0] * levels.size[1]), all_short_(all_short) {
    for (std::size_t d = 0; d < N; ++d) {
      steps_[d] = kDirections[direction + d];
      counts_[d] = &counts[d];
      tables_[d] = counts[d].table().data();
      runs_[d].assign(static_cast<std::size_t>(2 * plane_), 0);
    }
  }

  void slice(std::int64_t z) {
    for (std::int64_t y = levels_.padding; y < levels_.size[1] - levels_.padding; ++y) {
      const RowSpan& span = levels_.span(y, z);
      if (span.begin == span.end) continue;
      carry(y, z, span);
      count(y, z, span);
      if (!all_short_) list_long_runs(y, z, span);
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
      carry_runs(levels, levels - memory_offset(step, levels_.size), carried, run, n);
    }
  }

  /// One increment per voxel and direction, without a branch on where runs end.
  void count(std::int64_t y, std::int64_t z, const RowSpan& span) {
    const L* levels = row(y, z);
    const std::size_t stride = counts_[0]->stride();
    const std::size_t longest = counts_[0]->longest();
    std::array<const R*, N> run{};
    for (std::size_t d = 0; d < N; ++d) run[d] = runs_[d].data() + place(y, z);
    for (std::int64_t x = span.begin; x < span.end; ++x)
      for (std::size_t d = 0; d < N; ++d) {
        if (all_short_)
          ++tables_[d][run[d][x] * stride + levels[x]];
        else if (run[d][x] <= longest)
          ++tables_[d][run[d][x] * stride + levels[x]];
      }
  }

  void list_long_runs(std::int64_t y, std::int64_t z, const RowSpan& span) {
    const L* levels = row(y, z);
    for (std::size_t d = 0; d < N; ++d) {
      const R* run = runs_[d].data() + place(y, z);
      const L* after = levels + memory_offset(steps_[d], levels_.size);
      for (std::int64_t x = span.begin; x < span.end; ++x)
        if (run[x] > counts_[d]->longest() && after[x] != levels[x])
          counts_[d]->long_runs().push_back({levels[x], run[x]});
    }
  }

  const Levels& levels_;
  const L* first_;
  std::int64_t plane_;
  bool all_short_;  ///< no run is longer than the table
  std::array<Index3, N> steps_{};
  std::array<RunCounts*, N> counts_{};
  std::array<std::uint32_t*, N> tables_{};
  std::array<std::vector<R>, N> runs_;
};

/// Runs along the directions from `direction` on, in slices z from `begin` to `end`.
template <std::size_t N>
void count_runs(const Levels& levels, std::size_t direction, std::int64_t begin, std::int64_t end,
                std::int64_t longest, std::span<RunCounts> counts) {
  const bool all_short = longest <= static_cast<std::int64_t>(counts[0].longest());
  levels.visit([&]<class L>(const L* first) {
    const auto pass = [&]<class R>(R) {
      RunPass<N, L, R> runs(levels, first, direction, counts, all_short);
      for (std::int64_t z = begin; z < end; ++z) runs.slice(z);
    };
    if (longest <= 255)
      pass(std::uint8_t{});
    else
      pass(std::uint16_t{});
  });
}

}  // namespace

void GlrlmBuilder::slice(std::int64_t z, std::span<RunCounts> counts) const {
  const std::int64_t at = z + levels_.padding;
  count_runs<kSlice>(levels_, 0, at, at + 1, longest_, counts);
}

void GlrlmBuilder::volume(std::span<RunCounts> counts) const {
  count_runs<kVolume - kShared>(levels_, kShared, levels_.padding, levels_.padding + levels_.slices(),
                                longest_, counts);
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
