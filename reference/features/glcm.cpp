#include "reference/features/glcm.h"

#include <algorithm>
#include <cmath>

namespace radgauge {

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

GlcmBuilder::GlcmBuilder(const Levels& levels) : levels_(levels) {
  const std::int64_t entries = (levels.highest + 1) * (levels.highest + 1);
  dense_ = entries <= std::max<std::int64_t>(65536, 2 * levels.voxel_count);
}

PairCounts GlcmBuilder::make() const {
  return {levels_.highest, dense_};
}

namespace {

/// Pairs of every voxel of one slice with its neighbours at `offsets`, all directions in one pass. Neighbours
/// outside the mask have level 0 and are counted in column 0, which nobody reads: no branch per neighbour.
template <std::size_t N>
void count_pairs(const Levels& levels, std::int64_t slice, const std::array<std::int64_t, N>& offsets,
                 std::span<PairCounts, N> counts) {
  const bool dense = counts[0].is_dense();
  const std::size_t stride = counts[0].stride();
  std::array<std::uint32_t*, N> tables{};
  for (std::size_t d = 0; d < N; ++d) tables[d] = counts[d].table().data();
  const Index3& n = levels.size;
  for (std::int64_t y = 1; y + 1 < n[1]; ++y) {
    const std::uint16_t* row = levels.level.data() + n[0] * (y + n[1] * (slice + 1));
    for (std::int64_t x = 1; x + 1 < n[0]; ++x) {
      const std::uint16_t level = row[x];
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

}  // namespace

void GlcmBuilder::in_plane(std::int64_t slice, std::span<PairCounts, 4> counts) const {
  const std::int64_t row = levels_.size[0];
  count_pairs<4>(levels_, slice, {1, row - 1, row, row + 1}, counts);
}

void GlcmBuilder::across(std::span<PairCounts, 9> counts) const {
  const std::int64_t row = levels_.size[0];
  const std::int64_t plane = row * levels_.size[1];
  std::array<std::int64_t, 9> offsets{};
  std::size_t d = 0;
  for (std::int64_t y = -1; y <= 1; ++y)
    for (std::int64_t x = -1; x <= 1; ++x) offsets[d++] = plane + y * row + x;
  for (std::int64_t slice = 0; slice + 2 < levels_.size[2]; ++slice)
    count_pairs<9>(levels_, slice, offsets, counts);
}

namespace {

/// Integer marginals of the symmetric matrix, filled entry by entry of its upper triangle. `n` is the
/// count of {i, j} in either order; a diagonal entry holds each pair twice.
struct Tally {
  explicit Tally(std::int64_t levels)
      : marginal(static_cast<std::size_t>(levels + 1), 0),
        difference(static_cast<std::size_t>(levels), 0),
        sum(static_cast<std::size_t>(2 * levels + 1), 0) {}

  void add(std::size_t i, std::size_t j, std::uint64_t n) {
    const std::uint64_t entry = i == j ? 2 * n : n;
    const double value = static_cast<double>(entry);
    const double weight = i == j ? 1 : 2;
    highest = std::max(highest, entry);
    squares += weight * value * value;
    logs += weight * value * std::log2(value);
    products += 2 * n * i * j;
    marginal[i] += n;
    marginal[j] += n;
    difference[j - i] += 2 * n;
    sum[i + j] += 2 * n;
    total += 2 * n;
  }

  std::uint64_t total = 0;
  std::uint64_t highest = 0;
  std::uint64_t products = 0;
  double squares = 0;
  double logs = 0;
  std::vector<std::uint64_t> marginal;
  std::vector<std::uint64_t> difference;
  std::vector<std::uint64_t> sum;
};

Tally tally_of(const PairCounts& counts, std::int64_t levels) {
  Tally tally(levels);
  if (counts.is_dense()) {
    const std::size_t stride = counts.stride();
    const auto& table = counts.table();
    for (std::size_t i = 1; i < stride; ++i) {
      if (table[i * stride + i] != 0) tally.add(i, i, table[i * stride + i]);
      for (std::size_t j = i + 1; j < stride; ++j) {
        const std::uint64_t n = std::uint64_t{table[i * stride + j]} + table[j * stride + i];
        if (n != 0) tally.add(i, j, n);
      }
    }
    return tally;
  }
  std::vector<std::uint32_t> pairs = counts.pairs();
  for (std::uint32_t& pair : pairs)
    if ((pair >> 16) > (pair & 0xffffU)) pair = pair << 16 | pair >> 16;
  std::sort(pairs.begin(), pairs.end());
  for (std::size_t k = 0, next = 0; k < pairs.size(); k = next) {
    while (next < pairs.size() && pairs[next] == pairs[k]) ++next;
    tally.add(pairs[k] >> 16, pairs[k] & 0xffffU, next - k);
  }
  return tally;
}

std::vector<double> divided(const std::vector<std::uint64_t>& counts, double total) {
  std::vector<double> shares(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) shares[i] = static_cast<double>(counts[i]) / total;
  return shares;
}

}  // namespace

Glcm GlcmBuilder::matrix(const PairCounts& counts) const {
  const Tally tally = tally_of(counts, levels_.highest);
  const auto total = static_cast<double>(tally.total);
  Glcm glcm;
  glcm.levels = static_cast<double>(levels_.highest);
  glcm.joint_maximum = static_cast<double>(tally.highest) / total;
  glcm.joint_entropy = std::log2(total) - tally.logs / total;
  glcm.joint_energy = tally.squares / (total * total);
  glcm.product_mean = static_cast<double>(tally.products) / total;
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

}  // namespace radgauge
