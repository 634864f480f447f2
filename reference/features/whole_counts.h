#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace radgauge::reference {

/// How often each whole number from `first` on occurs in a sample.
struct WholeCounts {
  std::int32_t first = 0;
  std::vector<std::uint32_t> counts;
};

/// Counts a sample with these extremes in one pass. Nothing if one of its values is no whole number, is
/// beyond 2^23 (above that floats are whole, but not all whole numbers are floats), or if the range is wide
/// for so few values that sorting them is cheaper.
std::optional<WholeCounts> count_whole(std::span<const float> values, float lowest, float highest);

}  // namespace radgauge::reference
