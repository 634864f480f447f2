#include "imaging/mask_distances.h"

#include <algorithm>
#include <cmath>

#include "imaging/distance.h"

namespace radgauge::imaging {

namespace {

/// Narrower bands cost nearly the same.
constexpr double kLeastVoxels = 5;
/// A band that proved too narrow grows by at least this much.
constexpr double kGrowth = 1.6;

SurfaceBand surface_band(const Mask& mask, double band_mm) {
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a) {
    const double voxels = std::min(band_mm / mask.lattice.spacing_mm[a], 1e6);
    margin[a] = 2 + static_cast<std::int64_t>(std::ceil(voxels));
  }
  const Box whole{{0, 0, 0}, mask.lattice.size};
  SurfaceBand band;
  band.box = intersect(grow(bounding_box(mask), margin), whole);
  band.distance = signed_distance_mm(mask, band.box, band_mm);
  band.band_mm = band_mm;
  return band;
}

}  // namespace

MaskDistances::MaskDistances(const Mask& mask) : mask_(mask) {}

std::shared_ptr<const SurfaceBand> MaskDistances::band(double band_mm) const {
  const std::lock_guard lock(mutex_);
  if (widest_ && widest_->band_mm >= band_mm) return widest_;
  const Vec3& spacing = mask_.lattice.spacing_mm;
  double wanted = std::max(band_mm, kLeastVoxels * *std::min_element(spacing.begin(), spacing.end()));
  if (widest_) wanted = std::max(wanted, kGrowth * widest_->band_mm);
  widest_ = std::make_shared<const SurfaceBand>(surface_band(mask_, wanted));
  return widest_;
}

}  // namespace radgauge::imaging
