#include <cmath>
#include <limits>

#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct GridShift {
  double shift_x = 0;
  double shift_y = 0;
  double shift_z = 0;

  bool identity() const { return shift_x == 0 && shift_y == 0 && shift_z == 0; }
  static auto fields() {
    return FieldList{field("shift_x", &GridShift::shift_x, "voxel", between(-1, 1),
                           "shift along x in fractions of the new voxel"),
                     field("shift_y", &GridShift::shift_y, "voxel", between(-1, 1),
                           "shift along y in fractions of the new voxel"),
                     field("shift_z", &GridShift::shift_z, "voxel", between(-1, 1),
                           "shift along z in fractions of the new voxel")};
  }
};

GridOutput apply_gridshift(const GridInput& in, const GridShift& p) {
  GridOutput out{in.plan, {}};
  const Vec3 shift{p.shift_x, p.shift_y, p.shift_z};
  if (shift != Vec3{0, 0, 0}) {
    out.plan.output.origin_mm = in.plan.output.to_physical(shift);
    out.plan.interpolate = true;
  }
  const Vec3 moved = out.plan.output.origin_mm - in.plan.output.origin_mm;
  const Vec3 achieved = out.plan.output.to_index(in.plan.output.to_physical({0, 0, 0}));
  const char* names[] = {"shift_x", "shift_y", "shift_z"};
  for (std::size_t a = 0; a < 3; ++a)
    out.magnitudes.push_back({names[a], shift[a], 0 - achieved[a], "voxel"});
  out.magnitudes.push_back({"displacement_mm", std::numeric_limits<double>::quiet_NaN(),
                            std::sqrt(moved[0] * moved[0] + moved[1] * moved[1] + moved[2] * moved[2]),
                            "mm"});
  return out;
}

}  // namespace

namespace operations {

Operation gridshift() {
  return grid_operation<GridShift, apply_gridshift>(
      {"geom.gridshift", "shift the sampling grid by a fraction of a voxel",
       "Moves the lattice on which image and mask are resampled by shift_x, shift_y and shift_z of its own "
       "spacing along its own axes; image and mask move together, only the phase of the sampling changes. "
       "The size of the lattice stays. With any shift the image is interpolated, also when the extraction "
       "itself would not; the shift shares the one interpolation of the cell.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (image translation)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
