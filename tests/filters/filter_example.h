#pragma once

#include "reference/filters/registry.h"
#include "reference/nifti_reader.h"
#include "reference/test_images.h"

namespace radgauge::testing {

inline Box whole_box(const Volume& image) {
  return {{0, 0, 0}, image.lattice.size};
}

/// The map of a whole image that a text such as "log:sigma_mm=3" asks for.
inline Volume map_of(const Volume& image, const std::string& filter) {
  const reference::FilterCall call = reference::parse_filter(filter);
  return call.filter->apply(image, whole_box(image), call.values);
}

/// The largest difference of two images of one size.
inline double largest_difference(const Volume& a, const Volume& b) {
  double largest = a.lattice.size == b.lattice.size ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < a.voxels.size() && std::isfinite(largest); ++i)
    largest = std::max(largest, std::abs(double{a.voxels[i]} - double{b.voxels[i]}));
  return largest;
}

/// A voxel of 1 in the middle of zeros.
inline Volume impulse(const Lattice& lattice) {
  Volume image(lattice);
  image(lattice.size[0] / 2, lattice.size[1] / 2, lattice.size[2] / 2) = 1;
  return image;
}

}  // namespace radgauge::testing
