#include "phantoms/object/shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace radgauge::phantoms {

namespace {

/// The point in the frame of the shape: its centre at the origin, its axes along x and y.
Vec3 in_frame(const Shape& shape, const Vec3& point) {
  const Vec3 d = point - shape.centre_mm;
  if (shape.turn_rad == 0) return d;
  const double c = std::cos(shape.turn_rad);
  const double s = std::sin(shape.turn_rad);
  return {c * d[0] + s * d[1], c * d[1] - s * d[0], d[2]};
}

Ray in_frame(const Shape& shape, const Ray& ray) {
  const double offset = ray.offset_mm - ray.cosine * shape.centre_mm[0] - ray.sine * shape.centre_mm[1];
  if (shape.turn_rad == 0) return {ray.cosine, ray.sine, offset};
  const double c = std::cos(shape.turn_rad);
  const double s = std::sin(shape.turn_rad);
  return {c * ray.cosine + s * ray.sine, c * ray.sine - s * ray.cosine, offset};
}

double square(double x) {
  return x * x;
}

/// Chord of an ellipse around the origin: 2 a b sqrt(r^2 - s^2) / r^2 with r^2 = a^2 cos^2 + b^2 sin^2 (Kak
/// and Slaney 1988, section 3.1, doi:10.1137/1.9780898719277).
double ellipse_chord(double a, double b, const Ray& ray) {
  const double r2 = square(a * ray.cosine) + square(b * ray.sine);
  const double left = r2 - square(ray.offset_mm);
  return left > 0 ? 2 * a * b * std::sqrt(left) / r2 : 0;
}

/// Length of the ray's line within |x| <= a, |y| <= b: the overlap of its two slabs.
double rectangle_chord(double a, double b, const Ray& ray) {
  // Points of the ray: (offset cos - t sin, offset sin + t cos).
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  const auto clip = [&](double start, double slope, double half) {
    if (slope == 0) {
      if (std::abs(start) > half) high = low;
      return;
    }
    const double first = (-half - start) / slope;
    const double second = (half - start) / slope;
    low = std::max(low, std::min(first, second));
    high = std::min(high, std::max(first, second));
  };
  clip(ray.offset_mm * ray.cosine, -ray.sine, a);
  clip(ray.offset_mm * ray.sine, ray.cosine, b);
  return high > low ? high - low : 0;
}

}  // namespace

bool contains(const Shape& shape, const Vec3& point_mm) {
  const Vec3 d = in_frame(shape, point_mm);
  const Vec3& half = shape.half_mm;
  switch (shape.kind) {
    case ShapeKind::ellipsoid:
      return square(d[0] / half[0]) + square(d[1] / half[1]) + square(d[2] / half[2]) <= 1;
    case ShapeKind::cylinder:
      return std::abs(d[2]) <= half[2] && square(d[0] / half[0]) + square(d[1] / half[1]) <= 1;
    case ShapeKind::box:
      return std::abs(d[0]) <= half[0] && std::abs(d[1]) <= half[1] && std::abs(d[2]) <= half[2];
    case ShapeKind::torus:
      return square(std::hypot(d[0], d[1]) - (half[0] - half[2])) + square(d[2]) <= square(half[2]);
  }
  return false;
}

double chord_mm(const Shape& shape, double z_mm, const Ray& ray) {
  const double z = z_mm - shape.centre_mm[2];
  const Vec3& half = shape.half_mm;
  if (std::abs(z) > half[2]) return 0;
  const Ray own = in_frame(shape, ray);
  switch (shape.kind) {
    case ShapeKind::ellipsoid: {
      const double share = std::sqrt(1 - square(z / half[2]));
      return share > 0 ? ellipse_chord(share * half[0], share * half[1], own) : 0;
    }
    case ShapeKind::cylinder:
      return ellipse_chord(half[0], half[1], own);
    case ShapeKind::box:
      return rectangle_chord(half[0], half[1], own);
    case ShapeKind::torus: {
      const double ring = half[0] - half[2];
      const double width = std::sqrt(square(half[2]) - square(z));
      const double outer = ring + width;
      const double inner = std::max(0.0, ring - width);
      return ellipse_chord(outer, outer, own) - (inner > 0 ? ellipse_chord(inner, inner, own) : 0);
    }
  }
  return 0;
}

double volume_mm3(const Shape& shape) {
  const Vec3& half = shape.half_mm;
  switch (shape.kind) {
    case ShapeKind::ellipsoid:
      return 4 * std::numbers::pi / 3 * half[0] * half[1] * half[2];
    case ShapeKind::cylinder:
      return 2 * std::numbers::pi * half[0] * half[1] * half[2];
    case ShapeKind::box:
      return 8 * half[0] * half[1] * half[2];
    case ShapeKind::torus:
      return 2 * square(std::numbers::pi * half[2]) * (half[0] - half[2]);
  }
  return 0;
}

}  // namespace radgauge::phantoms
