#include <array>
#include <cmath>
#include <numbers>

#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

struct NemaSpheres {
  static constexpr std::int64_t lesions = 6;
  double contrast_ratio = 4;
  std::int64_t slices = 41;

  static auto fields() {
    return FieldList{field("contrast_ratio", &NemaSpheres::contrast_ratio, "1", between(0, 1000),
                           "activity of the spheres over that of the body; 0: cold spheres"),
                     field("slices", &NemaSpheres::slices, "1", between(1, 4096),
                           "slices of the scan; of an odd number the middle one cuts the centres")};
  }
};

constexpr std::array<double, 6> kNemaDiametersMm{10, 13, 17, 22, 28, 37};
constexpr double kNemaRingMm = 57.2;
constexpr Vec3 kNemaBodyMm{150, 115, 90};

Object describe_nema_spheres(const NemaSpheres& p, std::uint64_t, std::uint64_t) {
  Object object;
  object.parts = {{{ShapeKind::cylinder, {0, 0, 0}, kNemaBodyMm, 0}, kWater}};
  Tissue hot;
  hot.activity = (p.contrast_ratio - 1) * kWater.activity;
  for (std::size_t i = 0; i < kNemaDiametersMm.size(); ++i) {
    const double angle = std::numbers::pi / 3 * static_cast<double>(i);
    const double radius = 0.5 * kNemaDiametersMm[i];
    const Vec3 centre{kNemaRingMm * std::cos(angle), kNemaRingMm * std::sin(angle), 0};
    object.parts.push_back({{ShapeKind::ellipsoid, centre, {radius, radius, radius}, 0}, hot});
    object.inserts.push_back({centre, radius, 0, p.contrast_ratio * kWater.activity});
    const auto inside = [centre, radius](const Vec3& at) {
      const Vec3 d = at - centre;
      return d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= radius * radius;
    };
    const Vec3 reach{radius, radius, radius};
    object.regions.push_back({inside, centre - reach, centre + reach});
  }
  object.slices = p.slices;
  object.truth = {{"background", kWater.activity, "1"}, {"contrast_ratio", p.contrast_ratio, "1"}};
  return object;
}

}  // namespace

namespace generators {

Phantom nema_spheres() {
  return object_phantom<NemaSpheres, describe_nema_spheres>(
      {"nema_spheres", "six hot spheres of 10 to 37 mm in a body with background activity",
       "Spheres of 10, 13, 17, 22, 28 and 37 mm inner diameter with their centres on a circle of 114.4 mm "
       "diameter in the middle plane, 60 degrees apart from x to y, as in the NEMA image quality phantom. The "
       "body is an elliptic cylinder of 300 x 230 x 180 mm with activity 1 (the phantom's own is flattened on "
       "one side and holds a lung insert, both left out; walls of spheres have no thickness). Regions are the "
       "spheres, smallest first: their recovery shows the resolution of a scanner. All of it is water in CT.",
       "NEMA NU 2-2007, section 7 (sphere diameters and places)"
       "; Kaalep et al. 2018, doi:10.1007/s00259-018-3977-4 (recovery in trials)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
