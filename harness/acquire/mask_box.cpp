#include "acquire/mask_box.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace radgauge::acquire {

Box box_on(const Lattice& image, const Mask& mask) {
  const Box box = bounding_box(mask);
  if (box.empty()) return box;
  Box result{image.size, {0, 0, 0}};
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 index;
    for (std::size_t a = 0; a < 3; ++a)
      index[a] = static_cast<double>(((corner >> a) & 1) != 0 ? box.end[a] - 1 : box.begin[a]) +
                 (((corner >> a) & 1) != 0 ? 0.5 : -0.5);
    const Vec3 at = image.to_index(mask.lattice.to_physical(index));
    for (std::size_t a = 0; a < 3; ++a) {
      result.begin[a] = std::min(result.begin[a], static_cast<std::int64_t>(std::floor(at[a] + 0.5 + 1e-6)));
      result.end[a] = std::max(result.end[a], static_cast<std::int64_t>(std::ceil(at[a] + 0.5 - 1e-6)));
    }
  }
  return intersect(result, Box{{0, 0, 0}, image.size});
}

RoiPlace place_on(const Lattice& image, const Mask& mask) {
  constexpr double kSlack = 1e-6;
  RoiPlace place;
  const Box box = bounding_box(mask);
  if (box.empty()) return place;
  const Vec3 origin = image.to_index(mask.lattice.to_physical({0, 0, 0}));
  std::array<Vec3, 3> step;
  for (std::size_t a = 0; a < 3; ++a) {
    Vec3 unit{0, 0, 0};
    unit[a] = 1;
    step[a] = image.to_index(mask.lattice.to_physical(unit)) - origin;
  }
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
        if (mask(x, y, z) == 0) continue;
        bool is_outside = false, is_at_edge = false;
        for (std::size_t a = 0; a < 3; ++a) {
          const double at = origin[a] + static_cast<double>(x) * step[0][a] +
                            static_cast<double>(y) * step[1][a] + static_cast<double>(z) * step[2][a];
          const double last = static_cast<double>(image.size[a]) - 1;
          is_outside = is_outside || at < -0.5 - kSlack || at > last + 0.5 + kSlack;
          is_at_edge = is_at_edge || (image.size[a] > 1 && (at < 0.5 - kSlack || at > last - 0.5 + kSlack));
        }
        ++place.voxels;
        place.outside += is_outside ? 1 : 0;
        place.at_edge += is_at_edge && !is_outside ? 1 : 0;
      }
  return place;
}

}  // namespace radgauge::acquire
