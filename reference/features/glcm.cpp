#include "reference/features/glcm.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reference/features/counts.h"

namespace radgauge::reference {

PairCounts::PairCounts(std::int64_t levels, bool dense)
    : dense_(dense), stride_(static_cast<std::size_t>(levels + 1)) {
  if (dense_) table_.assign(stride_ * stride_, 0);
}

void PairCounts::clear() {
  std::fill(table_.begin(), table_.end(), 0U);
  pairs_.clear();
}

void PairCounts::add(const PairCounts& other) {
  for (std::size_t i = 0; i < table_.size(); ++i) table_[i] += other.table_[i];
  pairs_.insert(pairs_.end(), other.pairs_.begin(), other.pairs_.end());
}

bool PairCounts::empty() const {
  if (!dense_) return pairs_.empty();
  for (std::size_t i = 1; i < stride_; ++i)
    for (std::size_t j = 1; j < stride_; ++j)
      if (table_[i * stride_ + j] != 0) return false;
  return true;
}

GlcmBuilder::GlcmBuilder(const Levels& levels, std::int64_t distance, Weighting weighting)
    : levels_(levels), distance_(distance), weights_(weighting) {
  const std::int64_t entries = (levels.highest + 1) * (levels.highest + 1);
  dense_ = entries <= std::max<std::int64_t>(65536, 2 * levels.voxel_count);
}

PairCounts GlcmBuilder::make() const {
  return {levels_.highest, dense_};
}

namespace {

/// Pairs of every voxel of one slice with its neighbours at `offsets`, all directions in one pass. Neighbours
/// outside the mask have level 0 and are counted in column 0, which nobody reads: no branch per neighbour.
template <std::size_t N, class T>
void count_pairs(const Levels& levels, const T* first, std::int64_t z,
                 const std::array<std::int64_t, N>& offsets, std::span<PairCounts> counts) {
  const bool dense = counts[0].is_dense();
  const std::size_t stride = counts[0].stride();
  std::array<std::uint32_t*, N> tables{};
  for (std::size_t d = 0; d < N; ++d) tables[d] = counts[d].table().data();
  for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
    const T* row = first + levels.size[0] * levels.row_of(y, z);
    const RowSpan span = levels.span(y, z);
    for (std::int64_t x = span.begin; x < span.end; ++x) {
      const T level = row[x];
      if (level == 0) continue;
      if (dense) {
        for (std::size_t d = 0; d < N; ++d) ++tables[d][level * stride + row[x + offsets[d]]];
        continue;
      }
      for (std::size_t d = 0; d < N; ++d)
        if (const std::uint32_t other = row[x + offsets[d]]; other != 0)
          counts[d].pairs().push_back(static_cast<std::uint32_t>(level) << 16 | other);
    }
  }
}

/// The same for levels below `Pitch`, in tables of 16 bits that lie side by side: they stay in the first
/// cache, and one address serves all directions. They are emptied into `counts` before an entry can overflow.
template <std::size_t N, std::size_t Pitch>
class SmallTables {
 public:
  SmallTables(const Levels& levels, const std::array<std::int64_t, N>& offsets, std::span<PairCounts> counts)
      : levels_(levels), offsets_(offsets), counts_(counts), used_(counts[0].stride() * N * Pitch) {
    std::fill_n(entries_.begin(), used_, Entry{0});
  }

  void slice(const std::uint8_t* first, std::int64_t z) {
    for (std::int64_t y = levels_.padding; y < levels_.size[1] - levels_.padding; ++y) {
      const RowSpan span = levels_.span(y, z);
      pending_ += span.end - span.begin;
      if (pending_ > kMost) {
        empty();
        pending_ = span.end - span.begin;
      }
      const std::uint8_t* row = first + levels_.size[0] * levels_.row_of(y, z);
      count(row + span.begin, row + span.end);
    }
  }

  void empty() {
    const std::size_t stride = counts_[0].stride();
    for (std::size_t i = 1; i < stride; ++i)
      for (std::size_t d = 0; d < N; ++d) {
        Entry* from = entries_.data() + (i * N + d) * Pitch;
        std::uint32_t* to = counts_[d].table().data() + i * stride;
        for (std::size_t j = 0; j < stride; ++j) to[j] += from[j];
        std::fill_n(from, stride, Entry{0});
      }
    pending_ = 0;
  }

