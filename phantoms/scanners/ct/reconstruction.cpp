#include "phantoms/scanners/ct/reconstruction.h"

#include <algorithm>
#include <cmath>

#include "phantoms/scanners/ct/parameters.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr std::size_t kSlicesTogether = 8;
/// Up to so many slices that are left over are cheaper one by one, where that can be done by symmetry.
constexpr std::size_t kFewSlices = 2;

Pixels pixels_of(const Lattice& lattice) {
  Pixels pixels;
  for (std::int64_t x = 0; x < lattice.size[0]; ++x)
    pixels.x_mm.push_back(lattice.origin_mm[0] + static_cast<double>(x) * lattice.spacing_mm[0]);
  for (std::int64_t y = 0; y < lattice.size[1]; ++y)
    pixels.y_mm.push_back(lattice.origin_mm[1] + static_cast<double>(y) * lattice.spacing_mm[1]);
  // A lattice about the axis is as symmetric as its rounding: make it so.
  for (auto* axis : {&pixels.x_mm, &pixels.y_mm})
    if (std::abs(axis->front() + axis->back()) < 1e-9)
      for (std::size_t i = 0; i < axis->size() / 2; ++i) (*axis)[axis->size() - 1 - i] = -(*axis)[i];
  return pixels;
}

float hounsfield_above_water(double per_mm) {
  return static_cast<float>(1000 * per_mm / kWaterPerMm);
}

}  // namespace

Reconstruction::Reconstruction(double pitch_mm, const Views& views, const Lattice& lattice)
    : pitch_mm_(pitch_mm), views_(views), pixels_(pixels_of(lattice)) {
  const Circle circle = circle_of(lattice);
  for (const View& view : views.all) columns_.push_back(columns_of(circle, view, pitch_mm, 0));
}

/// The views of a set share their lanes' columns: what lies off the axis throws its shadow on other ones.
bool Reconstruction::are_symmetric(const Source& rows) const {
  if (!is_symmetric(pixels_, views_)) return false;
  const std::int64_t per_set = views_.per_set();
  for (std::int64_t view = per_set; view < views_.count(); ++view)
    if (rows.first(view) != rows.first(view % per_set)) return false;
  return true;
}

void Reconstruction::run(const Source& rows, const RampFilter& filter, std::int64_t slices,
                         std::span<float> to) const {
  const auto n = static_cast<std::size_t>(slices);
  const bool symmetric = are_symmetric(rows);
  Scratch scratch;
  std::size_t first = 0;
  while (first < n) {
    const std::size_t left = std::min(kSlicesTogether, n - first);
    const bool alone = symmetric && left <= kFewSlices;
    if (alone)
      run_symmetric(rows, filter, first, to);
    else
      run_together(rows, filter, first, left, scratch, to);
    first += alone ? 1 : left;
  }
}

void Reconstruction::run_together(const Source& rows, const RampFilter& filter, std::size_t first,
                                  std::size_t slices, Scratch& scratch, std::span<float> to) const {
  if (scratch.filtered.rows() == 0) scratch.filtered = rows_for(kSlicesTogether, views_.all.size());
  filter.run(
      [&](std::size_t view, std::span<double> target) {
        // Each slice's row on its own first: written into lanes at once it would go over all of them.
        const std::size_t n = target.size() / kSlicesTogether;
        AlignedVector<double> own(target.size());
        for (std::size_t lane = 0; lane < slices; ++lane)
          rows.fill(static_cast<std::int64_t>(first + lane), static_cast<std::int64_t>(view),
                    own.data() + n * lane, 1);
        std::fill(own.begin() + static_cast<std::ptrdiff_t>(n * slices), own.end(), 0.0);
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t lane = 0; lane < kSlicesTogether; ++lane)
            target[kSlicesTogether * i + lane] = own[n * lane + i];
        return rows.first(static_cast<std::int64_t>(view));
      },
      rows.columns, scratch.filtered);
  backproject_slices(scratch.filtered, views_, pitch_mm_, pixels_, scratch.image);
  for (std::size_t lane = 0; lane < slices; ++lane)
    for (std::size_t i = 0; i < pixels_.count(); ++i)
      to[pixels_.count() * (first + lane) + i] =
          hounsfield_above_water(scratch.image[kSlicesTogether * i + lane]);
}

void Reconstruction::run_symmetric(const Source& rows, const RampFilter& filter, std::size_t slice,
                                   std::span<float> to) const {
  const auto sets = static_cast<std::size_t>(views_.sets);
  const auto per_set = static_cast<std::size_t>(views_.per_set());
  Rows filtered = rows_for(sets, per_set);
  filter.run(
      [&](std::size_t view, std::span<double> target) {
        for (std::size_t set = 0; set < sets; ++set)
          rows.fill(static_cast<std::int64_t>(slice), static_cast<std::int64_t>(set * per_set + view),
                    target.data() + set, sets);
        return rows.first(static_cast<std::int64_t>(view));
      },
      rows.columns, filtered);
  std::vector<double> image;
  backproject_symmetric(filtered, views_, pitch_mm_, pixels_, image);
  for (std::size_t i = 0; i < pixels_.count(); ++i)
    to[pixels_.count() * slice + i] = hounsfield_above_water(image[i]);
}

Rows Reconstruction::rows_for(std::size_t lanes, std::size_t rows) const {
  Rows filtered;
  filtered.lanes = lanes;
  filtered.count = columns_.front().count;
  for (std::size_t r = 0; r < rows; ++r) filtered.first.push_back(columns_[r].first);
  filtered.values.resize(rows * lanes * static_cast<std::size_t>(filtered.count));
  return filtered;
}

}  // namespace radgauge::phantoms::ct
