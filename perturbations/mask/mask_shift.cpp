#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "perturbations/mask_change.h"
#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

namespace {

struct MaskShift {
  double shift_x_mm = 0;
  double shift_y_mm = 0;
  double shift_z_mm = 0;

  bool identity() const { return shift_x_mm == 0 && shift_y_mm == 0 && shift_z_mm == 0; }
  static auto fields() {
    return FieldList{field("shift_x_mm", &MaskShift::shift_x_mm, "mm", between(-50, 50),
                           "shift of the mask along the x index axis"),
                     field("shift_y_mm", &MaskShift::shift_y_mm, "mm", between(-50, 50),
                           "shift of the mask along the y index axis"),
                     field("shift_z_mm", &MaskShift::shift_z_mm, "mm", between(-50, 50),
                           "shift of the mask along the z index axis")};
  }
  double length_mm() const { return std::hypot(shift_x_mm, shift_y_mm, shift_z_mm); }
  Support support() const { return {Support::Reach::margin, length_mm() + kBackgroundRoomMm}; }
};

/// A voxel and the level set at the place it came from.
struct Level {
  double level;
  std::size_t voxel;
  bool operator<(const Level& other) const {
    return level < other.level || (level == other.level && voxel < other.voxel);
  }
};

std::vector<Level> shifted_levels(const Mask& mask, const LevelSet& surface, const Box& box,
                                  const Vec3& voxels) {
  std::vector<Level> levels;
  levels.reserve(static_cast<std::size_t>(box.voxel_count()));
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
        const Vec3 at{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
        levels.push_back({surface.at(at - voxels), mask.at(x, y, z)});
      }
  return levels;
}

/// Does the box of the mask stay on the lattice when it moves by so many voxels?
bool stays_inside(const Mask& mask, const Vec3& voxels) {
  const Box box = bounding_box(mask);
  for (std::size_t a = 0; a < 3; ++a)
    if (static_cast<double>(box.begin[a]) + std::floor(voxels[a]) < 0 ||
        static_cast<double>(box.end[a]) + std::ceil(voxels[a]) > static_cast<double>(mask.lattice.size[a]))
      return false;
  return true;
}

/// The voxels below level 0, or the same number as before when all of the mask is still on the lattice.
Mask shifted(const Mask& mask, const LevelSet& surface, const Box& box, const Vec3& voxels) {
  std::vector<Level> levels = shifted_levels(mask, surface, box, voxels);
  Mask after(mask.lattice);
  after.window = mask.window;
  if (!stays_inside(mask, voxels)) {
    for (const Level& l : levels) after.voxels[l.voxel] = l.level < 0 ? 1 : 0;
    return after;
  }
  const auto kept = levels.begin() + count(mask);
  std::nth_element(levels.begin(), kept, levels.end());
  for (auto l = levels.begin(); l != kept; ++l) after.voxels[l->voxel] = 1;
  return after;
}

/// How far the centre of the mask moved along its index axes, in mm.
Vec3 centre_moved(const Mask& before, const Mask& after) {
  const Lattice& lattice = before.lattice;
  const Vec3 from = lattice.to_index(centroid_mm(before)), to = lattice.to_index(centroid_mm(after));
  Vec3 moved;
  for (std::size_t a = 0; a < 3; ++a) moved[a] = (to[a] - from[a]) * lattice.spacing_mm[a];
  return moved;
}

MaskOutput apply_mask_shift(const MaskInput& in, const MaskShift& p) {
  require_mask(in.mask);
  const Vec3 shift{p.shift_x_mm, p.shift_y_mm, p.shift_z_mm};
  Mask after = in.mask;
  if (!p.identity()) {
    const DistancesOf distances(in);
    const LevelSet surface(in.mask, *distances, interpolation_band_mm(in.mask.lattice),
                           LevelSet::Steps::smooth);
    Vec3 voxels;
    for (std::size_t a = 0; a < 3; ++a) voxels[a] = shift[a] / in.mask.lattice.spacing_mm[a];
    after = shifted(in.mask, surface, reach_box(in.mask, p.length_mm()), voxels);
    require_voxels(after, "a shift of " + to_rounded_text(p.length_mm()) + " mm");
  }
  std::string status = p.identity() ? "ok" : edge_status(in.mask, after);
  if (status == "ok" && !p.identity() && after.voxels == in.mask.voxels)
    status = "below the size of a voxel: no voxel changed";
  const Vec3 moved = centre_moved(in.mask, after);
  const char* names[] = {"shift_x_mm", "shift_y_mm", "shift_z_mm"};
  MaskOutput out{after, {}};
  for (std::size_t a = 0; a < 3; ++a)
    out.magnitudes.push_back({names[a], shift[a], moved[a], "mm", a == 0 ? status : "ok"});
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation mask_shift() {
  return mask_operation<MaskShift, apply_mask_shift>(
      {"mask.shift", "shift the mask against the image",
       "Moves the mask by a vector in mm along its own index axes and leaves the image where it is: a "
       "registration error, or a contour drawn on another series (geom.gridshift moves both). The signed "
       "distance to the surface (that of mask.grow_mm), its steps smoothed over neighbouring voxels with the "
       "sign of each voxel kept, is moved and interpolated linearly; as many voxels as before, those with "
       "the lowest values, are inside (those below 0 when a part leaves the image). Labels are never "
       "interpolated. Shifts by whole voxels are exact; a curved or oblique surface moves by fractions of a "
       "voxel, a flat face along the axes cannot. The achieved shift is that of the centre of the mask.",
       "none, because a rigid translation is defined whole by the text above"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
