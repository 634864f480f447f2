#include <numbers>

#include "core/text.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/solid.h"

namespace radgauge::phantoms {

namespace {

struct Torus : SolidContrast {
  double ring_radius_mm = 18;
  double tube_radius_mm = 7;

  static auto fields() {
    return FieldList{
        field("ring_radius_mm", &Torus::ring_radius_mm, "mm", between(0.5, 200),
              "from the axis to the middle of the tube"),
        field("tube_radius_mm", &Torus::tube_radius_mm, "mm", between(0.2, 100), "radius of the tube")}
        .append(SolidContrast::contrast_fields());
  }
  std::string problem() const {
    if (tube_radius_mm < ring_radius_mm) return {};
    return "tube_radius_mm = " + to_text(tube_radius_mm) +
           " is not below ring_radius_mm = " + to_text(ring_radius_mm) +
           ": the tube would run into itself; use a thinner tube";
  }
};

Object describe_torus(const Torus& p, std::uint64_t, std::uint64_t) {
  const double ring = p.ring_radius_mm;
  const double tube = p.tube_radius_mm;
  const Shape shape{ShapeKind::torus, {0, 0, 0}, {ring + tube, ring + tube, tube}};
  Object object = solid_in_body(shape, p);
  const double in_plane = ring * ring / 2 + 3 * tube * tube / 8;
  object.truth = solid_truth(volume_mm3(shape), 4 * std::numbers::pi * std::numbers::pi * ring * tube,
                             2 * (ring + tube), {in_plane, in_plane, tube * tube / 4});
  return object;
}

}  // namespace

namespace generators {

Phantom torus() {
  return object_phantom<Torus, describe_torus>(
      {"torus", "a uniform ring around z in a body",
       "A torus around the axis of the scanner in an endless cylinder of another intensity; around the cylinder "
       "is air. It is neither convex nor simply connected, so that its centre is not in it. Volume 2 pi^2 R r^2, "
       "surface area 4 pi^2 R r, largest diameter 2 (R + r) and the axes of its points have closed forms.",
       "none, because a torus is geometry (Pappus)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
