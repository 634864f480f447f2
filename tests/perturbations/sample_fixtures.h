#pragma once

#include "image_fixtures.h"

namespace radgauge {

/// For operations that change the lattice: what a crop with the declared support yields is a part of what
/// the whole image yields, byte for byte and at the same place, and covers the ROI with 2 old voxels more.
inline void expect_crop_yields_a_part(const std::string& id, const Volume& image, const Mask& roi,
                                      const std::vector<std::pair<std::string, Value>>& given) {
  const Box core = intersect(grow(bounding_box(roi), {2, 2, 2}), Box{{0, 0, 0}, image.lattice.size});
  const Box box = cropped_box(id, given, image.lattice, core);
  ASSERT_LT(box.voxel_count(), image.lattice.voxel_count()) << "the crop cuts nothing off";
  const Volume whole = changed(id, image, roi, given).image;
  const Volume part = changed(id, crop(image, box), crop(roi, box), given).image;
  EXPECT_EQ(part.window.whole_size, whole.lattice.size);
  Box place{part.window.offset, part.window.offset};
  for (std::size_t a = 0; a < 3; ++a) place.end[a] += part.lattice.size[a];
  EXPECT_EQ(crop(whole, place).voxels, part.voxels);
  EXPECT_LT(largest_displacement_mm(crop(whole.lattice, place), part.lattice), 1e-9);
  for (const Index3& corner : {core.begin, core.end}) {
    Vec3 at;
    for (std::size_t a = 0; a < 3; ++a)
      at[a] = static_cast<double>(corner[a]) - (corner[a] == core.end[a] ? 1 : 0);
    const Vec3 there = part.lattice.to_index(image.lattice.to_physical(at));
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_GE(there[a], 0);
      EXPECT_LE(there[a], static_cast<double>(part.lattice.size[a] - 1));
    }
  }
}

}  // namespace radgauge
