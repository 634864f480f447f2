#pragma once

#include <string>
#include <vector>

#include "core/operation.h"

namespace radgauge::perturbations {

/// Where a negative control acts.
enum class ControlRegion { roi, rim, background };

/// The parameters that the negative controls share.
struct Control {
  ControlRegion region = ControlRegion::roi;
  double reach_mm = 10;
  static constexpr bool random = true;

  static auto fields() {
    return FieldList{field("region", &Control::region,
                           {{"roi", ControlRegion::roi},
                            {"rim", ControlRegion::rim},
                            {"background", ControlRegion::background}},
                           "the ROI, the voxels outside within reach_mm of it, or all outside"),
                     field("reach_mm", &Control::reach_mm, "mm", Range{0, 200, true},
                           "of rim: how far it reaches from the ROI")};
  }
  Support support() const {
    if (region == ControlRegion::background) return {Support::Reach::volume, 0};
    return {Support::Reach::margin, region == ControlRegion::rim ? reach_mm : 0};
  }
};

/// The voxels of the region that hold a number, in memory order, which is the order of the whole image, each
/// with its key for random numbers. Throws Error(data) if there are fewer than two.
struct ControlVoxels {
  std::vector<std::size_t> index;
  std::vector<std::uint64_t> key;
};
ControlVoxels control_voxels(const ImageInput& in, const Control& p);

/// The image with new values at those voxels, and what that did: the part of the region that changed (1
/// requested), and the correlation of new with old intensities there.
ImageOutput with_values(const ImageInput& in, const ControlVoxels& voxels, const std::vector<float>& values);

}  // namespace radgauge::perturbations
