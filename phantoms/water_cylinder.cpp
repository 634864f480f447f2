#include <cmath>
#include <limits>

#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

constexpr std::int64_t kSlicesBeyond = 3;
constexpr double kEndlessCylinderMm = 1e6;

struct WaterCylinder {
  double radius_mm = 100;
  double length_mm = 0;
  double offset_z_mm = 0;
  std::int64_t slices = 8;

  static auto fields() {
    return FieldList{
        field("radius_mm", &WaterCylinder::radius_mm, "mm", between(1, 300), "radius of the cylinder"),
        field("length_mm", &WaterCylinder::length_mm, "mm", between(0, 2000), "its length; 0: endless"),
        field("offset_z_mm", &WaterCylinder::offset_z_mm, "mm", between(-500, 500),
              "of its middle from the scan's"),
        field(
            "slices", &WaterCylinder::slices, "1", between(1, 4096),
            "slices of the scan; a cylinder with ends gets three beyond each of them where these are fewer")};
  }
};

Object describe_water_cylinder(const WaterCylinder& p, std::uint64_t, std::uint64_t) {
  Object object;
  const bool endless = !(p.length_mm > 0);
  const double half = endless ? std::numeric_limits<double>::infinity() : 0.5 * p.length_mm;
  const Shape body{ShapeKind::cylinder, {0, 0, p.offset_z_mm}, {p.radius_mm, p.radius_mm, half}};
  object.parts = {{body, kWater}};
  object.slices = p.slices;
  if (!endless) {
    object.low_z_mm = p.offset_z_mm - half;
    object.high_z_mm = p.offset_z_mm + half;
    object.slices_beyond = kSlicesBeyond;
  }
  object.truth = {{"radius_mm", p.radius_mm, "mm"}};
  if (!endless) object.truth.push_back({"length_mm", p.length_mm, "mm"});
  const double reach = 0.8 * p.radius_mm;
  const double height = endless ? kEndlessCylinderMm : 0.8 * half;
  const double middle = p.offset_z_mm;
  object.regions = {{[reach, height, middle](const Vec3& at) {
                       return at[0] * at[0] + at[1] * at[1] <= reach * reach &&
                              std::abs(at[2] - middle) <= height;
                     },
                     {-reach, -reach, middle - height},
                     {reach, reach, middle + height}}};
  return object;
}

}  // namespace

namespace generators {

Phantom water_cylinder() {
  return object_phantom<WaterCylinder, describe_water_cylinder>(
      {"water_cylinder", "a cylinder of water along the axis of the scanner",
       "Water of radius_mm around the axis of the scanner, endless or length_mm long around offset_z_mm. The "
       "region is its inner four fifths, of the length, too, where it ends. It shows mean, uniformity and noise, and, where it ends, the slice "
       "profile.",
       "none, because a cylinder is geometry"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
