#include "core/kept_step.h"

namespace radgauge {

Volume as_volume(const Mask& mask) {
  Volume volume;
  volume.lattice = mask.lattice;
  volume.window = mask.window;
  volume.voxels.assign(mask.voxels.begin(), mask.voxels.end());
  return volume;
}

std::vector<KeptStep> kept_images(const Volume& image, const Mask& mask, std::span<const NamedMap> maps) {
  std::vector<KeptStep> steps{{"image", "", image}};
  for (const NamedMap& map : maps) steps.push_back({"image", map.name, map.image});
  steps.push_back({"mask", "", as_volume(mask)});
  return steps;
}

NamedNumber kept_value(const std::string& name, const FeatureValue& value) {
  if (value.status == Status::ok) return {name, value.value};
  const std::string status(to_text(value.status));
  return {name, kNaN, value.reason.empty() ? status : status + ": " + std::string(value.reason)};
}

}  // namespace radgauge
