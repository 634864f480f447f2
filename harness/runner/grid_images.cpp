#include "runner/grid_images.h"

#include <algorithm>

#include "runner/unit_parts.h"

namespace radgauge::runner {

GridImages grid_images(const reference::SamplingSource& source, const Volume& image, const Mask& mask,
                       const GridPlan& plan, const GridSettings& settings, double margin_mm,
                       const std::vector<study::MapUse>& uses) {
  GridImages images;
  if (uses.empty()) {
    images.prepared = reference::resample(source, image, mask, plan, settings, margin_mm);
    return images;
  }
  const Index3 room = maps_margin(uses, plan.output);
  double room_mm = 0;
  for (std::size_t a = 0; a < 3; ++a)
    room_mm = std::max(room_mm, static_cast<double>(room[a]) * plan.output.spacing_mm[a]);
  reference::Prepared wide = reference::resample(source, image, mask, plan, settings, margin_mm + room_mm);
  images.box = intersect(grow(bounding_box(wide.mask), reference::room_voxels(plan.output, margin_mm)),
                         Box{{0, 0, 0}, wide.image.lattice.size});
  images.prepared = {crop(wide.image, images.box), crop(wide.mask, images.box)};
  images.room = std::move(wide.image);
  // A lattice that is shifted or turned against the image ends elsewhere than its samples.
  const Box extent = reference::sampled_extent(plan, reference::whole_lattice(image));
  images.room.window.whole_size = extent.size();
  for (std::size_t a = 0; a < 3; ++a) images.room.window.offset[a] -= extent.begin[a];
  return images;
}

}  // namespace radgauge::runner
