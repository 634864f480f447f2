#include "reference/filters/parts/whole_range.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace radgauge::reference {

double largest_intensity(const Volume& image) {
  if (image.lattice.size != image.window.whole_size)
    throw Error(ErrorKind::internal, "the largest intensity of an image is asked of a part of it");
  double largest = 0;
  for (const float voxel : image.voxels) largest = std::max(largest, std::abs(double{voxel}));
  return largest;
}

}  // namespace radgauge::reference
