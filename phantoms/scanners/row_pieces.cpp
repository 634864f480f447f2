#include "phantoms/scanners/row_pieces.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace radgauge::phantoms {

namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();

double row_square(double x) {
  return x * x;
}

/// Of an ellipse with semi-axes a and b around the origin, turned by the angle: the roots of a quadratic in
/// x.
bool ellipse_span(double a, double b, double cosine, double sine, double y, RowSpan& span) {
  const double a2 = 1 / row_square(a);
  const double b2 = 1 / row_square(b);
  const double square = row_square(cosine) * a2 + row_square(sine) * b2;
  const double half_linear = cosine * sine * y * (a2 - b2);
  const double constant = row_square(y) * (row_square(sine) * a2 + row_square(cosine) * b2) - 1;
  if (!(square > 0)) {
    span = {-kEndless, kEndless};
    return constant <= 0;
  }
  const double discriminant = row_square(half_linear) - square * constant;
  if (!(discriminant > 0)) return false;
  const double root = std::sqrt(discriminant);
  span = {(-half_linear - root) / square, (-half_linear + root) / square};
  return true;
}

/// Of a rectangle with half sides a and b around the origin, turned by the angle: the overlap of two strips.
bool rectangle_span(double a, double b, double cosine, double sine, double y, RowSpan& span) {
  span = {-kEndless, kEndless};
  const auto clip = [&](double start, double slope, double half) {
    if (slope == 0) return std::abs(start) <= half;
    const double first = (-half - start) / slope;
    const double second = (half - start) / slope;
    span.low_mm = std::max(span.low_mm, std::min(first, second));
    span.high_mm = std::min(span.high_mm, std::max(first, second));
    return true;
  };
  return clip(sine * y, cosine, a) && clip(cosine * y, -sine, b) && span.high_mm > span.low_mm;
}

/// Of a ring around the origin.
std::size_t ring_spans(double inner, double outer, double y, std::array<RowSpan, 2>& spans) {
  if (!ellipse_span(outer, outer, 1, 0, y, spans[0])) return 0;
  RowSpan hole;
  if (!(inner > 0) || !ellipse_span(inner, inner, 1, 0, y, hole)) return 1;
  spans[1] = {hole.high_mm, spans[0].high_mm};
  spans[0].high_mm = hole.low_mm;
  return 2;
}

bool is_cut(const Shape& shape, double z_mm) {
  return std::abs(z_mm - shape.centre_mm[2]) <= shape.half_mm[2];
}

}  // namespace

