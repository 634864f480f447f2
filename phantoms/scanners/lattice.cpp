#include "phantoms/scanners/lattice.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::phantoms {

namespace {

/// First pixel and number of pixels along an axis of the full matrix that cover a field of view.
struct Cover {
  std::int64_t first = 0;
  std::int64_t size = 0;
};

Cover cover_of(double pixel_mm, std::int64_t matrix, double centre_mm, double view_mm) {
  if (!(view_mm > 0)) return {0, matrix};
  const double middle = 0.5 * static_cast<double>(matrix - 1);
  const auto index = [&](double mm) { return middle + mm / pixel_mm; };
  const auto low = static_cast<std::int64_t>(std::floor(index(centre_mm - 0.5 * view_mm) + 0.5));
  const auto wanted = static_cast<std::int64_t>(std::ceil(view_mm / pixel_mm));
  const std::int64_t first = std::clamp<std::int64_t>(low, 0, matrix - 1);
  return {first, std::clamp<std::int64_t>(low + wanted, first + 1, matrix) - first};
}

std::int64_t slices_of(const ScanRaster& raster, const Object& object) {
  if (object.slices > 0 && object.slices_beyond == 0) return object.slices;
  const double extent =
      2 * std::max(object.high_z_mm - object.view_centre_mm[2], object.view_centre_mm[2] - object.low_z_mm);
  if (!(extent > 0 && extent < 1e6 * raster.slice_mm))
    throw Error(ErrorKind::study, "an object of " + to_text(extent) +
                                      " mm along z cannot be scanned in slices of " +
                                      to_text(raster.slice_mm) + " mm; say its slices");
  const auto held = static_cast<std::int64_t>(std::ceil(extent / raster.slice_mm));
  return std::max({std::int64_t{1}, object.slices, held + 2 * object.slices_beyond});
}

}  // namespace

Lattice scan_lattice(const ScanRaster& raster, const Object& object) {
  const Cover x =
      cover_of(raster.pixel_x_mm, raster.matrix_x, object.view_centre_mm[0], object.field_of_view_mm);
  const Cover y =
      cover_of(raster.pixel_y_mm, raster.matrix_y, object.view_centre_mm[1], object.field_of_view_mm);
  Lattice lattice;
  lattice.size = {x.size, y.size, slices_of(raster, object)};
  lattice.spacing_mm = {raster.pixel_x_mm, raster.pixel_y_mm, raster.slice_mm};
  const auto start = [](const Cover& cover, std::int64_t matrix, double pixel_mm) {
    return (static_cast<double>(cover.first) - 0.5 * static_cast<double>(matrix - 1)) * pixel_mm;
  };
  lattice.origin_mm = {
      start(x, raster.matrix_x, raster.pixel_x_mm), start(y, raster.matrix_y, raster.pixel_y_mm),
      object.view_centre_mm[2] - 0.5 * static_cast<double>(lattice.size[2] - 1) * raster.slice_mm};
  return lattice;
}

}  // namespace radgauge::phantoms
