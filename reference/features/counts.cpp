#include "reference/features/counts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace radgauge::reference {

std::size_t CountMap::slot(std::uint64_t key) const {
  const std::size_t mask = entries_.size() - 1;
  // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
  std::size_t i = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
  while (entries_[i].count != 0 && entries_[i].key != key) i = (i + 1) & mask;
  return i;
}

void CountMap::grow() {
  std::vector<Entry> old(std::max<std::size_t>(64, 2 * entries_.size()));
  old.swap(entries_);
  for (const Entry& e : old)
    if (e.count != 0) entries_[slot(e.key)] = e;
}

void CountMap::add(std::uint64_t key, std::uint64_t amount) {
  if (amount == 0) return;
  if (2 * used_ >= entries_.size()) grow();
  Entry& entry = entries_[slot(key)];
  if (entry.count == 0) ++used_;
  entry.key = key;
  entry.count += amount;
}

void CountMap::add(const CountMap& other) {
  for (const Entry& e : other.entries_) add(e.key, e.count);
}

void CountMap::clear() {
  if (used_ > 0) std::fill(entries_.begin(), entries_.end(), Entry{});
  used_ = 0;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> CountMap::sorted() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> list;
  list.reserve(used_);
  for (const Entry& e : entries_)
    if (e.count != 0) list.emplace_back(e.key, e.count);
  std::sort(list.begin(), list.end());
  return list;
}

LevelCounts::LevelCounts(std::int64_t levels, std::int64_t columns, std::int64_t voxels)
    : columns_(static_cast<std::size_t>(columns)) {
  const std::int64_t entries = (levels + 1) * columns;
  if (entries <= std::max<std::int64_t>(65536, voxels)) table_.assign(static_cast<std::size_t>(entries), 0);
}

void LevelCounts::add(const LevelCounts& other) {
  for (std::size_t i = 0; i < table_.size(); ++i) table_[i] += other.table_[i];
  map_.add(other.map_);
}

void LevelCounts::clear() {
  std::fill(table_.begin(), table_.end(), std::uint64_t{0});
  map_.clear();
}

bool LevelCounts::empty() const {
  return map_.empty() && std::all_of(table_.begin(), table_.end(), [](std::uint64_t n) { return n == 0; });
}

double n_log2_n(double n) {
  constexpr std::size_t kTable = 4096;
  static const std::array<double, kTable> table = [] {
    std::array<double, kTable> made{};
    for (std::size_t i = 1; i < kTable; ++i)
      made[i] = static_cast<double>(i) * std::log2(static_cast<double>(i));
    return made;
  }();
  if (n >= kTable) return n * std::log2(n);
  const auto whole = static_cast<std::size_t>(n);
  if (static_cast<double>(whole) == n) return table[whole];
  return n * std::log2(n);
}

}  // namespace radgauge::reference