std::size_t row_spans(const Shape& shape, double y_mm, double z_mm, std::array<RowSpan, 2>& spans) {
  if (!is_cut(shape, z_mm)) return 0;
  const double y = y_mm - shape.centre_mm[1];
  const double z = z_mm - shape.centre_mm[2];
  const Vec3& half = shape.half_mm;
  const double c = shape.turn_rad == 0 ? 1 : std::cos(shape.turn_rad);
  const double s = shape.turn_rad == 0 ? 0 : std::sin(shape.turn_rad);
  std::size_t n = 0;
  switch (shape.kind) {
    case ShapeKind::ellipsoid: {
      const double share = std::sqrt(1 - row_square(z / half[2]));
      n = share > 0 && ellipse_span(share * half[0], share * half[1], c, s, y, spans[0]) ? 1 : 0;
      break;
    }
    case ShapeKind::cylinder:
      n = ellipse_span(half[0], half[1], c, s, y, spans[0]) ? 1 : 0;
      break;
    case ShapeKind::box:
      n = rectangle_span(half[0], half[1], c, s, y, spans[0]) ? 1 : 0;
      break;
    case ShapeKind::torus: {
      const double ring = half[0] - half[2];
      const double width = std::sqrt(row_square(half[2]) - row_square(z));
      n = width > 0 ? ring_spans(ring - width, ring + width, y, spans) : 0;
      break;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    spans[i].low_mm += shape.centre_mm[0];
    spans[i].high_mm += shape.centre_mm[0];
  }
  return n;
}

RowSpan row_range(const Shape& shape, double z_mm) {
  if (!is_cut(shape, z_mm)) return {};
  const Vec3& half = shape.half_mm;
  const double z = z_mm - shape.centre_mm[2];
  // Of the semi-axes along y; one of them may be infinite.
  const bool is_turned = shape.turn_rad != 0;
  const double a = is_turned ? half[0] * std::abs(std::sin(shape.turn_rad)) : 0;
  const double b = is_turned ? half[1] * std::abs(std::cos(shape.turn_rad)) : half[1];
  double reach = 0;
  switch (shape.kind) {
    case ShapeKind::ellipsoid:
      reach = std::sqrt(1 - row_square(z / half[2])) * std::hypot(a, b);
      break;
    case ShapeKind::cylinder:
      reach = std::hypot(a, b);
      break;
    case ShapeKind::box:
      reach = a + b;
      break;
    case ShapeKind::torus:
      reach = half[0] - half[2] + std::sqrt(row_square(half[2]) - row_square(z));
      break;
  }
  return {shape.centre_mm[1] - reach, shape.centre_mm[1] + reach};
}

ObjectSection::ObjectSection(const Object& object, double z_mm) : z_mm_(z_mm) {
  for (const Part& part : object.parts)
    if (is_cut(part.shape, z_mm)) parts_.push_back(&part);
}

void ObjectSection::row(double y_mm, double low_mm, double high_mm, std::vector<RowPiece>& pieces) {
  pieces.clear();
  crossings_.clear();
  active_.clear();
  for (std::size_t p = 0; p < parts_.size(); ++p) {
    std::array<RowSpan, 2> spans;
    const std::size_t n = row_spans(parts_[p]->shape, y_mm, z_mm_, spans);
    for (std::size_t i = 0; i < n; ++i) {
      const double low = std::max(spans[i].low_mm, low_mm);
      const double high = std::min(spans[i].high_mm, high_mm);
      if (!(high > low)) continue;
      crossings_.push_back({low, p});
      crossings_.push_back({high, p});
    }
  }
  std::sort(crossings_.begin(), crossings_.end(), [](const Crossing& a, const Crossing& b) {
    return a.x_mm != b.x_mm ? a.x_mm < b.x_mm : a.part < b.part;
  });
  // The tissues of a piece are summed anew: what a part leaves is 0 and not the rounding of + and -.
  for (std::size_t i = 0; i + 1 < crossings_.size(); ++i) {
    const std::size_t part = crossings_[i].part;
    const auto at = std::lower_bound(active_.begin(), active_.end(), part);
    if (at != active_.end() && *at == part)
      active_.erase(at);
    else
      active_.insert(at, part);
    if (active_.empty() || !(crossings_[i + 1].x_mm > crossings_[i].x_mm)) continue;
    RowPiece piece{crossings_[i].x_mm, crossings_[i + 1].x_mm, {}};
    for (const std::size_t p : active_) piece.tissue = piece.tissue + parts_[p]->tissue;
    pieces.push_back(piece);
  }
}

bool same_section(const Object& object, double z1_mm, double z2_mm) {
  for (const Part& part : object.parts) {
    const bool first = is_cut(part.shape, z1_mm);
    const bool second = is_cut(part.shape, z2_mm);
    const bool is_upright = part.shape.kind == ShapeKind::cylinder || part.shape.kind == ShapeKind::box;
    if (first != second || (first && !is_upright)) return false;
  }
  for (const Texture& texture : object.textures) {
    const Lattice& lattice = texture.voxels.lattice;
    const double low = lattice.origin_mm[2];
    const double high = low + lattice.spacing_mm[2] * static_cast<double>(lattice.size[2] - 1);
    if (std::max(z1_mm, z2_mm) >= low && std::min(z1_mm, z2_mm) <= high) return false;
  }
  return true;
}

}  // namespace radgauge::phantoms
