#include "perturbations/moved_surface.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace radgauge::perturbations {

LevelSet::LevelSet(const Mask& mask, const imaging::MaskDistances& distances, double band_mm, Steps steps)
    : size_(mask.lattice.size), band_mm_(band_mm) {
  const auto band = distances.band(band_mm);
  box_ = band->box;
  distance_ = band->distance;
  const auto limit = static_cast<float>(band_mm);
  for (float& v : distance_.voxels) v = std::clamp(v, -limit, limit);
  if (steps == Steps::smooth) smooth_steps();
}

namespace {

/// Weights 1, 2, 1 on each axis; at the ends the edge value continues.
std::vector<float> averaged(std::vector<float> values, const Index3& n) {
  const Index3 stride{1, n[0], n[0] * n[1]};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::vector<float> from = values;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::int64_t at = static_cast<std::int64_t>(i) / stride[a] % n[a];
      const float before = at > 0 ? from[i - static_cast<std::size_t>(stride[a])] : from[i];
      const float after = at + 1 < n[a] ? from[i + static_cast<std::size_t>(stride[a])] : from[i];
      values[i] = 0.25F * before + 0.5F * from[i] + 0.25F * after;
    }
  }
  return values;
}

}  // namespace

void LevelSet::smooth_steps() {
  const Index3& n = distance_.lattice.size;
  const std::vector<float> once = averaged(distance_.voxels, n), twice = averaged(once, n);
  for (std::size_t i = 0; i < once.size(); ++i) {
    const float least = 0.125F * distance_.voxels[i];
    // Twice the average less the average of the average: curvature does not pull the surface in.
    const float v = 2 * once[i] - twice[i];
    distance_.voxels[i] = least < 0 ? std::min(v, least) : std::max(v, least);
  }
}

double LevelSet::at(std::int64_t x, std::int64_t y, std::int64_t z) const {
  if (x < box_.begin[0] || y < box_.begin[1] || z < box_.begin[2] || x >= box_.end[0] || y >= box_.end[1] ||
      z >= box_.end[2])
    return band_mm_;
  return static_cast<double>(distance_(x - box_.begin[0], y - box_.begin[1], z - box_.begin[2]));
}

double LevelSet::at(const Vec3& index) const {
  Index3 low, high;
  Vec3 part;
  for (std::size_t a = 0; a < 3; ++a) {
    const double i = std::clamp(index[a], 0.0, static_cast<double>(size_[a] - 1));
    low[a] = static_cast<std::int64_t>(std::floor(i));
    high[a] = std::min(low[a] + 1, size_[a] - 1);
    part[a] = i - static_cast<double>(low[a]);
  }
  const auto along_x = [&](std::int64_t y, std::int64_t z) {
    return (1 - part[0]) * at(low[0], y, z) + part[0] * at(high[0], y, z);
  };
  const auto along_y = [&](std::int64_t z) {
    return (1 - part[1]) * along_x(low[1], z) + part[1] * along_x(high[1], z);
  };
  return (1 - part[2]) * along_y(low[2]) + part[2] * along_y(high[2]);
}

double interpolation_band_mm(const Lattice& lattice) {
  const Vec3& s = lattice.spacing_mm;
  return 2 * std::sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2]);
}

Box reach_box(const Mask& mask, double reach_mm) {
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = 1 + static_cast<std::int64_t>(std::ceil(reach_mm / mask.lattice.spacing_mm[a]));
  return intersect(grow(bounding_box(mask), margin), Box{{0, 0, 0}, mask.lattice.size});
}

SurfaceMove measure_surface_move(const LevelSet& before, const Mask& after) {
  const Vec3& s = after.lattice.spacing_mm;
  const Vec3 area{s[1] * s[2], s[0] * s[2], s[0] * s[1]};
  const Box box = intersect(grow(bounding_box(after), {1, 1, 1}), Box{{0, 0, 0}, after.lattice.size});
  double weight = 0, sum = 0, squares = 0;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
        for (std::size_t a = 0; a < 3; ++a) {
          Index3 next{x, y, z};
          if (++next[a] >= box.end[a]) continue;
          if ((after(x, y, z) != 0) == (after(next[0], next[1], next[2]) != 0)) continue;
          const double d = 0.5 * (before.at(x, y, z) + before.at(next[0], next[1], next[2]));
          weight += area[a];
          sum += area[a] * d;
          squares += area[a] * d * d;
        }
  const double mean = sum / weight;
  return {mean, std::sqrt(std::max(0.0, squares / weight - mean * mean))};
}

std::string edge_status(const Mask& before, const Mask& after) {
  const Box box = unite(bounding_box(before), bounding_box(after));
  const CropWindow& window = after.window;
  std::string status = "ok";
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t size = after.lattice.size[a];
    // A turned sampling lattice may begin before the first voxel of its plan.
    const bool image_begin = window.offset[a] <= 0;
    const bool image_end = window.offset[a] + size >= window.whole_size[a];
    if ((box.begin[a] == 0 && !image_begin) || (box.end[a] == size && !image_end))
      return "limited by the room around the mask";
    if (box.begin[a] == 0 || box.end[a] == size) status = "limited by the image edge";
  }
  return status;
}

CropWindow crop(const CropWindow& window, const Box& box) {
  CropWindow part = window;
  for (std::size_t a = 0; a < 3; ++a) part.offset[a] += box.begin[a];
  return part;
}

void require_voxels(const Mask& after, const std::string& what) {
  if (count(after) == 0)
    throw Error(ErrorKind::data,
                what + " leaves no voxel of the mask; use a smaller one, or leave masks this small out");
}

}  // namespace radgauge::perturbations
