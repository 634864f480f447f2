#pragma once

#include "core/geometry.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// What of a scanner says where its voxels are.
struct ScanRaster {
  double pixel_x_mm = 1;
  double pixel_y_mm = 1;
  double slice_mm = 1;        ///< distance between slices, which are as thick
  std::int64_t matrix_x = 1;  ///< pixels of the whole field of view
  std::int64_t matrix_y = 1;
};

/// The lattice of a scan: pixels of the whole field of view around the scanner's axis, or those of them that
/// cover Object::field_of_view_mm around the object's centre; as many slices as the object asks for, centred
/// on it. Directions are those of LPS. Throws Error(study) for an object without an extent, or beyond a
/// million slices.
Lattice scan_lattice(const ScanRaster& raster, const Object& object);

}  // namespace radgauge::phantoms
