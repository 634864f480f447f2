#include <cmath>

#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

enum class RotateAxis { x, y, z };

struct Rotate {
  double angle_deg = 0;
  RotateAxis axis = RotateAxis::z;

  bool identity() const { return angle_deg == 0; }
  static auto fields() {
    return FieldList{
        field("angle_deg", &Rotate::angle_deg, "deg", between(-180, 180),
              "angle by which the image content turns, right-handed in index order x, y, z"),
        field("axis", &Rotate::axis, {{"x", RotateAxis::x}, {"y", RotateAxis::y}, {"z", RotateAxis::z}},
              "index axis of the sampling lattice to turn about")};
  }
};

/// The voxel centre of the lattice nearest to the ROI centre: about it, quarter turns of a lattice of equal
/// spacings map voxels onto voxels.
Vec3 pivot_mm(const Lattice& lattice, const Vec3& roi_centre_mm) {
  Vec3 index = lattice.to_index(roi_centre_mm);
  for (double& i : index) i = std::floor(i + 0.5 + 1e-6);
  return lattice.to_physical(index);
}

GridOutput apply_rotate(const GridInput& in, const Rotate& p) {
  GridOutput out{in.plan, {{"angle_deg", p.angle_deg, p.angle_deg, "deg"}}};
  if (p.angle_deg == 0) return out;
  const Lattice& lattice = in.plan.output;
  // The lattice turns the opposite way, so that the content turns by the angle.
  const Matrix3 turn = rotation(static_cast<int>(p.axis), -p.angle_deg);
  const Matrix3 physical = multiply(multiply(lattice.direction, turn), inverse(lattice.direction));
  out.plan.output = rotate(lattice, physical, pivot_mm(lattice, in.roi_centre_mm));
  out.plan.interpolate = true;
  return out;
}

}  // namespace

namespace operations {

Operation rotate() {
  return grid_operation<Rotate, apply_rotate>(
      {"geom.rotate", "turn image and mask about the centre of the ROI",
       "Turns the lattice on which image and mask are resampled by -angle_deg about one of its index axes, "
       "so that the content turns by angle_deg; the pivot is the voxel centre of that lattice nearest to the "
       "centre of the ROI. Spacing and size of the lattice stay. Quarter turns are exact: between axes of "
       "equal spacing they sample voxel centres of an image that was not resampled otherwise. The rotation "
       "shares the one interpolation of the cell.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (image rotation)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
