#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace radgauge::reference {

/// How often each key occurs: a hash table with open addressing, for counts too sparse for an array.
class CountMap {
 public:
  void add(std::uint64_t key, std::uint64_t amount = 1);
  void add(const CountMap& other);
  void clear();
  bool empty() const { return used_ == 0; }
  /// Key and count, in ascending order of the keys.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sorted() const;

 private:
  std::size_t slot(std::uint64_t key) const;
  void grow();

  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t count = 0;  ///< 0 is a free place
  };
  std::vector<Entry> entries_;
  std::size_t used_ = 0;
};

/// Whole numbers by (level, column), level from 1, column from 0: an array while that is small for the number
/// of voxels, otherwise a hash table.
class LevelCounts {
 public:
  LevelCounts(std::int64_t levels, std::int64_t columns, std::int64_t voxels);

  void add(std::size_t level, std::size_t column, std::uint64_t amount) {
    if (!table_.empty())
      table_[level * columns_ + column] += amount;
    else
      map_.add(level * columns_ + column, amount);
  }
  /// Calls f with a function that adds like add(), for many calls: what is counted in is chosen once.
  template <class F>
  void add_many(F f) {
    if (!table_.empty())
      f([table = table_.data(), columns = columns_](std::size_t level, std::size_t column,
                                                    std::uint64_t amount) {
        table[level * columns + column] += amount;
      });
    else
      f([this](std::size_t level, std::size_t column, std::uint64_t amount) {
        map_.add(level * columns_ + column, amount);
      });
  }
  void add(const LevelCounts& other);
  void clear();
  bool empty() const;
  bool is_dense() const { return !table_.empty(); }
  /// f(level, column, count) for every count that is not 0, ordered by level, then column.
  template <class F>
  void each(F f) const {
    for (std::size_t i = 0; i < table_.size(); ++i)
      if (table_[i] != 0) f(i / columns_, i % columns_, table_[i]);
    for (const auto& [key, count] : map_.sorted())
      f(static_cast<std::size_t>(key) / columns_, static_cast<std::size_t>(key) % columns_, count);
  }

 private:
  std::size_t columns_;
  std::vector<std::uint64_t> table_;
  CountMap map_;
};

/// n log2(n) of a count, 0 of 0.
double n_log2_n(double n);

}  // namespace radgauge::reference
