#include "core/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"

namespace radgauge {

Matrix3 multiply(const Matrix3& a, const Matrix3& b) {
  Matrix3 product{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t col = 0; col < 3; ++col)
      for (std::size_t k = 0; k < 3; ++k) product[3 * row + col] += a[3 * row + k] * b[3 * k + col];
  return product;
}

Matrix3 inverse(const Matrix3& m) {
  const Matrix3 cofactors{m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
                          m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
                          m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]};
  const double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];
  if (!(std::abs(determinant) > 0) || !std::isfinite(determinant))
    throw Error(ErrorKind::data,
                "the direction matrix cannot be inverted (determinant " + to_text(determinant) + ")");
  Matrix3 result;
  for (std::size_t i = 0; i < 9; ++i) result[i] = cofactors[i] / determinant;
  return result;
}

Matrix3 rotation(int axis, double angle_deg) {
  const double angle = angle_deg * std::numbers::pi / 180;
  double c = std::cos(angle);
  double s = std::sin(angle);
  // Quarter turns are exact, so that they move voxels onto voxels.
  if (std::fmod(angle_deg, 90) == 0) {
    c = std::round(c);
    s = std::round(s);
  }
  Matrix3 r = kIdentity3;
  const auto u = static_cast<std::size_t>((axis + 1) % 3);
  const auto v = static_cast<std::size_t>((axis + 2) % 3);
  r[3 * u + u] = c;
  r[3 * u + v] = -s;
  r[3 * v + u] = s;
  r[3 * v + v] = c;
  return r;
}

Index3 Box::size() const {
  Index3 extent;
  for (std::size_t a = 0; a < 3; ++a) extent[a] = std::max<std::int64_t>(0, end[a] - begin[a]);
  return extent;
}

bool Box::empty() const {
  return voxel_count() == 0;
}

std::int64_t Box::voxel_count() const {
  const Index3 extent = size();
  return extent[0] * extent[1] * extent[2];
}

Box intersect(const Box& a, const Box& b) {
  Box box;
  for (std::size_t i = 0; i < 3; ++i) {
    box.begin[i] = std::max(a.begin[i], b.begin[i]);
    box.end[i] = std::max(box.begin[i], std::min(a.end[i], b.end[i]));
  }
  return box;
}

Box unite(const Box& a, const Box& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Box box;
  for (std::size_t i = 0; i < 3; ++i) {
    box.begin[i] = std::min(a.begin[i], b.begin[i]);
    box.end[i] = std::max(a.end[i], b.end[i]);
  }
  return box;
}

Box grow(const Box& box, const Index3& margin) {
  Box grown = box;
  for (std::size_t i = 0; i < 3; ++i) {
    grown.begin[i] -= margin[i];
    grown.end[i] += margin[i];
  }
  return grown;
}

std::int64_t Lattice::voxel_count() const {
  return size[0] * size[1] * size[2];
}

double Lattice::voxel_volume_mm3() const {
  return spacing_mm[0] * spacing_mm[1] * spacing_mm[2];
}

Vec3 Lattice::to_physical(const Vec3& index) const {
  return origin_mm + multiply(direction, Vec3{index[0] * spacing_mm[0], index[1] * spacing_mm[1],
                                              index[2] * spacing_mm[2]});
}

Vec3 Lattice::to_index(const Vec3& point_mm) const {
  const Vec3 along = multiply(inverse(direction), point_mm - origin_mm);
  return {along[0] / spacing_mm[0], along[1] / spacing_mm[1], along[2] / spacing_mm[2]};
}

Lattice crop(const Lattice& lattice, const Box& box) {
  Lattice part = lattice;
  part.size = box.size();
  part.origin_mm = lattice.to_physical({static_cast<double>(box.begin[0]), static_cast<double>(box.begin[1]),
                                        static_cast<double>(box.begin[2])});
  return part;
}

Lattice rotate(const Lattice& lattice, const Matrix3& rotation, const Vec3& centre_mm) {
  Lattice turned = lattice;
  turned.direction = multiply(rotation, lattice.direction);
  turned.origin_mm = centre_mm + multiply(rotation, lattice.origin_mm - centre_mm);
  return turned;
}

Vec3 extent_mm(const Lattice& lattice) {
  Vec3 extent;
  for (std::size_t a = 0; a < 3; ++a)
    extent[a] = static_cast<double>(lattice.size[a]) * lattice.spacing_mm[a];
  return extent;
}

