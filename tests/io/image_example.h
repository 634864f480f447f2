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

}  // namespace radgauge
