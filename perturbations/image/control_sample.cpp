#include <cmath>

#include "perturbations/control.h"

namespace radgauge::perturbations {

namespace {

ImageOutput apply_control_sample(const ImageInput& in, const Control& p) {
  const ControlVoxels voxels = control_voxels(in, p);
  const auto n = static_cast<double>(voxels.index.size());
  std::vector<float> values;
  for (const std::uint64_t key : voxels.key) {
    const auto from = static_cast<std::size_t>(std::floor(n * in.draws.uniform(key)));
    values.push_back(in.image.voxels[voxels.index[std::min(from, voxels.index.size() - 1)]]);
  }
  return with_values(in, voxels, values);
}

}  // namespace

namespace operations {

Operation control_sample() {
  return image_operation<Control, apply_control_sample>(
      {"control.sample", "negative control: draw the intensities of a region anew from its own",
       "Every voxel of the region (the ROI, a rim around it, or everything outside) takes the intensity of "
       "a voxel of the region drawn at random, with replacement: the histogram stays in expectation, every "
       "texture goes. Between control.shuffle, which keeps the histogram exactly, and control.uniform, "
       "which keeps the range only. A voxel's draw depends on study, object, repetition and its place in "
       "the whole image.",
       "Welch et al. 2019, doi:10.1016/j.radonc.2018.10.027 (safeguards for radiomic signatures)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
