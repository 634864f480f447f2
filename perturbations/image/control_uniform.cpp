#include <algorithm>

#include "perturbations/control.h"

namespace radgauge::perturbations {

namespace {

ImageOutput apply_control_uniform(const ImageInput& in, const Control& p) {
  const ControlVoxels voxels = control_voxels(in, p);
  double lowest = in.image.voxels[voxels.index.front()], highest = lowest;
  for (const std::size_t i : voxels.index) {
    lowest = std::min<double>(lowest, in.image.voxels[i]);
    highest = std::max<double>(highest, in.image.voxels[i]);
  }
  std::vector<float> values;
  for (const std::uint64_t key : voxels.key)
    values.push_back(static_cast<float>(lowest + (highest - lowest) * in.draws.uniform(key)));
  return with_values(in, voxels, values);
}

}  // namespace

namespace operations {

Operation control_uniform() {
  return image_operation<Control, apply_control_uniform>(
      {"control.uniform", "negative control: uniform noise instead of the intensities of a region",
       "Every voxel of the region (the ROI, a rim around it, or everything outside) takes a number drawn "
       "uniformly between the lowest and the highest intensity of the region: neither histogram nor texture "
       "stays, only the range. A feature that agrees with itself across this control does not measure the "
       "image. A voxel's draw depends on study, object, repetition and its place in the whole image.",
       "Welch et al. 2019, doi:10.1016/j.radonc.2018.10.027 (safeguards for radiomic signatures)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
