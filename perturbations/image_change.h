#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/operation.h"

namespace radgauge::perturbations {

/// Number of voxel (x, y, z) in the whole image of which `window` is a part: the same in every crop.
std::uint64_t voxel_key(const CropWindow& window, std::int64_t x, std::int64_t y, std::int64_t z);

/// Standard deviation (n - 1) of after - before over the ROI, a mask on their voxels; NaN for fewer than two.
double sd_of_change(const Volume& before, const Volume& after, const Mask& roi);

/// Lowest, mean and highest intensity over the ROI. Throws Error(data) if the ROI is empty or holds a voxel
/// that is not a finite number.
struct RoiRange {
  double lowest;
  double mean;
  double highest;
};
RoiRange roi_range(const Volume& image, const Mask& roi);

/// Throws Error(data) if a voxel of the ROI is below 0: `what` needs magnitudes (MR) or activities (PET).
void require_not_negative(const RoiRange& range, const std::string& what);

/// The noise already there, as a magnitude "estimated_sd" with nothing requested: the robust estimate within
/// 12 mm of the ROI, divided by `gain`. If it cannot be told, its status says why, or the Error(data) is
/// thrown when it `is_needed`; then a noise of 0, which no factor changes, is an Error(data), too.
Magnitude noise_there(const ImageInput& in, const Mask& roi, bool is_needed, double gain = 1);

/// f(voxel index in memory, x, y, z) for every voxel of the grid, in memory order.
template <class T, class F>
void for_each_voxel(const Grid<T>& grid, F f) {
  std::size_t i = 0;
  const Index3& n = grid.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) f(i++, x, y, z);
}

}  // namespace radgauge::perturbations
