#pragma once

#include "core/field.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// Parameters that phantoms share which are a solid of one intensity in a body of another.
struct SolidContrast {
  double inside = 100;
  double outside = 0;
  double margin_mm = 15;

  static FieldList<SolidContrast> contrast_fields();
};

/// What a solid is made of: in every modality it differs from the water around it. It has PD 1, T1 900 ms, T2
/// 80 ms and 4 times the activity of water.
Tissue solid_tissue(double hu);

/// A solid in a cylinder of water along z that is endless and leaves margin_mm around it in the plane. The
/// region is the solid; the scan holds it and the margin, and 5 mm of air beside the cylinder.
Object solid_in_body(const Shape& solid, const SolidContrast& contrast);

/// Closed forms of a solid: volume_mm3, surface_area_mm2, largest_diameter_mm, and the lengths of the axes
/// major_axis_mm >= minor_axis_mm >= least_axis_mm, which are 4 sqrt(variance) of its points along its
/// principal axes (IBSI TDIC, P9VJ and 7J51; Zwanenburg et al. 2020, doi:10.1148/radiol.2020191145).
/// `variances_mm2` come in any order.
Truth solid_truth(double volume_mm3, double surface_area_mm2, double largest_diameter_mm, Vec3 variances_mm2);

}  // namespace radgauge::phantoms
