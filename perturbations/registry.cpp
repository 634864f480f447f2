#include "perturbations/registry.h"

#include <algorithm>
#include <tuple>
#include <vector>

/// Every perturbation: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_PERTURBATIONS(ADD) \
  ADD(noise_white)                  \
  ADD(noise_nps)                    \
  ADD(noise_poisson)                \
  ADD(noise_rician)                 \
  ADD(res_psf)                      \
  ADD(res_kernel)                   \
  ADD(sample_slice)                 \
  ADD(sample_pixel)                 \
  ADD(int_affine)                   \
  ADD(int_gamma)                    \
  ADD(int_normalise)                \
  ADD(io_quantise)                  \
  ADD(scan_ct)                      \
  ADD(scan_dose)                    \
  ADD(mr_bias)                      \
  ADD(mr_ghost)                     \
  ADD(mr_kspace)                    \
  ADD(mr_motion)                    \
  ADD(mr_n4)                        \
  ADD(control_sample)               \
  ADD(control_shuffle)              \
  ADD(control_uniform)              \
  ADD(num_ulp)                      \
  ADD(image_command)                \
  ADD(gridshift)                    \
  ADD(rotate)                       \
  ADD(flip)                         \
  ADD(mask_command)                 \
  ADD(breathing)                    \
  ADD(sample_voxel)                 \
  ADD(io_geometry)                  \
  ADD(grow_mm)                      \
  ADD(mask_shift)                   \
  ADD(displace)                     \
  ADD(observer)                     \
  ADD(grow_fraction)                \
  ADD(disc_fbn)                     \
  ADD(disc_fbs)                     \
  ADD(disc_origin)                  \
  ADD(reseg_range)                  \
  ADD(reseg_outlier)                \
  ADD(threshold)                    \
  ADD(rasterise)                    \
  ADD(supervoxel)

namespace radgauge::perturbations {

namespace operations {
#define RADGAUGE_DECLARE(name) Operation name();
RADGAUGE_PERTURBATIONS(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace operations

namespace {

std::vector<Operation> all_perturbations() {
#define RADGAUGE_CALL(name) operations::name(),
  std::vector<Operation> all{RADGAUGE_PERTURBATIONS(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  std::sort(all.begin(), all.end(), [](const Operation& a, const Operation& b) {
    return std::tie(a.stage, a.id) < std::tie(b.stage, b.id);
  });
  return all;
}

}  // namespace

std::span<const Operation> perturbations() {
  static const std::vector<Operation> all = all_perturbations();
  return all;
}

const Operation* find_perturbation(std::string_view id) {
  for (const Operation& operation : perturbations())
    if (operation.id == id) return &operation;
  return nullptr;
}

}  // namespace radgauge::perturbations
