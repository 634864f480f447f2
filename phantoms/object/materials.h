#pragma once

#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// Water as phantoms hold it: doped, so that MR sees it within usual repetition times.
inline constexpr Tissue kWater{1, 1, 300, 200, 1};

/// Water with other Hounsfield units and all else equal.
inline Tissue water_of_hu(double hu) {
  Tissue tissue = kWater;
  tissue.attenuation = 1 + hu / 1000;
  return tissue;
}

}  // namespace radgauge::phantoms
