#include "acquire/mask_box.h"

#include <algorithm>
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

}  // namespace radgauge::acquire
