#include "runner/object_magnitudes.h"

#include <cmath>

#include "core/error.h"
#include "imaging/noise_estimate.h"
#include "imaging/region.h"

namespace radgauge::runner {

std::vector<store::StoredMagnitude> object_magnitudes(const acquire::AcquiredScan& scan, std::size_t place,
                                                      Modality modality) {
  if (scan.problems[place]) return {};
  const Mask& mask = scan.masks[place];
  const Vec3& edge = mask.lattice.spacing_mm;
  const auto voxels = static_cast<double>(count(mask));
  std::vector<store::StoredMagnitude> list;
  const auto add = [&](const char* parameter, double achieved, const char* unit) {
    list.push_back({store::object_magnitude::kOperation, parameter, std::nan(""), achieved, unit, "ok"});
  };
  add(store::object_magnitude::kVolume, voxels * edge[0] * edge[1] * edge[2], "mm^3");
  add(store::object_magnitude::kVoxels, voxels, "1");
  try {
    add(store::object_magnitude::kNoise,
        imaging::estimate_noise(
            scan.image, imaging::noise_region(scan.image, imaging::roi_on(mask, scan.image), modality))
            .sd,
        "intensity");
  } catch (const Error&) {
    // Too few places to tell the noise from: it stays unknown.
  }
  return list;
}

}  // namespace radgauge::runner
