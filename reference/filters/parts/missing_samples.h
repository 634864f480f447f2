#pragma once

#include <cstdint>
#include <vector>

namespace radgauge::reference {

/// Which samples of a plane are not finite, and which rectangles hold one. A transform spreads a NaN over all
/// that it makes; with a 0 in its place, and what looks at it known, only that is lost.
class MissingSamples {
 public:
  /// A plane of width x height samples, none of them missing.
  MissingSamples(std::size_t width, std::size_t height) : width_(width), height_(height) {}

  /// Sample i of row j is missing.
  void add(std::size_t i, std::size_t j);
  /// After the last `add`, before the first `any_in`.
  void finish();
  /// Whether one is missing in i ... i + n_i - 1 of the rows j ... j + n_j - 1, all of them in the plane.
  bool any_in(std::size_t i, std::size_t j, std::size_t n_i, std::size_t n_j) const;

 private:
  /// How many are missing before sample i of a row, in the rows before row j. Empty where none is.
  std::uint32_t& before(std::size_t i, std::size_t j) { return before_[i + (width_ + 1) * j]; }
  std::uint32_t before(std::size_t i, std::size_t j) const { return before_[i + (width_ + 1) * j]; }

  std::size_t width_, height_;
  std::vector<std::uint32_t> before_;
};

}  // namespace radgauge::reference
