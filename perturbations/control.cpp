#include "perturbations/control.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"
#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

/// 1 inside, by the region.
Mask region_mask(const ImageInput& in, const Control& p) {
  Mask roi = imaging::roi_on(in.roi, in.image);
  if (p.region == ControlRegion::roi) return roi;
  Mask region = p.region == ControlRegion::rim
                    ? imaging::within_mm(roi, imaging::DistanceTo::voxel_centres, p.reach_mm)
                    : Mask(roi.lattice, 1);
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (roi.voxels[i] != 0) region.voxels[i] = 0;
  return region;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / n;
    mean_b += b[i] / n;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

}  // namespace

ControlVoxels control_voxels(const ImageInput& in, const Control& p) {
  const Mask region = region_mask(in, p);
  ControlVoxels voxels;
  for_each_voxel(in.image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
    if (region.voxels[i] == 0 || !std::isfinite(in.image.voxels[i])) return;
    voxels.index.push_back(i);
    voxels.key.push_back(voxel_key(in.image.window, x, y, z));
  });
  if (voxels.index.size() < 2)
    throw Error(ErrorKind::data, "the region has " + to_text(static_cast<std::int64_t>(voxels.index.size())) +
                                     " voxels with a number; a control needs two or more");
  return voxels;
}

ImageOutput with_values(const ImageInput& in, const ControlVoxels& voxels, const std::vector<float>& values) {
  ImageOutput out{in.image, {}};
  std::vector<double> before, after;
  double changed = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    float& voxel = out.image.voxels[voxels.index[i]];
    before.push_back(voxel);
    after.push_back(values[i]);
    changed += voxel != values[i];
    voxel = values[i];
  }
  Magnitude done{"changed", 1, changed / static_cast<double>(values.size()), "1"};
  if (changed == 0) done.status = "the region is flat: there is nothing to change";
  out.magnitudes = {done, {"correlation", std::nan(""), correlation(before, after), "1"}};
  return out;
}

}  // namespace radgauge::perturbations
