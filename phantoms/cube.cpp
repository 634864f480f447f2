#include <cmath>
#include <numbers>

#include "phantoms/object/phantom.h"
#include "phantoms/object/solid.h"

namespace radgauge::phantoms {

namespace {

struct Cube : SolidContrast {
  double edge_mm = 24;
  double turn_deg = 0;

  static auto fields() {
    return FieldList{
        field("edge_mm", &Cube::edge_mm, "mm", between(0.5, 300), "length of its edges"),
        field("turn_deg", &Cube::turn_deg, "deg", between(-180, 180), "turn about z, from x to y")}
        .append(SolidContrast::contrast_fields());
  }
};

Object describe_cube(const Cube& p, std::uint64_t, std::uint64_t) {
  const double half = 0.5 * p.edge_mm;
  const double square = p.edge_mm * p.edge_mm;
  const Shape shape{ShapeKind::box, {0, 0, 0}, {half, half, half}, p.turn_deg * std::numbers::pi / 180};
  Object object = solid_in_body(shape, p);
  object.truth = solid_truth(volume_mm3(shape), 6 * square, std::numbers::sqrt3 * p.edge_mm,
                             {square / 12, square / 12, square / 12});
  object.truth.push_back({"edge_mm", p.edge_mm, "mm"});
  return object;
}

}  // namespace

namespace generators {

Phantom cube() {
  return object_phantom<Cube, describe_cube>(
      {"cube", "a uniform cube in a body",
       "A cube of one intensity, turned about z, in an endless cylinder of another; around the cylinder is air. "
       "Volume, surface area, diagonal and the axes of its points have closed forms; its straight edges show "
       "sampling, its corners blur.",
       "none, because a cube is geometry"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
