#include "reference/features/whole_counts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace radgauge::reference {

namespace {

constexpr std::size_t kBlock = 1024;

/// Distances from `first` of the values of a block, which are in its range; true if all are whole.
bool to_places(std::span<const float> block, std::int32_t first, std::array<std::int32_t, kBlock>& places) {
  std::int32_t broken = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto whole = static_cast<std::int32_t>(block[i]);
    broken |= static_cast<float>(whole) != block[i] ? 1 : 0;
    places[i] = whole - first;
  }
  return broken == 0;
}

}  // namespace

std::optional<WholeCounts> count_whole(std::span<const float> values, float lowest, float highest) {
  constexpr float kExact = 8388608;
  if (values.empty() || lowest != std::floor(lowest) || !(lowest >= -kExact) || !(highest <= kExact))
    return std::nullopt;
  if (highest - lowest > static_cast<float>(16 * values.size() + 4096)) return std::nullopt;
  WholeCounts result{static_cast<std::int32_t>(lowest), {}};
  const auto size = static_cast<std::size_t>(highest - lowest) + 1;
  // Neighbours are often equal, and an increment of the entry just incremented has to wait: tables take
  // turns.
  constexpr std::size_t kTables = 4;
  std::vector<std::uint32_t> tables(kTables * size, 0);
  std::array<std::int32_t, kBlock> places;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlock) {
    const auto block = values.subspan(begin, std::min(kBlock, values.size() - begin));
    if (!to_places(block, result.first, places)) return std::nullopt;
    std::size_t i = 0;
    for (; i + kTables <= block.size(); i += kTables)
      for (std::size_t t = 0; t < kTables; ++t) ++tables[t * size + static_cast<std::size_t>(places[i + t])];
    for (; i < block.size(); ++i) ++tables[static_cast<std::size_t>(places[i])];
  }
  result.counts.assign(tables.begin(), tables.begin() + static_cast<std::ptrdiff_t>(size));
  for (std::size_t t = 1; t < kTables; ++t)
    for (std::size_t k = 0; k < size; ++k) result.counts[k] += tables[t * size + k];
  return result;
}

}  // namespace radgauge::reference
