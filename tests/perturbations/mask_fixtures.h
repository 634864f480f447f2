#pragma once

#include "core/error.h"
#include "fixtures.h"

namespace radgauge {

/// A mask operation on a mask and image of one object; `repetition` selects the draws.
inline MaskOutput apply_to(const Applied& op, const Mask& mask, const Volume& image,
                           std::uint32_t repetition = 0) {
  const Draws draws(1, "object", op.operation->id, 0, repetition);
  return op.operation->mask({image, mask, draws}, op.values);
}
inline MaskOutput apply_to(const Applied& op, const Mask& mask, std::uint32_t repetition = 0) {
  return apply_to(op, mask, Volume(mask.lattice), repetition);
}

/// The mask's box and the declared support around it.
inline Box supported_box(const Applied& op, const Mask& mask) {
  const double margin_mm = op.operation->support(op.values).margin_mm;
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = static_cast<std::int64_t>(std::ceil(margin_mm / mask.lattice.spacing_mm[a] - 1e-9));
  return intersect(grow(bounding_box(mask), margin), Box{{0, 0, 0}, mask.lattice.size});
}

/// A crop with the declared support gives the same mask and magnitudes, byte for byte, for some repetitions.
inline void expect_crop_changes_nothing(const Applied& op, const Mask& mask, const Volume& image) {
  const Box box = supported_box(op, mask);
  ASSERT_LT(box.voxel_count(), mask.lattice.voxel_count()) << "the test image is too small to tell";
  for (std::uint32_t repetition = 0; repetition < 3; ++repetition) {
    const MaskOutput whole = apply_to(op, mask, image, repetition);
    const MaskOutput part = apply_to(op, crop(mask, box), crop(image, box), repetition);
    EXPECT_EQ(crop(whole.mask, box), part.mask);
    EXPECT_EQ(count(whole.mask), count(part.mask));
    ASSERT_EQ(whole.magnitudes.size(), part.magnitudes.size());
    for (std::size_t i = 0; i < whole.magnitudes.size(); ++i) {
      const double a = whole.magnitudes[i].achieved, b = part.magnitudes[i].achieved;
      // Centres are sums of positions: the origin of a crop rounds them anew.
      EXPECT_TRUE((std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(a)))
          << whole.magnitudes[i].parameter << " " << a << " " << b;
      EXPECT_EQ(whole.magnitudes[i].status, part.magnitudes[i].status);
    }
  }
}
inline void expect_crop_changes_nothing(const Applied& op, const Mask& mask) {
  expect_crop_changes_nothing(op, mask, Volume(mask.lattice));
}

/// The mask after a shift by whole voxels.
inline Mask moved_by(const Mask& mask, const Index3& voxels) {
  Mask moved(mask.lattice);
  const Index3& n = mask.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const Index3 to{x + voxels[0], y + voxels[1], z + voxels[2]};
        if (mask(x, y, z) == 0) continue;
        moved(to[0], to[1], to[2]) = 1;
      }
  return moved;
}

}  // namespace radgauge
