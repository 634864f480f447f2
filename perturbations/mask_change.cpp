#include "perturbations/mask_change.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "imaging/mask_comparison.h"

namespace radgauge::perturbations {

std::vector<Magnitude> measure_mask_change(const Mask& before, const Mask& after) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const imaging::MaskComparison change = imaging::compare_masks(before, after);
  return {{"volume_change", kNaN, change.volume_change, "1"},
          {"dice", kNaN, change.dice, "1"},
          {"hd95_mm", kNaN, change.hd95_mm, "mm"},
          {"mean_surface_distance_mm", kNaN, change.mean_surface_distance_mm, "mm"}};
}

namespace {

/// Does the mask need room beyond the face of `axis` at index `layer`?
bool needs_room(const Mask& after, const imaging::SurfaceBand& band, double limit_mm, std::size_t axis,
                std::int64_t layer) {
  // The mask after lies within the box of the band.
  Box face = band.box;
  face.begin[axis] = std::max(face.begin[axis], layer);
  face.end[axis] = std::min(face.end[axis], layer + 1);
  const Index3& b = band.box.begin;
  for (std::int64_t z = face.begin[2]; z < face.end[2]; ++z)
    for (std::int64_t y = face.begin[1]; y < face.end[1]; ++y)
      for (std::int64_t x = face.begin[0]; x < face.end[0]; ++x)
        if (after(x, y, z) != 0 && static_cast<double>(band.distance(x - b[0], y - b[1], z - b[2])) +
                                           after.lattice.spacing_mm[axis] <=
                                       limit_mm)
          return true;
  return false;
}

}  // namespace

std::string room_status(const Mask& after, const imaging::MaskDistances& distances, double limit_mm) {
  const Vec3& spacing = after.lattice.spacing_mm;
  const auto band = distances.band(std::abs(limit_mm) + *std::max_element(spacing.begin(), spacing.end()));
  std::string status = "ok";
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t last = after.lattice.size[a] - 1;
    // A turned sampling lattice may begin before the first voxel of its plan.
    const bool is_image_begin = after.window.offset[a] <= 0;
    const bool is_image_end = after.window.offset[a] + last + 1 >= after.window.whole_size[a];
    for (const auto& [layer, is_image_edge] :
         {std::pair{std::int64_t{0}, is_image_begin}, {last, is_image_end}}) {
      if (!needs_room(after, *band, limit_mm, a, layer)) continue;
      if (!is_image_edge) return "limited by the room around the mask";
      status = "limited by the image edge";
    }
  }
  return status;
}

void require_mask(const Mask& mask) {
  if (count(mask) == 0) throw Error(ErrorKind::data, "the mask is empty; there is nothing to grow or shrink");
}

}  // namespace radgauge::perturbations
