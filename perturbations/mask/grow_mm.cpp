#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"
#include "perturbations/mask_change.h"

namespace radgauge::perturbations {

namespace {

struct GrowMm {
  double distance_mm = 0;

  static auto fields() {
    return FieldList{field("distance_mm", &GrowMm::distance_mm, "mm", between(-50, 50),
                           "how far the surface moves outwards; negative shrinks")};
  }
  bool identity() const { return distance_mm == 0; }
  Support support() const { return {Support::Reach::margin, std::abs(distance_mm) + kBackgroundRoomMm}; }
};

[[noreturn]] void refuse_empty(const Mask& mask, const GrowMm& p) {
  const Grid<float> distance = imaging::signed_distance_mm(mask);
  const double depth =
      -static_cast<double>(*std::min_element(distance.voxels.begin(), distance.voxels.end()));
  throw Error(ErrorKind::data, "shrinking by " + to_text(-p.distance_mm) +
                                   " mm leaves no voxel of the mask, whose deepest voxel lies " +
                                   to_rounded_text(depth) +
                                   " mm below its surface; shrink by less than that");
}

std::string status_of(const Mask& before, const Mask& after, const imaging::MaskDistances& distances,
                      const GrowMm& p) {
  const std::string room = room_status(after, distances, p.distance_mm);
  if (room != "ok" || p.distance_mm == 0 || after.voxels != before.voxels) return room;
  return "below the size of a voxel: no voxel changed";
}

/// The voxels with a signed distance of at most `limit_mm`.
Mask within(const Mask& mask, const imaging::SurfaceBand& band, double limit_mm) {
  Mask after(mask.lattice);
  after.window = mask.window;
  const Box& box = band.box;
  const float* distance = band.distance.voxels.data();
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y) {
      std::uint8_t* row = after.voxels.data() + after.at(box.begin[0], y, z);
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
        *row++ = static_cast<double>(*distance++) <= limit_mm ? 1 : 0;
    }
  return after;
}

MaskOutput apply_grow_mm(const MaskInput& in, const GrowMm& p) {
  require_mask(in.mask);
  const DistancesOf distances(in);
  const Vec3& spacing = in.mask.lattice.spacing_mm;
  // Distances are float32; a voxel at the very distance counts as reached by the moving surface.
  const double slack =
      1e-6 * std::abs(p.distance_mm) + 1e-5 * *std::min_element(spacing.begin(), spacing.end());
  const double limit = p.distance_mm + (p.distance_mm > 0 ? slack : p.distance_mm < 0 ? -slack : 0);
  const Mask after = within(in.mask, *distances->band(std::abs(limit)), limit);
  if (count(after) == 0) refuse_empty(in.mask, p);

  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  const double distance_moved = measured.back().achieved;
  const double moved = p.distance_mm < 0 ? 0 - distance_moved : distance_moved;
  MaskOutput out{after,
                 {{"distance_mm", p.distance_mm, moved, "mm", status_of(in.mask, after, *distances, p)}}};
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation grow_mm() {
  return mask_operation<GrowMm, apply_grow_mm>(
      {"mask.grow_mm", "grow or shrink the mask by a distance in mm",
       "Keeps the voxels with a signed distance to the surface of the mask of at most distance_mm "
       "(shrinking: below -|distance_mm|). The distance is Euclidean and exact for any spacing: the mean of "
       "the distances from the voxel centre to the nearest centre and to the nearest box of the other class, "
       "so that the surface lies half-way between voxels and shrinking is growing of the background. Beyond "
       "the image there is neither mask nor background: a mask does not shrink from the edge of the image. "
       "The achieved distance is the mean surface distance, signed; steps are as fine as the voxels allow.",
       "Maurer, Qi, Raghavan 2003, doi:10.1109/TPAMI.2003.1177156 (signed exact distance); Zwanenburg et al. "
       "2019, doi:10.1038/s41598-018-36938-4 (growing and shrinking as a perturbation)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
