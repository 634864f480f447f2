#pragma once

#include "core/volume.h"

namespace radgauge::reference {

/// The largest absolute intensity of the whole image; Error(internal) for a part of one.
double largest_intensity(const Volume& image);

/// f of every voxel of `wanted`, as a map.
template <class F>
Volume mapped(const Volume& image, const Box& wanted, F f) {
  Volume map = crop(image, wanted);
  for (float& voxel : map.voxels) voxel = static_cast<float>(f(double{voxel}));
  return map;
}

}  // namespace radgauge::reference
