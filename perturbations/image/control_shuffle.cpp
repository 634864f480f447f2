#include <algorithm>
#include <numeric>

#include "perturbations/control.h"

namespace radgauge::perturbations {

namespace {

ImageOutput apply_control_shuffle(const ImageInput& in, const Control& p) {
  const ControlVoxels voxels = control_voxels(in, p);
  std::vector<double> drawn;
  for (const std::uint64_t key : voxels.key) drawn.push_back(in.draws.uniform(key));
  std::vector<std::size_t> order(drawn.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return drawn[a] != drawn[b] ? drawn[a] < drawn[b] : a < b; });
  std::vector<float> values;
  for (const std::size_t from : order) values.push_back(in.image.voxels[voxels.index[from]]);
  return with_values(in, voxels, values);
}

}  // namespace

namespace operations {

Operation control_shuffle() {
  return image_operation<Control, apply_control_shuffle>(
      {"control.shuffle", "negative control: shuffle the intensities of a region",
       "The voxels of the region (the ROI, a rim around it, or everything outside) exchange their "
       "intensities by a random permutation: the histogram stays, every texture goes. A texture feature that "
       "does not move, or a model that predicts as well as before, does not measure texture but volume or "
       "the histogram. Shuffling the background, features of the ROI change by interpolation at its edge "
       "only. A voxel's draw depends on study, object, repetition and its place in the whole image.",
       "Welch et al. 2019, doi:10.1016/j.radonc.2018.10.027 (safeguards for radiomic signatures)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
