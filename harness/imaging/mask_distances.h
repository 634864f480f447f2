#pragma once

#include <memory>
#include <mutex>

#include "core/volume.h"

namespace radgauge::imaging {

/// The signed distances of a mask (see signed_distance_mm) near its surface, on a part of its lattice.
struct SurfaceBand {
  Box box;  ///< the part, in voxels of the mask; what lies outside is farther than band_mm outside
  Grid<float> distance;  ///< on the part; exact where its size is at most band_mm, beyond it -/+ infinity
  double band_mm = 0;
};

/// Signed distances of one mask, shared by all operations on it: computed at the first request, and again
/// only for a wider band. What a request returns beyond its own band depends on earlier requests; what it
/// returns within does not. May be called from several threads.
class MaskDistances {
 public:
  /// `mask` must outlive this object and stay as it is.
  explicit MaskDistances(const Mask& mask);
  /// A band of at least `band_mm`.
  std::shared_ptr<const SurfaceBand> band(double band_mm) const;

 private:
  const Mask& mask_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const SurfaceBand> widest_;
};

}  // namespace radgauge::imaging