  using Entry = std::uint16_t;
  static constexpr std::int64_t kMost = 65535;

 private:
  void count(const std::uint8_t* voxel, const std::uint8_t* end) {
    const std::array<std::int64_t, N> offsets = offsets_;
    for (; voxel != end; ++voxel) {
      if (*voxel == 0) continue;
      Entry* entries = entries_.data() + *voxel * (N * Pitch);
      for (std::size_t d = 0; d < N; ++d) ++entries[d * Pitch + voxel[offsets[d]]];
    }
  }

  const Levels& levels_;
  std::array<std::int64_t, N> offsets_;
  std::span<PairCounts> counts_;
  std::size_t used_;
  std::int64_t pending_ = 0;  ///< voxels counted since it was last emptied
  std::array<Entry, Pitch * N * Pitch> entries_;
};

template <std::size_t N, std::size_t Pitch>
void count_in_small_tables(const Levels& levels, std::int64_t begin, std::int64_t end,
                           const std::array<std::int64_t, N>& offsets, std::span<PairCounts> counts) {
  SmallTables<N, Pitch> tables(levels, offsets, counts);
  for (std::int64_t z = begin; z < end; ++z) tables.slice(levels.bytes.data(), z);
  tables.empty();
}

/// Slices from `begin` to `end`, padding included.
template <std::size_t N>
void count_slices(const Levels& levels, std::int64_t begin, std::int64_t end,
                  const std::array<std::int64_t, N>& offsets, std::span<PairCounts> counts) {
  const bool small = counts[0].is_dense() && levels.words.empty() && levels.size[0] < 65536;
  if (small && levels.highest < 16) return count_in_small_tables<N, 16>(levels, begin, end, offsets, counts);
  if (small && levels.highest < 40) return count_in_small_tables<N, 40>(levels, begin, end, offsets, counts);
  if (small && levels.highest < 64) return count_in_small_tables<N, 64>(levels, begin, end, offsets, counts);
  levels.visit([&](const auto* first) {
    for (std::int64_t z = begin; z < end; ++z) count_pairs(levels, first, z, offsets, counts);
  });
}

template <std::size_t N>
std::array<std::int64_t, N> offsets_from(std::size_t direction, const Levels& levels, std::int64_t distance) {
  std::array<std::int64_t, N> offsets{};
  for (std::size_t d = 0; d < N; ++d)
    offsets[d] = distance * memory_offset(kDirections[direction + d], levels.size);
  return offsets;
}

}  // namespace

void GlcmBuilder::slices(std::int64_t begin, std::int64_t end, std::span<PairCounts> counts) const {
  count_slices(levels_, begin + levels_.padding, end + levels_.padding,
               offsets_from<kSlice>(0, levels_, distance_), counts);
}

void GlcmBuilder::volume(std::span<PairCounts> counts) const {
  count_slices(levels_, levels_.padding, levels_.padding + levels_.slices(),
               offsets_from<kVolume - kShared>(kShared, levels_, distance_), counts);
}

namespace {

/// Marginals of the symmetric matrix, filled entry by entry of its upper triangle. `n` is the count of {i, j}
/// in either order, whole unless the directions are weighted; a diagonal entry holds each pair twice.
struct Tally {
  explicit Tally(std::int64_t levels)
      : marginal(static_cast<std::size_t>(levels + 1), 0),
        difference(static_cast<std::size_t>(levels), 0),
        sum(static_cast<std::size_t>(2 * levels + 1), 0) {}

  void add(std::size_t i, std::size_t j, double n) {
    const double entry = i == j ? 2 * n : n;
    const double weight = i == j ? 1 : 2;
    highest = std::max(highest, entry);
    squares += weight * entry * entry;
    logs += weight * n_log2_n(entry);
    products += 2 * n * static_cast<double>(i * j);
    marginal[i] += n;
    marginal[j] += n;
    difference[j - i] += 2 * n;
    sum[i + j] += 2 * n;
    total += 2 * n;
  }

