#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "phantoms/object/phantom.h"
#include "phantoms/object/solid.h"

namespace radgauge::phantoms {

namespace {

struct Ellipsoid : SolidContrast {
  double semi_x_mm = 20;
  double semi_y_mm = 14;
  double semi_z_mm = 10;
  double turn_deg = 30;

  static auto fields() {
    const Range semi{0.5, 200};
    return FieldList{
        field("semi_x_mm", &Ellipsoid::semi_x_mm, "mm", semi, "semi-axis along x before the turn"),
        field("semi_y_mm", &Ellipsoid::semi_y_mm, "mm", semi, "semi-axis along y before the turn"),
        field("semi_z_mm", &Ellipsoid::semi_z_mm, "mm", semi, "semi-axis along z"),
        field("turn_deg", &Ellipsoid::turn_deg, "deg", between(-180, 180), "turn about z, from x to y")}
        .append(SolidContrast::contrast_fields());
  }
};

/// Legendre's form (NIST Digital Library of Mathematical Functions 19.33.2): with a >= b >= c, cos(phi) = c /
/// a and k^2 = a^2 (b^2 - c^2) / (b^2 (a^2 - c^2)), 2 pi c^2 + 2 pi a b / sin(phi) (E(phi, k) sin^2(phi) +
/// F(phi, k) cos^2(phi)).
double ellipsoid_area_mm2(Vec3 semi_mm) {
  std::sort(semi_mm.begin(), semi_mm.end(), std::greater<>());
  const auto [a, b, c] = semi_mm;
  constexpr double kPi = std::numbers::pi;
  const double phi = std::acos(c / a);
  if (!(phi > 1e-6)) return 4 * kPi * a * a;
  const double k = std::min(1.0, std::sqrt((b * b - c * c) * a * a / ((a * a - c * c) * b * b)));
  const double sine = std::sin(phi);
  const double cosine = c / a;
  return 2 * kPi * c * c +
         2 * kPi * a * b / sine *
             (std::ellint_2(k, phi) * sine * sine + std::ellint_1(k, phi) * cosine * cosine);
}

Object describe_ellipsoid(const Ellipsoid& p, std::uint64_t, std::uint64_t) {
  const Vec3 semi{p.semi_x_mm, p.semi_y_mm, p.semi_z_mm};
  const Shape shape{ShapeKind::ellipsoid, {0, 0, 0}, semi, p.turn_deg * std::numbers::pi / 180};
  Object object = solid_in_body(shape, p);
  object.truth =
      solid_truth(volume_mm3(shape), ellipsoid_area_mm2(semi), 2 * std::max({semi[0], semi[1], semi[2]}),
                  {semi[0] * semi[0] / 5, semi[1] * semi[1] / 5, semi[2] * semi[2] / 5});
  return object;
}

}  // namespace

namespace generators {

Phantom ellipsoid() {
  return object_phantom<Ellipsoid, describe_ellipsoid>(
      {"ellipsoid", "a uniform ellipsoid in a body",
       "An ellipsoid of one intensity, turned about z, in an endless cylinder of another; around the cylinder is "
       "air. Volume, surface area, largest diameter and the axes of its points have closed forms.",
       "none, because an ellipsoid is geometry; its surface area is that of the NIST Digital Library of "
       "Mathematical Functions, section 19.33"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
