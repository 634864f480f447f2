#include "reference/features/glrlm.h"

#include <algorithm>
#include <array>
#include <limits>

#include "reference/features/texture_kernels.h"

namespace radgauge::reference {

RunCounts::RunCounts(std::int64_t levels, std::int64_t longest)
    : levels_(static_cast<std::size_t>(levels)),
      longest_(static_cast<std::size_t>(longest)),
      table_((levels_ + 1) * (longest_ + 2), 0) {}

void RunCounts::clear() {
  std::fill(table_.begin(), table_.end(), 0U);
  long_runs_.clear();
}

void RunCounts::add(const RunCounts& other) {
  for (std::size_t i = 0; i < table_.size(); ++i) table_[i] += other.table_[i];
  long_runs_.insert(long_runs_.end(), other.long_runs_.begin(), other.long_runs_.end());
}

bool RunCounts::empty() const {
  for (std::size_t level = 1; level <= levels_; ++level)
    if (row(level)[1] != 0) return false;
  return true;
}

void RunCounts::append(double weight, std::vector<LevelSize>& entries) const {
  std::vector<std::uint32_t> longer(levels_ + 1, 0);
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
  for (std::size_t level = 1; level <= levels_; ++level) {
    const std::uint32_t* at_least = row(level);
    for (std::size_t length = 1; length <= longest_ && at_least[length] > 0; ++length) {
      const std::uint32_t more = length < longest_ ? at_least[length + 1] : longer[level];
      if (at_least[length] > more)
        entries.push_back({static_cast<std::uint32_t>(level), static_cast<std::uint32_t>(length),
                           weight * static_cast<double>(at_least[length] - more)});
    }
  }
}

namespace {

/// Places up to this one, and one that stands for all beyond, fit in a byte.
constexpr std::int64_t kLongest = 254;

}  // namespace

GlrlmBuilder::GlrlmBuilder(const Levels& levels, Weighting weighting) : levels_(levels), weights_(weighting) {
  longest_ = std::max({levels.size[0], levels.size[1], levels.size[2]}) - 2 * levels.padding;
  const std::int64_t entries = std::max<std::int64_t>(65536, 2 * levels.voxel_count);
  columns_ = std::clamp<std::int64_t>(entries / (levels.highest + 1), 1,
                                      std::clamp<std::int64_t>(longest_, 1, kLongest));
}

RunCounts GlrlmBuilder::make() const {
  return {levels_.highest, columns_};
}

namespace {

/// Where voxels are in their runs along N directions, for one row after the other in memory order. R holds
/// the longest run.
template <std::size_t N, class R, class L>
class RunPlaces {
 public:
  RunPlaces(const Levels& levels, const L* first, std::size_t direction)
      : levels_(levels), first_(first), plane_(levels.size[0] * levels.size[1]) {
    for (std::size_t d = 0; d < N; ++d) {
      steps_[d] = kDirections[direction + d];
      offsets_[d] = memory_offset(steps_[d], levels.size);
      places_[d].assign(static_cast<std::size_t>(2 * plane_), 0);
    }
  }

  /// Those of a row; the direction along the row has none, it is followed while voxels are counted.
  std::array<const R*, N> row(std::int64_t y, std::int64_t z, const RowSpan& span) {
    const L* levels = voxels(y, z) + span.begin;
    std::array<const R*, N> rows{};
    for (std::size_t d = 0; d < N; ++d) {
      const Index3& step = steps_[d];
      if (step[1] == 0 && step[2] == 0) continue;
      R* place = at(d, y, z) + span.begin;
      texture::carry_runs(levels, levels - offsets_[d],
                          at(d, y - step[1], z - step[2]) + span.begin - step[0], span.end - span.begin,
                          place);
      rows[d] = place;
    }
    return rows;
  }

  const L* voxels(std::int64_t y, std::int64_t z) const {
    return first_ + levels_.size[0] * levels_.row_of(y, z);
  }
  std::int64_t offset(std::size_t d) const { return offsets_[d]; }