Lattice respace(const Lattice& lattice, const Vec3& extent_mm, const Vec3& spacing_mm) {
  Lattice out = lattice;
  Vec3 first{0, 0, 0};  // continuous index, in `lattice`, of voxel 0 of the result
  for (std::size_t a = 0; a < 3; ++a) {
    const double wanted = spacing_mm[a];
    if (!(wanted > 0)) continue;
    // An extent of 20.0000000001 voxels is 20: header spacings carry rounding.
    const double size = std::max(1.0, std::ceil(extent_mm[a] / wanted - 1e-6));
    if (!(size <= 1e6))
      throw Error(ErrorKind::study, "a voxel spacing of " + to_text(wanted) + " mm would make an image of " +
                                        to_rounded_text(size) + " voxels along axis " +
                                        to_text(static_cast<std::int64_t>(a)) + "; choose a larger one");
    out.size[a] = static_cast<std::int64_t>(size);
    out.spacing_mm[a] = wanted;
    first[a] =
        0.5 * static_cast<double>(lattice.size[a] - 1) - 0.5 * (size - 1) * wanted / lattice.spacing_mm[a];
  }
  out.origin_mm = lattice.to_physical(first);
  return out;
}

namespace {

double norm(const Vec3& v) {
  return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

std::string text_of(const Vec3& v) {
  return "(" + to_rounded_text(v[0], 9) + ", " + to_rounded_text(v[1], 9) + ", " + to_rounded_text(v[2], 9) +
         ")";
}

std::string text_of(const Index3& v) {
  return to_text(v[0]) + " x " + to_text(v[1]) + " x " + to_text(v[2]);
}

std::string text_of(const Matrix3& m) {
  std::string text = "(";
  for (std::size_t i = 0; i < 9; ++i)
    text += (i == 0 ? "" : i % 3 == 0 ? "; " : ", ") + to_rounded_text(m[i], 6);
  return text + ")";
}

}  // namespace

double largest_displacement_mm(const Lattice& a, const Lattice& b) {
  double largest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 index;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto last = std::max<std::int64_t>(0, std::min(a.size[axis], b.size[axis]) - 1);
      index[axis] = ((corner >> axis) & 1) != 0 ? static_cast<double>(last) : 0.0;
    }
    const double distance = norm(a.to_physical(index) - b.to_physical(index));
    if (!(distance <= largest)) largest = distance;
  }
  return largest;
}

std::string explain_difference(const Lattice& a, const Lattice& b, const std::string& a_name,
                               const std::string& b_name) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& field, const std::string& left, const std::string& right) {
    parts.push_back(field + " is " + left + " in the " + a_name + " and " + right + " in the " + b_name);
  };
  const auto share = [&](const Lattice& changed) {
    return " (moves a voxel by up to " + to_rounded_text(largest_displacement_mm(a, changed)) + " mm)";
  };
  if (a.size != b.size) add("size", text_of(a.size), text_of(b.size));
  Lattice one = a;
  if (a.spacing_mm != b.spacing_mm) {
    one.spacing_mm = b.spacing_mm;
    add("spacing (mm)", text_of(a.spacing_mm), text_of(b.spacing_mm) + share(one));
  }
  one = a;
  if (a.origin_mm != b.origin_mm) {
    one.origin_mm = b.origin_mm;
    add("origin (mm)", text_of(a.origin_mm), text_of(b.origin_mm) + share(one));
  }
  one = a;
  if (a.direction != b.direction) {
    one.direction = b.direction;
    add("direction", text_of(a.direction), text_of(b.direction) + share(one));
  }
  return join(parts, "; ");
}

void check_lattice(const Lattice& lattice) {
  for (std::size_t a = 0; a < 3; ++a) {
    if (lattice.size[a] <= 0)
      throw Error(ErrorKind::data,
                  "the image has size " + text_of(lattice.size) + "; each must be at least 1");
    if (!(lattice.spacing_mm[a] > 0) || !std::isfinite(lattice.spacing_mm[a]))
      throw Error(ErrorKind::data, "the voxel spacing is " + text_of(lattice.spacing_mm) +
                                       " mm; each must be a number above 0");
    if (!std::isfinite(lattice.origin_mm[a]))
      throw Error(ErrorKind::data,
                  "the origin is " + text_of(lattice.origin_mm) + " mm; each must be a number");
  }
  const Matrix3& d = lattice.direction;
  for (std::size_t u = 0; u < 3; ++u)
    for (std::size_t v = 0; v < 3; ++v) {
      const double dot = d[u] * d[v] + d[3 + u] * d[3 + v] + d[6 + u] * d[6 + v];
      if (!(std::abs(dot - (u == v ? 1 : 0)) <= 1e-3))
        throw Error(ErrorKind::data,
                    "the direction cosines " + text_of(d) + " are not perpendicular unit vectors");
    }
}

}  // namespace radgauge
