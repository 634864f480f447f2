#include "imaging/tissue.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "imaging/region.h"

namespace radgauge::imaging {

namespace {

/// Each voxel becomes `kept` only where it and its six face neighbours are; neighbours beyond the image count
/// as kept. With kept = 1 an erosion, with kept = 0 a dilation.
Mask keep_where_all(const Mask& mask, std::uint8_t kept) {
  const Index3& n = mask.lattice.size;
  const std::array<std::int64_t, 3> step{1, n[0], n[0] * n[1]};
  Mask out = mask;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i) {
        if (mask.voxels[i] != kept) continue;
        const Index3 at{x, y, z};
        for (std::size_t a = 0; a < 3; ++a) {
          const auto other = static_cast<std::size_t>(step[a]);
          if ((at[a] > 0 && mask.voxels[i - other] != kept) ||
              (at[a] + 1 < n[a] && mask.voxels[i + other] != kept))
            out.voxels[i] = kept == 1 ? 0 : 1;
        }
      }
  return out;
}

}  // namespace

Mask tissue_mask(const Volume& image, double fraction) {
  double lowest = HUGE_VAL, highest = -HUGE_VAL;
  for (const float v : image.voxels) {
    if (!std::isfinite(v)) continue;
    lowest = std::min(lowest, static_cast<double>(v));
    highest = std::max(highest, static_cast<double>(v));
  }
  if (!(lowest <= highest))
    throw Error(ErrorKind::data,
                "the image has no voxel that is a finite number; no tissue can be found in it");
  Mask mask(image.lattice);
  mask.window = image.window;
  const double bound = lowest + fraction * (highest - lowest);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    const float v = image.voxels[i];
    mask.voxels[i] = std::isfinite(v) && static_cast<double>(v) >= bound ? 1 : 0;
  }
  Mask opened = keep_where_all(keep_where_all(mask, 1), 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (!std::isfinite(image.voxels[i])) opened.voxels[i] = 0;
  if (count(opened) > 0) return opened;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    opened.voxels[i] = std::isfinite(image.voxels[i]) ? 1 : 0;
  return opened;
}

Mask normalisation_region(const Volume& image, const Mask& roi, const NormalisationSettings& settings) {
  if (settings.normalisation_region == NormalisationRegion::roi) return roi_on(roi, image);
  if (settings.normalisation_region == NormalisationRegion::tissue)
    return tissue_mask(image, settings.normalisation_tissue_fraction);
  Mask all(image.lattice, 1);
  all.window = image.window;
  return all;
}

}  // namespace radgauge::imaging
