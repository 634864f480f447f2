#pragma once

#include <limits>

#include "fixtures.h"
#include "phantoms/object/materials.h"
#include "phantoms/scanners/ct/parameters.h"
#include "phantoms/scanners/ct/self_test.h"

namespace radgauge {

/// A scanner that is small enough to be quick: 64 pixels of 1.6 mm, 180 views.
inline phantoms::ct::Parameters small_ct() {
  phantoms::ct::Parameters p;
  p.detector_pitch_mm = 1;
  p.pixel_mm = 1.6;
  p.matrix = 64;
  p.views = 180;
  return p;
}

inline phantoms::Part endless_rod(double x_mm, double y_mm, double radius_mm, double hu_above = 0) {
  const double endless = std::numeric_limits<double>::infinity();
  return {{phantoms::ShapeKind::cylinder, {x_mm, y_mm, 0}, {radius_mm, radius_mm, endless}},
          phantoms::water_of_hu(hu_above)};
}

/// `parts` in one slice, or more.
inline phantoms::Object object_of(std::vector<phantoms::Part> parts, std::int64_t slices = 1) {
  phantoms::Object object;
  object.parts = std::move(parts);
  object.slices = slices;
  return object;
}

}  // namespace radgauge
