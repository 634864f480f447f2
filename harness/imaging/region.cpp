#include "imaging/region.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "imaging/distance.h"

namespace radgauge::imaging {

namespace {

/// Index of the nearest voxel. Positions half-way between two voxels are moved off the rounding error of the
/// two lattices, so that all of them fall to the same side.
std::int64_t nearest_voxel(double index) {
  return static_cast<std::int64_t>(std::floor(index + 0.5 + 1e-6));
}

Index3 margin_voxels(const Lattice& lattice, double margin_mm) {
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = 1 + static_cast<std::int64_t>(std::ceil(margin_mm / lattice.spacing_mm[a]));
  return margin;
}

}  // namespace

Mask roi_on(const Mask& roi, const Volume& image) {
  if (roi.lattice == image.lattice) return roi;
  Mask result(image.lattice);
  result.window = image.window;
  const Index3& n = image.lattice.size;
  const Index3& m = roi.lattice.size;
  const Vec3 first = roi.lattice.to_index(image.lattice.to_physical({0, 0, 0}));
  std::array<Vec3, 3> step;
  for (std::size_t a = 0; a < 3; ++a) {
    Vec3 unit{0, 0, 0};
    unit[a] = 1;
    step[a] = roi.lattice.to_index(image.lattice.to_physical(unit)) - first;
  }
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        Index3 at;
        for (std::size_t a = 0; a < 3; ++a)
          at[a] = nearest_voxel(first[a] + static_cast<double>(x) * step[0][a] +
                                static_cast<double>(y) * step[1][a] + static_cast<double>(z) * step[2][a]);
        const bool within =
            at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[0] < m[0] && at[1] < m[1] && at[2] < m[2];
        if (within && roi(at[0], at[1], at[2]) != 0) result(x, y, z) = 1;
      }
  return result;
}

IntensityRange intensity_range(const Volume& image, const Mask& mask) {
  IntensityRange range;
  const Box box = bounding_box(mask);
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::size_t i = mask.at(box.begin[0], y, z), end = mask.at(box.end[0], y, z); i < end; ++i) {
        if (mask.voxels[i] == 0) continue;
        range.low = std::min(range.low, static_cast<double>(image.voxels[i]));
        range.high = std::max(range.high, static_cast<double>(image.voxels[i]));
      }
  return range;
}

Mask noise_region(const Volume& image, const Mask& roi, Modality modality, double margin_mm) {
  const Mask inside = roi_on(roi, image);
  Mask region(image.lattice);
  region.window = image.window;
  const Box inner = bounding_box(inside);
  if (inner.empty()) return region;
  const Box box =
      intersect(grow(inner, margin_voxels(image.lattice, margin_mm)), Box{{0, 0, 0}, image.lattice.size});
  const Mask near = within_mm(crop(inside, box), DistanceTo::voxel_boxes, margin_mm);
  const float least = modality == Modality::ct ? kAirBelowHu : std::numeric_limits<float>::lowest();
  const std::uint8_t* is_near = near.voxels.data();
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y) {
      const float* intensity = image.voxels.data() + image.at(box.begin[0], y, z);
      std::uint8_t* out = region.voxels.data() + region.at(box.begin[0], y, z);
      for (std::int64_t x = 0; x < near.lattice.size[0]; ++x) {
        const bool is_tissue = intensity[x] >= least && intensity[x] <= std::numeric_limits<float>::max();
        out[x] = is_tissue ? is_near[x] : std::uint8_t{0};
      }
      is_near += near.lattice.size[0];
    }
  return region;
}

}  // namespace radgauge::imaging
