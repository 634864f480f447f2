#pragma once

#include <cstddef>
#include <cstdint>

namespace radgauge::phantoms::ct {

// A table has `lanes` (4 or 8) numbers in each of its entries and is read at places between them:
// t[k] + (place - k) (t[k + 1] - t[k]) in each lane, with t[k] = table[lanes k + lane] and k the whole part
// of the place, which is 0 or more and below 2^31. The same bytes with every instruction set.

/// Reads at `place` = start + i step, held within 0 and `last`, for the columns i from `begin` to `end` - 1
/// (below 2^31): sums[lanes i + lane] += weight times what is read.
void add_ray_columns(const double* table, std::size_t lanes, double start, double step, double last,
                     std::int64_t begin, std::int64_t end, double weight, double* sums);

/// Pixels of a tile along x and y at most: its sums stay in the fastest cache, and so does what it reads of a
/// row.
inline constexpr std::size_t kTilePixels = 16;

/// Where the pixels of a tile are seen in a row: pixel (x, y) at x[x] scale + shift[y] - first.
struct TilePlaces {
  double x[kTilePixels];
  double shift[kTilePixels];
  double scale = 0;
  double first = 0;
  std::size_t size_x = 0, size_y = 0;
};

/// Adds what each pixel reads: sums[lanes (kTilePixels y + x) + lane].
void add_tile(const double* table, std::size_t lanes, const TilePlaces& tile, double* sums);

}  // namespace radgauge::phantoms::ct