 private:
  /// Two planes in turn hold the places of this slice and of the one before.
  R* at(std::size_t d, std::int64_t y, std::int64_t z) {
    return places_[d].data() + plane_ * (z & 1) + levels_.size[0] * y;
  }

  const Levels& levels_;
  const L* first_;
  std::int64_t plane_;
  std::array<Index3, N> steps_{};
  std::array<std::int64_t, N> offsets_{};
  std::array<std::vector<R>, N> places_;
};

/// Is the first of N directions the one along the row?
template <std::size_t N>
constexpr bool kAlong = N == kPlaneDirections;

/// count(level, d, place, x) for every voxel of a row and each direction.
template <std::size_t N, class R, class L, class Count>
void for_places(const L* row, std::int64_t n, const std::array<const R*, N>& places, Count count) {
  constexpr std::uint32_t most = std::numeric_limits<R>::max();
  std::uint32_t along = 0;
  for (std::int64_t x = 0; x < n; ++x) {
    const L level = row[x];
    // All bits of `same` are 1 if the levels agree: written so that there is no branch to mispredict.
    const auto same = static_cast<std::uint32_t>(((level ^ row[x - 1]) - 1) >> 31);
    if (kAlong<N>) along = std::min((along & same) + 1, most);
    if (level == 0) continue;
    if (kAlong<N>) count(level, std::size_t{0}, along, x);
    for (std::size_t d = kAlong<N> ? 1 : 0; d < N; ++d) count(level, d, std::uint32_t{places[d][x]}, x);
  }
}

/// Any levels and lengths, straight into the tables; runs that are too long for these are listed.
template <std::size_t N, class L>
void count_in_tables(const Levels& levels, const L* first, std::size_t direction, std::int64_t begin,
                     std::int64_t end, std::span<RunCounts> counts) {
  RunPlaces<N, std::uint16_t, L> places(levels, first, direction);
  const auto longest = static_cast<std::uint32_t>(counts[0].longest());
  for (std::int64_t z = begin; z < end; ++z)
    for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
      const RowSpan& span = levels.span(y, z);
      const L* row = places.voxels(y, z) + span.begin;
      const auto count = [&](L level, std::size_t d, std::uint32_t place, std::int64_t x) {
        ++counts[d].row(level)[std::min(place, longest + 1)];
        if (place > longest && row[x + places.offset(d)] != level)
          counts[d].long_runs().push_back({level, place});
      };
      for_places<N>(row, span.end - span.begin, places.row(y, z, span), count);
    }
}

/// Few levels and places below `Pitch`, in tables of 16 bits that lie side by side: they stay in the
/// first cache, and one address serves all directions. They are emptied into `counts` before an entry can
/// overflow. Pitches are odd numbers of cache lines, so that short runs, the most frequent, use all sets.
template <std::size_t N, std::size_t Pitch>
class SmallRunTables {
 public:
  explicit SmallRunTables(std::span<RunCounts> counts)
      : counts_(counts), entries_((counts[0].levels() + 1) * N * Pitch, 0) {}

  void count(const std::uint8_t* row, std::int64_t n, const std::array<const std::uint8_t*, N>& places) {
    pending_ += n;
    if (pending_ > kMost) {
      empty();
      pending_ = n;
    }
    Entry* entries = entries_.data();
    for_places<N>(row, n, places, [=](std::uint8_t level, std::size_t d, std::uint32_t place, std::int64_t) {
      ++entries[(level * N + d) * Pitch + place];
    });
  }

  void empty() {
    for (std::size_t level = 1; level <= counts_[0].levels(); ++level)
      for (std::size_t d = 0; d < N; ++d) {
        Entry* from = entries_.data() + (level * N + d) * Pitch;
        std::uint32_t* to = counts_[d].row(level);
        for (std::size_t place = 1; place <= counts_[d].longest(); ++place) to[place] += from[place];
        std::fill_n(from, Pitch, Entry{0});
      }
    pending_ = 0;
  }

