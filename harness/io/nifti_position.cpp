#include "io/nifti_position.h"

#include <algorithm>
#include <cmath>

namespace radgauge::io {

namespace {

/// The rotation of the quaternion (b, c, d), whose first component follows from its length of 1.
Matrix3 rotation_of(const Vec3& quaternion) {
  auto [b, c, d] = quaternion;
  const double rest = 1 - (b * b + c * c + d * d);
  const double a = std::sqrt(std::max(0.0, rest));
  if (rest < 0) {  // rounding, or a header that was never normalised
    const double length = std::sqrt(b * b + c * c + d * d);
    b /= length;
    c /= length;
    d /= length;
  }
  return {a * a + b * b - c * c - d * d, 2 * (b * c - a * d),           2 * (b * d + a * c),
          2 * (b * c + a * d),           a * a + c * c - b * b - d * d, 2 * (c * d - a * b),
          2 * (b * d - a * c),           2 * (c * d + a * b),           a * a + d * d - b * b - c * c};
}

Vec3 by_qform(const NiftiPosition& at, const Vec3& index) {
  const Vec3 along{at.spacing[0] * index[0], at.spacing[1] * index[1],
                   at.handedness * at.spacing[2] * index[2]};
  return multiply(rotation_of(at.quaternion), along) + at.offset;
}

Vec3 by_sform(const NiftiPosition& at, const Vec3& index) {
  Vec3 point;
  for (std::size_t row = 0; row < 3; ++row)
    point[row] = at.sform[4 * row] * index[0] + at.sform[4 * row + 1] * index[1] +
                 at.sform[4 * row + 2] * index[2] + at.sform[4 * row + 3];
  return point;
}

}  // namespace

double nifti_mm_per_unit(int code) {
  return code == 1 ? 1000 : code == 3 ? 1e-3 : 1;
}

double sform_spacing(const NiftiPosition& at, std::size_t axis) {
  return std::hypot(at.sform[axis], at.sform[4 + axis], at.sform[8 + axis]);
}

double largest_shift_mm(const NiftiPosition& at) {
  double largest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 index;
    for (std::size_t a = 0; a < 3; ++a)
      index[a] = ((corner >> a) & 1) != 0 ? static_cast<double>(at.size[a] - 1) : 0.0;
    const Vec3 shift = by_sform(at, index) - by_qform(at, index);
    largest = std::max(largest, std::hypot(shift[0], shift[1], shift[2]));
  }
  return largest * at.mm_per_unit;
}

Lattice sform_lattice(const NiftiPosition& at) {
  constexpr Vec3 kToLps{-1, -1, 1};
  Lattice lattice;
  lattice.size = at.size;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double length = sform_spacing(at, axis);
    lattice.spacing_mm[axis] = at.spacing[axis] * at.mm_per_unit;
    lattice.origin_mm[axis] = kToLps[axis] * at.sform[4 * axis + 3] * at.mm_per_unit + 0.0;
    for (std::size_t row = 0; row < 3; ++row)
      lattice.direction[3 * row + axis] = kToLps[row] * at.sform[4 * row + axis] / length + 0.0;
  }
  return lattice;
}

}  // namespace radgauge::io
