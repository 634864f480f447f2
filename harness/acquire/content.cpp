#include "acquire/content.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "core/hash.h"

namespace radgauge::acquire {

namespace {

std::int64_t rounded(double value, double unit) {
  return static_cast<std::int64_t>(std::llround(std::clamp(value / unit, -9e15, 9e15)));
}

template <class T>
std::uint64_t content_of_grid(const Grid<T>& grid) {
  const Lattice& lattice = grid.lattice;
  std::vector<std::int64_t> parts{static_cast<std::int64_t>(xxh3(std::as_bytes(std::span(grid.voxels))))};
  for (std::size_t a = 0; a < 3; ++a) {
    parts.push_back(lattice.size[a]);
    parts.push_back(rounded(lattice.spacing_mm[a], 1e-5));
    parts.push_back(rounded(lattice.origin_mm[a], 0.01 * lattice.spacing_mm[a]));
    for (std::size_t row = 0; row < 3; ++row) parts.push_back(rounded(lattice.direction[3 * row + a], 1e-4));
  }
  const std::uint64_t content = xxh3(std::as_bytes(std::span(parts)));
  return content == 0 ? 1 : content;
}

}  // namespace

std::uint64_t content_of(const Volume& image) {
  return content_of_grid(image);
}

std::uint64_t content_of(const Mask& mask) {
  return content_of_grid(mask);
}

}  // namespace radgauge::acquire