 private:
  using Entry = std::uint16_t;
  static constexpr std::int64_t kMost = 65535;
  std::span<RunCounts> counts_;
  std::vector<Entry> entries_;
  std::int64_t pending_ = 0;  ///< voxels counted since they were last emptied
};

/// Voxels of the run that ends at `voxel`.
std::uint32_t run_length(const std::uint8_t* voxel, std::int64_t offset) {
  std::uint32_t length = 1;
  for (const std::uint8_t* before = voxel - offset; *before == *voxel; before -= offset) ++length;
  return length;
}

/// Lists the runs of more than kLongest voxels that end in a row.
template <std::size_t N, class Places>
void list_long_runs(const std::uint8_t* row, std::int64_t n, const Places& places,
                    const std::array<const std::uint8_t*, N>& rows, std::span<RunCounts> counts) {
  constexpr std::uint8_t kBeyond = kLongest + 1;
  for (std::size_t d = 0; d < N; ++d) {
    const std::int64_t offset = places.offset(d);
    const auto list = [&](std::int64_t x) {
      if (row[x] != 0 && row[x + offset] != row[x])
        if (const std::uint32_t length = run_length(row + x, offset); length > kLongest)
          counts[d].long_runs().push_back({row[x], length});
    };
    if (kAlong<N> && d == 0) {
      for (std::int64_t x = kLongest; x < n; ++x) list(x);
      continue;
    }
    for (const std::uint8_t *at = rows[d], *end = rows[d] + n;; ++at) {
      at = std::find(at, end, kBeyond);
      if (at == end) break;
      list(at - rows[d]);
    }
  }
}

template <std::size_t N, std::size_t Pitch>
void count_in_small_tables(const Levels& levels, std::size_t direction, std::int64_t begin, std::int64_t end,
                           bool all_short, std::span<RunCounts> counts) {
  RunPlaces<N, std::uint8_t, std::uint8_t> places(levels, levels.bytes.data(), direction);
  SmallRunTables<N, Pitch> tables(counts);
  for (std::int64_t z = begin; z < end; ++z)
    for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
      const RowSpan& span = levels.span(y, z);
      if (span.begin == span.end) continue;
      const auto rows = places.row(y, z, span);
      const std::uint8_t* row = places.voxels(y, z) + span.begin;
      tables.count(row, span.end - span.begin, rows);
      if (!all_short) list_long_runs<N>(row, span.end - span.begin, places, rows, counts);
    }
  tables.empty();
}

/// Runs along the directions from `direction` on, in slices z from `begin` to `end`.
template <std::size_t N>
void count_runs(const Levels& levels, std::size_t direction, std::int64_t begin, std::int64_t end,
                std::int64_t longest, std::span<RunCounts> counts) {
  const bool all_short = longest <= kLongest;
  const bool small = levels.words.empty() && levels.highest < 64;
  const auto count = [&](auto pitch) {
    count_in_small_tables<N, pitch.value>(levels, direction, begin, end, all_short, counts);
  };
  if (small && longest < 32) return count(std::integral_constant<std::size_t, 32>{});
  if (small && longest < 96) return count(std::integral_constant<std::size_t, 96>{});
  if (small && longest < 160) return count(std::integral_constant<std::size_t, 160>{});
  if (small) return count(std::integral_constant<std::size_t, 288>{});
  levels.visit([&](const auto* first) { count_in_tables<N>(levels, first, direction, begin, end, counts); });
}

}  // namespace

void GlrlmBuilder::slices(std::int64_t begin, std::int64_t end, std::span<RunCounts> counts) const {
  count_runs<kSlice>(levels_, 0, begin + levels_.padding, end + levels_.padding, longest_, counts);
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

}  // namespace radgauge::reference
