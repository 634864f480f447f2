#include "phantoms/scanners/ct/backprojection.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>

#include <algorithm>
#include <numbers>
#include <span>

#include "phantoms/scanners/ct/lane_kernels.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr std::size_t kTile = kTilePixels;

struct Tile {
  std::size_t x = 0, x_end = 0, y = 0, y_end = 0;
};

/// Adds one row to the sums of a tile, one pixel after the other: sums[lanes (pixel of the tile) + lane].
void add_view(const double* row, std::size_t lanes, const View& view, double first, double pitch_mm,
              const Pixels& pixels, const Tile& tile, double* sums) {
  TilePlaces places{};
  places.scale = view.cosine / pitch_mm;
  places.first = first;
  places.size_x = tile.x_end - tile.x;
  places.size_y = tile.y_end - tile.y;
  const double down = view.sine / pitch_mm;
  std::copy_n(pixels.x_mm.data() + tile.x, places.size_x, places.x);
  for (std::size_t y = 0; y < places.size_y; ++y) places.shift[y] = pixels.y_mm[tile.y + y] * down;
  add_tile(row, lanes, places, sums);
}

/// Column of the detector's axis, seen from a row's first column.
double axis_column(const Rows& filtered, std::size_t row, const View& view) {
  return static_cast<double>(filtered.first[row]) + 0.5 + view.shift;
}

/// Views whose rows stay in the second cache while tile after tile takes them up.
std::size_t views_together(const Rows& filtered) {
  constexpr std::size_t kBytes = 256 * 1024;
  const std::size_t row = filtered.lanes * static_cast<std::size_t>(filtered.count) * sizeof(double);
  return std::max<std::size_t>(1, kBytes / std::max<std::size_t>(1, row));
}

/// Adds the rows of views [begin, end) to the sums of each tile, kept one tile after the other. A pixel's sum
/// takes up the views in their order.
void add_views(const Rows& filtered, std::size_t lanes, const Views& views, std::size_t begin,
               std::size_t end, double pitch_mm, const Pixels& pixels, std::span<const Tile> tiles,
               AlignedVector<double>& sums) {
  const std::size_t together = views_together(filtered);
  for (std::size_t first = begin; first < end; first += together)
    for (std::size_t t = 0; t < tiles.size(); ++t)
      for (std::size_t v = first; v < std::min(first + together, end); ++v)
        add_view(filtered.row(v), lanes, views.all[v], axis_column(filtered, v, views.all[v]), pitch_mm,
                 pixels, tiles[t], sums.data() + t * lanes * kTile * kTile);
}

template <class Work>
void for_tiles(const Pixels& pixels, const Work& work) {
  constexpr std::size_t kTogether = 16;
  const std::size_t nx = pixels.x_mm.size(), ny = pixels.y_mm.size();
  const std::size_t across = (nx + kTile - 1) / kTile, down = (ny + kTile - 1) / kTile;
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, across * down, kTogether),
      [&](const auto& range) {
        std::vector<Tile> tiles;
        for (std::size_t i = range.begin(); i < range.end(); ++i) {
          const std::size_t x = i % across * kTile, y = i / across * kTile;
          tiles.push_back({x, std::min(x + kTile, nx), y, std::min(y + kTile, ny)});
        }
        work(std::span<const Tile>(tiles));
      },
      tbb::simple_partitioner());
}

}  // namespace

void backproject_slices(const Rows& filtered, const Views& views, double pitch_mm, const Pixels& pixels,
                        std::vector<double>& to) {
  constexpr std::size_t kSlices = 8;
  const double scale = std::numbers::pi / static_cast<double>(views.count());
  const auto per_set = static_cast<std::size_t>(views.per_set());
  to.assign(kSlices * pixels.count(), 0.0);
  for_tiles(pixels, [&](std::span<const Tile> tiles) {
    constexpr std::size_t kSums = kSlices * kTile * kTile;
    AlignedVector<double> sums(tiles.size() * kSums), total(tiles.size() * kSums, 0.0);
    for (std::size_t set = 0; set < static_cast<std::size_t>(views.sets); ++set) {
      std::fill(sums.begin(), sums.end(), 0.0);
      add_views(filtered, kSlices, views, set * per_set, (set + 1) * per_set, pitch_mm, pixels, tiles, sums);
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += sums[i];
    }
    for (std::size_t t = 0; t < tiles.size(); ++t)
      for (std::size_t y = tiles[t].y; y < tiles[t].y_end; ++y)
        for (std::size_t i = 0; i < kSlices * (tiles[t].x_end - tiles[t].x); ++i)
          to[kSlices * (tiles[t].x + pixels.x_mm.size() * y) + i] =
              scale * total[t * kSums + kSlices * kTile * (y - tiles[t].y) + i];
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
  for_tiles(pixels, [&](std::span<const Tile> tiles) {
    constexpr std::size_t kSums = kSets * kTile * kTile;
    AlignedVector<double> sums(tiles.size() * kSums, 0.0);
    add_views(filtered, kSets, views, 0, filtered.rows(), pitch_mm, pixels, tiles, sums);
    for (std::size_t t = 0; t < tiles.size(); ++t)
      for (std::size_t y = tiles[t].y; y < tiles[t].y_end; ++y)
        std::copy_n(sums.data() + t * kSums + kSets * kTile * (y - tiles[t].y),
                    kSets * (tiles[t].x_end - tiles[t].x), sets.data() + kSets * (tiles[t].x + n * y));
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
