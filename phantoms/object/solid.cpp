#include "phantoms/object/solid.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "phantoms/object/materials.h"

namespace radgauge::phantoms {

FieldList<SolidContrast> SolidContrast::contrast_fields() {
  const Range hu{-1000, 30000};
  return {
      field("inside", &SolidContrast::inside, "intensity", hu, "Hounsfield units of the solid"),
      field("outside", &SolidContrast::outside, "intensity", hu, "Hounsfield units of the body around it"),
      field("margin_mm", &SolidContrast::margin_mm, "mm", between(0, 200),
            "body around the solid in the plane, and above and below it in the scan")};
}

Tissue solid_tissue(double hu) {
  return {1 + hu / 1000, 1, 900, 80, 4};
}

Object solid_in_body(const Shape& solid, const SolidContrast& contrast) {
  constexpr double kAirMm = 5;
  const Vec3& half = solid.half_mm;
  // A box may be turned.
  const double reach =
      solid.kind == ShapeKind::box ? std::hypot(half[0], half[1]) : std::max(half[0], half[1]);
  const double body = reach + contrast.margin_mm;
  Object object;
  const Tissue water = water_of_hu(contrast.outside);
  object.parts = {
      {{ShapeKind::cylinder, {0, 0, 0}, {body, body, std::numeric_limits<double>::infinity()}}, water},
      {solid, solid_tissue(contrast.inside) - water}};
  const Vec3 box{reach, reach, half[2]};
  object.centre_mm = solid.centre_mm;
  object.regions = {{[solid](const Vec3& at) { return contains(solid, at); }, solid.centre_mm - box,
                     solid.centre_mm + box}};
  object.low_z_mm = -half[2] - contrast.margin_mm;
  object.high_z_mm = half[2] + contrast.margin_mm;
  object.field_of_view_mm = 2 * (body + kAirMm);
  return object;
}

Truth solid_truth(double volume_mm3, double surface_area_mm2, double largest_diameter_mm,
                  Vec3 variances_mm2) {
  std::sort(variances_mm2.begin(), variances_mm2.end(), std::greater<>());
  return {{"volume_mm3", volume_mm3, "mm^3"},
          {"surface_area_mm2", surface_area_mm2, "mm^2"},
          {"largest_diameter_mm", largest_diameter_mm, "mm"},
          {"major_axis_mm", 4 * std::sqrt(variances_mm2[0]), "mm"},
          {"minor_axis_mm", 4 * std::sqrt(variances_mm2[1]), "mm"},
          {"least_axis_mm", 4 * std::sqrt(variances_mm2[2]), "mm"}};
}

}  // namespace radgauge::phantoms