  double total = 0;
  double highest = 0;
  double products = 0;
  double squares = 0;
  double logs = 0;
  std::vector<double> marginal;
  std::vector<double> difference;
  std::vector<double> sum;
};

/// count(i, j) is the number of pairs in which i is followed by j.
template <class Count>
void add_table(std::size_t stride, Count count, Tally& tally) {
  for (std::size_t i = 1; i < stride; ++i) {
    if (const double n = count(i * stride + i); n != 0) tally.add(i, i, n);
    for (std::size_t j = i + 1; j < stride; ++j)
      if (const double n = count(i * stride + j) + count(j * stride + i); n != 0) tally.add(i, j, n);
  }
}

/// The pairs of each table as i <= j with their weighted counts, sorted.
std::vector<std::pair<std::uint32_t, double>> weighted_pairs(std::span<const PairCounts> counts,
                                                             const DirectionWeights& weights) {
  std::vector<std::pair<std::uint32_t, double>> list;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const double weight = counts.size() > 1 ? weights.weight(c) : 1;
    std::vector<std::uint32_t> pairs = counts[c].pairs();
    for (std::uint32_t& pair : pairs)
      if ((pair >> 16) > (pair & 0xffffU)) pair = pair << 16 | pair >> 16;
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t k = 0, next = 0; k < pairs.size(); k = next) {
      while (next < pairs.size() && pairs[next] == pairs[k]) ++next;
      list.emplace_back(pairs[k], weight * static_cast<double>(next - k));
    }
  }
  if (counts.size() > 1)
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  return list;
}

Tally tally_of(std::span<const PairCounts> counts, const DirectionWeights& weights, std::int64_t levels) {
  Tally tally(levels);
  if (counts[0].is_dense() && counts.size() == 1) {
    const std::uint32_t* table = counts[0].table().data();
    add_table(
        counts[0].stride(), [=](std::size_t at) { return static_cast<double>(table[at]); }, tally);
  } else if (counts[0].is_dense()) {
    const auto weighted = [&](std::size_t at) {
      double n = 0;
      for (std::size_t c = 0; c < counts.size(); ++c)
        n += weights.weight(c) * static_cast<double>(counts[c].table()[at]);
      return n;
    };
    add_table(counts[0].stride(), weighted, tally);
  } else {
    const auto list = weighted_pairs(counts, weights);
    for (std::size_t k = 0, next = 0; k < list.size(); k = next) {
      double n = 0;
      for (; next < list.size() && list[next].first == list[k].first; ++next) n += list[next].second;
      tally.add(list[k].first >> 16, list[k].first & 0xffffU, n);
    }
  }
  return tally;
}

std::vector<double> divided(std::vector<double> counts, double total) {
  for (double& n : counts) n /= total;
  return counts;
}

}  // namespace

Glcm GlcmBuilder::matrix(std::span<const PairCounts> counts) const {
  const Tally tally = tally_of(counts, weights_, levels_.highest);
  const double total = tally.total;
  Glcm glcm;
  glcm.levels = static_cast<double>(levels_.highest);
  glcm.joint_maximum = tally.highest / total;
  glcm.joint_entropy = std::log2(total) - tally.logs / total;
  glcm.joint_energy = tally.squares / (total * total);
  glcm.product_mean = tally.products / total;
  glcm.difference = divided(tally.difference, total);
  glcm.sum = divided(tally.sum, total);
  const std::vector<double> marginal = divided(tally.marginal, total);
  for (std::size_t i = 1; i < marginal.size(); ++i) {
    glcm.mean += static_cast<double>(i) * marginal[i];
    if (marginal[i] > 0) glcm.marginal_entropy -= marginal[i] * std::log2(marginal[i]);
  }
  for (std::size_t i = 1; i < marginal.size(); ++i)
    glcm.variance +=
        (static_cast<double>(i) - glcm.mean) * (static_cast<double>(i) - glcm.mean) * marginal[i];
  return glcm;
}

}  // namespace radgauge::reference
