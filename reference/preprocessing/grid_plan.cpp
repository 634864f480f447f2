#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/grid.h"

namespace radgauge {

Lattice whole_lattice(const Volume& volume) {
  Lattice whole = volume.lattice;
  whole.size = volume.window.whole_size;
  const Index3& offset = volume.window.offset;
  if (offset != Index3{0, 0, 0})
    whole.origin_mm = volume.lattice.to_physical(
        {-static_cast<double>(offset[0]), -static_cast<double>(offset[1]), -static_cast<double>(offset[2])});
  return whole;
}

GridPlan grid_plan(const Lattice& whole_image, const ExtractionSettings& settings) {
  GridPlan plan;
  plan.output = whole_image;
  if (settings.interpolation == Interpolation::none) return plan;
  plan.interpolate = true;
  Vec3 wanted{settings.spacing_x_mm, settings.spacing_y_mm, settings.spacing_z_mm};
  if (settings.by_slice) wanted[2] = 0;
  Vec3 first{0, 0, 0};  // continuous index, in the image, of voxel 0 of the output
  for (std::size_t a = 0; a < 3; ++a) {
    const double old = whole_image.spacing_mm[a];
    if (!(wanted[a] > 0)) continue;
    const auto old_size = static_cast<double>(whole_image.size[a]);
    // An extent of 20.0000000001 voxels is 20: header spacings carry rounding.
    const double size = std::max(1.0, std::ceil(old_size * old / wanted[a] - 1e-6));
    if (!(size <= 1e6))
      throw Error(ErrorKind::study, "a voxel spacing of " + to_text(wanted[a]) +
                                        " mm would make an image of " + to_rounded_text(size) +
                                        " voxels along axis " + to_text(static_cast<std::int64_t>(a)) +
                                        "; choose a larger one");
    plan.output.size[a] = static_cast<std::int64_t>(size);
    plan.output.spacing_mm[a] = wanted[a];
    first[a] = 0.5 * (old_size - 1) - 0.5 * (size - 1) * wanted[a] / old;
  }
  plan.output.origin_mm = whole_image.to_physical(first);
  return plan;
}

}  // namespace radgauge
