#pragma once

#include <string>
#include <vector>

#include "core/volume.h"

namespace radgauge {

/// Of every format that is read and written.
inline const std::vector<std::string> kEndings{".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd"};

inline Volume oblique_volume(const Index3& size) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = {0.9765625, 1.25, 3.27};
  lattice.origin_mm = {-250.5, 12.25, 1034.75};
  lattice.direction = multiply(rotation(2, 20), rotation(0, -35));
  Volume image(lattice);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(i % 251) * 8.125F - 1000.1F;
  return image;
}

/// A small image and a box of a region in it.
struct ExamplePair {
  Volume image;
  Mask mask;
};
inline ExamplePair example_pair() {
  Lattice lattice;
  lattice.size = {20, 18, 12};
  lattice.spacing_mm = {1, 1, 2};
  ExamplePair pair{Volume(lattice), Mask(lattice)};
  for (std::int64_t z = 0; z < 12; ++z)
    for (std::int64_t y = 0; y < 18; ++y)
      for (std::int64_t x = 0; x < 20; ++x) {
        pair.image(x, y, z) = static_cast<float>((x * 7 + y * 13 + z * 29) % 50);
        pair.mask(x, y, z) = x > 4 && x < 14 && y > 4 && y < 13 && z > 2 && z < 9 ? 1 : 0;
      }
  return pair;
}

}  // namespace radgauge
