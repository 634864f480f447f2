#include "phantoms/scanners/ct/backprojection.h"

#include <tbb/blocked_range.h>
#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <numbers>

#include "phantoms/scanners/ct/lane_kernels.h"

namespace radgauge::phantoms::ct {

namespace {

/// Pixels of a tile: its sums stay in the fastest cache, and so does what it reads of a row.
constexpr std::size_t kTile = 16;

struct Tile {
  std::size_t x = 0, x_end = 0, y = 0, y_end = 0;
};

/// Adds one row to the sums of a tile, one pixel after the other: sums[lanes (pixel of the tile) + lane].
void add_view(const double* row, std::size_t lanes, const View& view, double first, double pitch_mm,
              const Pixels& pixels, const Tile& tile, double* sums) {
  const double across = view.cosine / pitch_mm;
  const double down = view.sine / pitch_mm;
  for (std::size_t y = tile.y; y < tile.y_end; ++y) {
    std::array<double, kTile> at;
    const double shift = pixels.y_mm[y] * down;
    const std::size_t n = tile.x_end - tile.x;
    for (std::size_t i = 0; i < n; ++i) at[i] = pixels.x_mm[tile.x + i] * across + shift - first;
    add_linear(row, lanes, at.data(), n, 1, sums + lanes * kTile * (y - tile.y));
  }
}

/// Column of the detector's axis, seen from a row's first column.
double axis_column(const Rows& filtered, std::size_t row, const View& view) {
  return static_cast<double>(filtered.first[row]) + 0.5 + view.shift;
}

template <class Work>
void for_tiles(const Pixels& pixels, const Work& work) {
  const std::size_t nx = pixels.x_mm.size(), ny = pixels.y_mm.size();
  const std::size_t across = (nx + kTile - 1) / kTile, down = (ny + kTile - 1) / kTile;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, across * down), [&](const auto& range) {
    for (std::size_t i = range.begin(); i < range.end(); ++i) {
      const std::size_t x = i % across * kTile, y = i / across * kTile;
      work(Tile{x, std::min(x + kTile, nx), y, std::min(y + kTile, ny)});
    }
  });
}

}  // namespace

void backproject_slices(const Rows& filtered, const Views& views, double pitch_mm, const Pixels& pixels,
                        std::vector<double>& to) {
  constexpr std::size_t kSlices = 8;
  const double scale = std::numbers::pi / static_cast<double>(views.count());
  const auto per_set = static_cast<std::size_t>(views.per_set());
  to.assign(kSlices * pixels.count(), 0.0);
  for_tiles(pixels, [&](const Tile& tile) {
    std::array<double, kSlices * kTile * kTile> sums, total{};
    for (std::size_t set = 0; set < static_cast<std::size_t>(views.sets); ++set) {
      sums.fill(0);
      for (std::size_t v = set * per_set; v < (set + 1) * per_set; ++v)
        add_view(filtered.row(v), kSlices, views.all[v], axis_column(filtered, v, views.all[v]), pitch_mm,
                 pixels, tile, sums.data());
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += sums[i];
    }
    for (std::size_t y = tile.y; y < tile.y_end; ++y)
      for (std::size_t i = 0; i < kSlices * (tile.x_end - tile.x); ++i)
        to[kSlices * (tile.x + pixels.x_mm.size() * y) + i] =
            scale * total[kSlices * kTile * (y - tile.y) + i];
  });
}

bool is_symmetric(const Pixels& pixels, const Views& views) {
  const std::size_t n = pixels.x_mm.size();
  if (views.sets != 4 || pixels.x_mm != pixels.y_mm) return false;
  for (std::size_t i = 0; i < n; ++i)
    if (pixels.x_mm[i] != -pixels.x_mm[n - 1 - i]) return false;
  return true;
}

void backproject_symmetric(const Rows& filtered, const Views& views, double pitch_mm, const Pixels& pixels,
                           std::vector<double>& to) {
  constexpr std::size_t kSets = 4;
  const std::size_t n = pixels.x_mm.size();
  std::vector<double> sets(kSets * pixels.count());
  for_tiles(pixels, [&](const Tile& tile) {
    std::array<double, kSets * kTile * kTile> sums{};
    for (std::size_t v = 0; v < filtered.rows(); ++v)
      add_view(filtered.row(v), kSets, views.all[v], axis_column(filtered, v, views.all[v]), pitch_mm, pixels,
               tile, sums.data());
    for (std::size_t y = tile.y; y < tile.y_end; ++y)
      std::copy_n(sums.data() + kSets * kTile * (y - tile.y), kSets * (tile.x_end - tile.x),
                  sets.data() + kSets * (tile.x + n * y));
  });
  // The pixel that set s sees where set 0 sees pixel (x, y): (y, x), (-y, x) and (-x, y).
  const double scale = std::numbers::pi / static_cast<double>(views.count());
  to.resize(pixels.count());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 32), [&](const auto& range) {
    for (std::size_t y = range.begin(); y < range.end(); ++y)
      for (std::size_t x = 0; x < n; ++x) {
        const double* of = sets.data();
        const double sum = of[kSets * (x + n * y)] + of[kSets * (y + n * x) + 1];
        to[x + n * y] =
            scale * (sum + of[kSets * (y + n * (n - 1 - x)) + 2] + of[kSets * (n - 1 - x + n * y) + 3]);
      }
  });
}

}  // namespace radgauge::phantoms::ct
