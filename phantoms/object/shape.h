#pragma once

#include "core/geometry.h"

namespace radgauge::phantoms {

enum class ShapeKind { ellipsoid, cylinder, box, torus };

/// A shape with closed forms. `half_mm` are the semi-axes (of a cylinder along z: those of its ellipse, and
/// half its length, which may be infinite); of a torus around z they are those of its box, so that the tube
/// has radius half_mm[2] and the ring half_mm[0] - half_mm[2]. `turn_rad` turns it about z through its
/// centre, from x to y.
struct Shape {
  ShapeKind kind = ShapeKind::ellipsoid;
  Vec3 centre_mm{0, 0, 0};
  Vec3 half_mm{1, 1, 1};
  double turn_rad = 0;
};

/// Is the point within the shape (its surface included)?
bool contains(const Shape& shape, const Vec3& point_mm);

/// A line in the plane of a height: the points with x cos + y sin = offset_mm.
struct Ray {
  double cosine = 1;
  double sine = 0;
  double offset_mm = 0;
};

/// Length in mm of the ray at height z_mm that lies within the shape.
double chord_mm(const Shape& shape, double z_mm, const Ray& ray);

/// mm^3; infinite for an endless cylinder.
double volume_mm3(const Shape& shape);

}  // namespace radgauge::phantoms
