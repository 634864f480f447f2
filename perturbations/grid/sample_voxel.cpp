#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

enum class Interpolator { as_extraction, nearest, linear, cubic };

struct SampleVoxel {
  double spacing_mm = 0;
  double spacing_x_mm = 0;
  double spacing_y_mm = 0;
  double spacing_z_mm = 0;
  Interpolator interpolator = Interpolator::as_extraction;

  /// Asked for along axis 0, 1 or 2; 0 for as it is.
  double asked_mm(std::size_t axis, bool by_slice) const {
    const double own = std::array{spacing_x_mm, spacing_y_mm, spacing_z_mm}[axis];
    return own > 0 ? own : axis == 2 && by_slice ? 0 : spacing_mm;
  }
  bool identity() const {
    return spacing_mm == 0 && spacing_x_mm == 0 && spacing_y_mm == 0 && spacing_z_mm == 0 &&
           interpolator == Interpolator::as_extraction;
  }
  static auto fields() {
    using S = SampleVoxel;
    const Range spacing = between(0, 50);
    return FieldList{
        field("spacing_mm", &S::spacing_mm, "mm", spacing,
              "new voxel spacing along every axis; 0 keeps the extraction's"),
        field("spacing_x_mm", &S::spacing_x_mm, "mm", spacing, "along x, in place of spacing_mm; 0: as that"),
        field("spacing_y_mm", &S::spacing_y_mm, "mm", spacing, "along y, in place of spacing_mm; 0: as that"),
        field("spacing_z_mm", &S::spacing_z_mm, "mm", spacing, "along z, in place of spacing_mm; 0: as that"),
        field("interpolator", &S::interpolator,
              {{"as-extraction", Interpolator::as_extraction},
               {"nearest", Interpolator::nearest},
               {"linear", Interpolator::linear},
               {"cubic", Interpolator::cubic}},
              "interpolation of the image in place of the extraction's: nearest voxel, "
              "trilinear, cubic B-spline")};
  }
  /// A coarser grid reaches up to one of its voxels further.
  Support support() const {
    return {Support::Reach::margin, std::max({spacing_mm, spacing_x_mm, spacing_y_mm, spacing_z_mm})};
  }
};

Interpolation interpolation_of(Interpolator interpolator, Interpolation otherwise) {
  if (interpolator == Interpolator::nearest) return Interpolation::nearest;
  if (interpolator == Interpolator::linear) return Interpolation::linear;
  return interpolator == Interpolator::cubic ? Interpolation::cubic : otherwise;
}

GridOutput apply_sample_voxel(const GridInput& in, const SampleVoxel& p) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (in.plan.by_slice && p.spacing_z_mm > 0)
    throw Error(
        ErrorKind::data,
        "spacing_z_mm cannot change where the extraction interpolates within slices only (by_slice); leave "
        "it out, or change the extraction");
  GridOutput out{in.plan, {}};
  if (p.identity()) return out;
  Vec3 asked;
  for (std::size_t a = 0; a < 3; ++a) asked[a] = p.asked_mm(a, in.plan.by_slice);
  out.plan.output = respace(in.plan.output, extent_mm(in.plan.image), asked);
  out.plan.interpolation = interpolation_of(p.interpolator, in.plan.interpolation);
  out.plan.interpolate = true;
  if (p.spacing_mm > 0)
    out.magnitudes.push_back(
        {"spacing_mm", p.spacing_mm, std::cbrt(out.plan.output.voxel_volume_mm3()), "mm"});
  const char* names[] = {"spacing_x_mm", "spacing_y_mm", "spacing_z_mm"};
  for (const bool wanted : {true, false})
    for (std::size_t a = 0; a < 3; ++a)
      if ((asked[a] > 0) == wanted)
        out.magnitudes.push_back({names[a], wanted ? asked[a] : kNaN, out.plan.output.spacing_mm[a], "mm"});
  out.magnitudes.push_back({"voxel_volume_mm3", kNaN, out.plan.output.voxel_volume_mm3(), "mm^3"});
  return out;
}

}  // namespace

namespace operations {

Operation sample_voxel() {
  return grid_operation<SampleVoxel, apply_sample_voxel>(
      {"sample.voxel", "resample to another voxel spacing, or by another interpolator",
       "Replaces the voxel spacing to which the extraction resamples, its interpolator, or both; image and "
       "mask are resampled to the new grid from the image as acquired, in the one interpolation of the cell. "
       "The grid is laid as IBSI lays it: as many voxels as cover the image, aligned at its centre. So a "
       "condition with a spacing gives the values of an extraction that asks for it. The mask keeps its own "
       "interpolation and threshold, and intensities are rounded, as the extraction says. Nothing is "
       "smoothed before a coarser sampling (as IBSI has it); sample.slice and sample.pixel average instead. "
       "An extraction that interpolates within slices keeps its slices. An extraction without interpolation "
       "needs an interpolator here. The achieved spacing_mm is the edge of a cube of the new voxel's volume.",
       "Shafiq-ul-Hassan et al. 2017, doi:10.1002/mp.12123 (voxel size); grid: IBSI reference "
       "manual, doi:10.1148/radiol.2020191145"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
