#pragma once

#include "core/intensity_settings.h"
#include "core/volume.h"

namespace radgauge {

/// Finds smooth gain fields for the operations that ask for one: the library that does it is a thing of io.
class BiasHost {
 public:
  virtual ~BiasHost() = default;
  /// The image divided by its gain field, which is fitted to the voxels of `tissue` (on the lattice of the
  /// image) above 0. Throws Error(data) where there are too few, or slices of a kind that no field fits.
  virtual Volume corrected(const Volume& image, const Mask& tissue, const N4Settings& settings) const = 0;
};

}  // namespace radgauge
