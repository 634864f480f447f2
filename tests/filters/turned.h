#pragma once

#include "core/volume.h"
#include "reference/filters/parts/rotations.h"

namespace radgauge::testing {

/// The image turned: voxel i of the result is the voxel of the image whose coordinate on axis a is
/// i[from[a]], counted from the other end where reversed.
inline Volume turned(const Volume& image, const reference::RightAngleRotation& r) {
  Lattice lattice = image.lattice;
  for (std::size_t a = 0; a < 3; ++a) lattice.size[a] = image.lattice.size[r.from[a]];
  Volume result(lattice);
  Index3 i;
  for (i[2] = 0; i[2] < lattice.size[2]; ++i[2])
    for (i[1] = 0; i[1] < lattice.size[1]; ++i[1])
      for (i[0] = 0; i[0] < lattice.size[0]; ++i[0]) {
        Index3 at{};
        for (std::size_t a = 0; a < 3; ++a) at[r.from[a]] = r.reversed[a] ? lattice.size[a] - 1 - i[a] : i[a];
        result(i[0], i[1], i[2]) = image(at[0], at[1], at[2]);
      }
  return result;
}

}  // namespace radgauge::testing
