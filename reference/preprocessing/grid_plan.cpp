#include "reference/preprocessing/grid.h"

namespace radgauge::reference {

namespace {

Lattice whole(const Lattice& part, const CropWindow& window) {
  Lattice lattice = part;
  lattice.size = window.whole_size;
  const Index3& offset = window.offset;
  if (offset != Index3{0, 0, 0})
    lattice.origin_mm = part.to_physical(
        {-static_cast<double>(offset[0]), -static_cast<double>(offset[1]), -static_cast<double>(offset[2])});
  return lattice;
}

}  // namespace

Lattice whole_lattice(const Volume& volume) {
  return whole(volume.lattice, volume.window);
}

Lattice whole_lattice(const Mask& mask) {
  return whole(mask.lattice, mask.window);
}

GridPlan grid_plan(const Lattice& whole_image, const GridSettings& settings) {
  GridPlan plan;
  plan.output = plan.image = whole_image;
  plan.interpolation = settings.interpolation;
  plan.by_slice = settings.by_slice;
  if (settings.interpolation == Interpolation::none) return plan;
  plan.interpolate = true;
  const double z_mm = settings.by_slice ? 0 : settings.spacing_z_mm;
  plan.output =
      respace(whole_image, extent_mm(whole_image), {settings.spacing_x_mm, settings.spacing_y_mm, z_mm});
  return plan;
}

}  // namespace radgauge::reference
