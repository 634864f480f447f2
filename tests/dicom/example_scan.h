#pragma once

#include "core/volume.h"
#include "dicom/dicom_files.h"

namespace radgauge::testing {

/// A turned lattice with pixels of two sizes, whole numbers in HU, and a ball with a hole in it.
struct ExampleScan {
  Volume image;
  Mask mask;

  explicit ExampleScan(bool oblique = false) {
    Lattice lattice;
    lattice.size = {24, 20, 10};
    lattice.spacing_mm = {0.9765625, 1.25, 2.5};
    lattice.origin_mm = {-12.25, 7.5, -100.5};
    if (oblique) lattice.direction = multiply(rotation(2, 20), rotation(0, -35));
    image = Volume(lattice);
    mask = Mask(lattice);
    for (std::int64_t z = 0; z < 10; ++z)
      for (std::int64_t y = 0; y < 20; ++y)
        for (std::int64_t x = 0; x < 24; ++x) {
          const std::int64_t r2 = (x - 11) * (x - 11) + (y - 10) * (y - 10) + (z - 5) * (z - 5);
          image(x, y, z) = static_cast<float>((x * 37 + y * 91 + z * 53) % 400 - 250);
          mask(x, y, z) = r2 < 16 && !(x == 11 && y == 10) ? 1 : 0;
        }
  }
};

/// The same with values of an activity in Bq/ml, whose SUV is between 0.1 and 10.
inline ExampleScan example_pet() {
  ExampleScan scan;
  for (float& v : scan.image.voxels) v = 400 + 40 * (v + 250);
  return scan;
}

}  // namespace radgauge::testing
