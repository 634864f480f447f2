#pragma once

#include <string>
#include <vector>

#include "core/operation.h"
#include "imaging/mask_distances.h"

namespace radgauge::perturbations {

/// Room beyond the reach of a mask operation for one more slice of the usual thicknesses, so that a crop
/// holds background around the result.
inline constexpr double kBackgroundRoomMm = 5;

/// What a mask operation did, measured: volume_change, dice, hd95_mm, mean_surface_distance_mm (see
/// compare_masks), with nothing requested.
std::vector<Magnitude> measure_mask_change(const Mask& before, const Mask& after);

/// Whether a mask that was grown to `limit_mm` of signed distance had the room for it: "ok", "limited by the
/// image edge", or "limited by the room around the mask" when the crop ends too near. A voxel on a face of
/// the lattice tells of missing room when its neighbour beyond would be within the limit: distance + spacing
/// <= limit_mm. `distances` are those of the mask before.
std::string room_status(const Mask& after, const imaging::MaskDistances& distances, double limit_mm);

/// The shared distances of an input, or its own.
class DistancesOf {
 public:
  explicit DistancesOf(const MaskInput& in) : own_(in.mask), used_(in.distances ? *in.distances : own_) {}
  const imaging::MaskDistances& operator*() const { return used_; }
  const imaging::MaskDistances* operator->() const { return &used_; }

 private:
  imaging::MaskDistances own_;
  const imaging::MaskDistances& used_;
};

/// Throws Error(data) when the mask is empty.
void require_mask(const Mask& mask);

}  // namespace radgauge::perturbations
