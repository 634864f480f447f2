#include "runner/object_facts.h"

#include <cmath>

#include "core/error.h"
#include "imaging/noise_estimate.h"

namespace radgauge::runner {

ObjectFacts object_facts(const acquire::AcquiredScan& scan, std::size_t place, Modality modality) {
  if (scan.problems[place]) return {};
  const Mask& mask = scan.masks[place];
  const Vec3& edge = mask.lattice.spacing_mm;
  const auto voxels = static_cast<double>(count(mask));
  ObjectFacts facts;
  for (const Notice& notice : scan.notices[place]) facts.notices.push_back({"", notice});
  facts.checksums = {{"", "image", scan.image_content}, {"", "mask", scan.mask_contents[place]}};
  const auto add = [&](const char* parameter, double achieved, const char* unit) {
    facts.magnitudes.push_back(
        {store::object_magnitude::kOperation, parameter, std::nan(""), achieved, unit, "ok"});
  };
  add(store::object_magnitude::kVolume, voxels * edge[0] * edge[1] * edge[2], "mm^3");
  add(store::object_magnitude::kVoxels, voxels, "1");
  try {
    const imaging::NoiseEstimate noise = imaging::estimate_noise_around(scan.image, mask, modality);
    add(store::object_magnitude::kNoise, noise.sd, "intensity");
    if (noise.padding_share > 0)
      facts.notices.push_back({"", {NoticeKind::beside_padding, noise.padding_share, noise.padding_value}});
  } catch (const Error&) {
    // Too few places to tell the noise from: it stays unknown.
  }
  return facts;
}

}  // namespace radgauge::runner
