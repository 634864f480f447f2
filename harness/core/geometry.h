#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace radgauge {

/// Voxel index or size along the x, y and z index axes. x is the fastest axis in memory.
using Index3 = std::array<std::int64_t, 3>;
/// A point, an offset in mm, or a continuous index.
using Vec3 = std::array<double, 3>;
/// 3 x 3 matrix, row-major.
using Matrix3 = std::array<double, 9>;

inline constexpr Matrix3 kIdentity3{1, 0, 0, 0, 1, 0, 0, 0, 1};

inline Vec3 operator+(const Vec3& a, const Vec3& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
inline Vec3 operator-(const Vec3& a, const Vec3& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
inline double dot(const Vec3& a, const Vec3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline Vec3 multiply(const Matrix3& m, const Vec3& v) {
  return {m[0] * v[0] + m[1] * v[1] + m[2] * v[2], m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
          m[6] * v[0] + m[7] * v[1] + m[8] * v[2]};
}
Matrix3 multiply(const Matrix3& a, const Matrix3& b);
/// Inverse by cofactors; throws Error(data) when the determinant is not finite or 0.
Matrix3 inverse(const Matrix3& m);
/// Right-handed rotation by `angle_deg` about index axis `axis` (0 = x, 1 = y, 2 = z).
Matrix3 rotation(int axis, double angle_deg);

/// Half-open box of voxel indices: begin <= i < end on each axis.
struct Box {
  Index3 begin{0, 0, 0};
  Index3 end{0, 0, 0};

  Index3 size() const;
  bool empty() const;
  std::int64_t voxel_count() const;
  friend bool operator==(const Box&, const Box&) = default;
};

Box intersect(const Box& a, const Box& b);
/// Smallest box that holds both; an empty box adds nothing.
Box unite(const Box& a, const Box& b);
Box grow(const Box& box, const Index3& margin);

/// Where the voxel centres of an image lie: voxel index (i, j, k) is at
/// origin_mm + direction * (spacing_mm * index), in mm, in the frame of reference of the file (LPS for DICOM
/// and ITK).
struct Lattice {
  Index3 size{0, 0, 0};
  Vec3 spacing_mm{1, 1, 1};
  Vec3 origin_mm{0, 0, 0};
  /// Direction cosines; column a is the unit vector of index axis a.
  Matrix3 direction = kIdentity3;

  std::int64_t voxel_count() const;
  double voxel_volume_mm3() const;
  /// Continuous index -> mm.
  Vec3 to_physical(const Vec3& index) const;
  /// mm -> continuous index.
  Vec3 to_index(const Vec3& point_mm) const;
  friend bool operator==(const Lattice&, const Lattice&) = default;
};

/// The same frame seen through a box: voxel 0 of the result is voxel box.begin of `lattice`.
Lattice crop(const Lattice& lattice, const Box& box);

/// `lattice` turned about `centre_mm` by `rotation` (a proper rotation in physical space).
Lattice rotate(const Lattice& lattice, const Matrix3& rotation, const Vec3& centre_mm);

/// The lattice with these spacings (0 keeps one) that covers `extent_mm` along each axis about the same
/// centre: as many voxels as it takes (IBSI "Interpolation": the ceiling of the extent, aligned at the
/// centre). Throws Error(study) when an axis would get more than a million voxels.
Lattice respace(const Lattice& lattice, const Vec3& extent_mm, const Vec3& spacing_mm);

/// Size times spacing of a lattice, in mm.
Vec3 extent_mm(const Lattice& lattice);

/// Largest distance in mm between the centres of voxels with the same index, over the smaller common size.
/// An affine difference is largest at a corner, so eight corners suffice.
double largest_displacement_mm(const Lattice& a, const Lattice& b);

/// Names each field in which two lattices differ, with both values and its share of the displacement in mm;
/// empty when they are equal. `a` and `b` are called `a_name` and `b_name` in the text.
std::string explain_difference(const Lattice& a, const Lattice& b, const std::string& a_name,
                               const std::string& b_name);

/// Throws Error(data) unless sizes are positive, spacings finite and > 0, and directions orthonormal to 1e-3.
void check_lattice(const Lattice& lattice);

}  // namespace radgauge
