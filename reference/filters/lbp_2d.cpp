#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/image_map.h"
#include "reference/filters/parts/boundary.h"

namespace radgauge::reference {

namespace {

struct Lbp2dFilter {
  double radius_voxels = 1;
  std::int64_t samples = 8;
  Boundary boundary = Boundary::zero;

  static auto fields() {
    using P = Lbp2dFilter;
    return FieldList{field("radius_voxels", &P::radius_voxels, "voxels", between(0.5, 20), "of the circle"),
                     field("samples", &P::samples, "", between(3, 64), "points on the circle"),
                     boundary_field(&P::boundary)};
  }
  std::int64_t reach() const { return static_cast<std::int64_t>(std::ceil(radius_voxels)); }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::slice};
    return {Support::Reach::margin, 0, 0, reach()};
  }
};

/// A point of the circle: the voxel before it on each axis, and how far it lies beyond. Coordinates are
/// rounded to five decimals, so that points meant to be voxels are.
struct CirclePoint {
  std::int64_t x = 0, y = 0;
  double dx = 0, dy = 0;
};

std::vector<CirclePoint> circle_points(const Lbp2dFilter& p) {
  std::vector<CirclePoint> points;
  for (std::int64_t i = 0; i < p.samples; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(p.samples);
    const double y = std::round(-1e5 * p.radius_voxels * std::sin(angle)) / 1e5;
    const double x = std::round(1e5 * p.radius_voxels * std::cos(angle)) / 1e5;
    points.push_back({static_cast<std::int64_t>(std::floor(x)), static_cast<std::int64_t>(std::floor(y)),
                      x - std::floor(x), y - std::floor(y)});
  }
  return points;
}

/// Of a uniform pattern, which turns at most twice round the circle, how many points are not below the
/// centre; the number of points + 1 for others.
double uniform_pattern(const std::vector<bool>& not_below) {
  std::size_t turns = 0, ones = 0;
  for (std::size_t i = 0; i < not_below.size(); ++i) {
    turns += not_below[i] != not_below[(i + 1) % not_below.size()] ? 1 : 0;
    ones += not_below[i] ? 1 : 0;
  }
  return static_cast<double>(turns <= 2 ? ones : not_below.size() + 1);
}

Volume apply_lbp_2d_filter(const Volume& image, const Box& wanted, const Lbp2dFilter& p) {
  Volume map = blank_part(image, wanted);
  const std::int64_t reach = p.reach();
  std::array<std::vector<std::int64_t>, 2> places;
  for (std::size_t a = 0; a < 2; ++a)
    places[a] = sample_places(axis_part(image.window, image.lattice.size, a), p.boundary,
                              wanted.begin[a] - reach, wanted.end[a] + reach);
  const std::vector<CirclePoint> points = circle_points(p);
  std::vector<bool> not_below(points.size());
  const Index3 n = wanted.size();
  for (std::int64_t z = 0; z < n[2]; ++z) {
    const auto voxel = [&](std::int64_t x, std::int64_t y) {
      const std::int64_t px = places[0][static_cast<std::size_t>(x + reach)];
      const std::int64_t py = places[1][static_cast<std::size_t>(y + reach)];
      return px < 0 || py < 0 ? 0.0 : double{image(px, py, z + wanted.begin[2])};
    };
    const auto between_voxels = [&](std::int64_t x, std::int64_t y, double dx) {
      const double before = voxel(x, y);
      return dx == 0 ? before : before + dx * (voxel(x + 1, y) - before);
    };
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const double centre = voxel(x, y);
        bool finite = std::isfinite(centre);
        for (std::size_t i = 0; i < points.size(); ++i) {
          const CirclePoint& at = points[i];
          double value = between_voxels(x + at.x, y + at.y, at.dx);
          if (at.dy != 0) value += at.dy * (between_voxels(x + at.x, y + at.y + 1, at.dx) - value);
          not_below[i] = value >= centre;
          finite = finite && std::isfinite(value);
        }
        map(x, y, z) =
            finite ? static_cast<float>(uniform_pattern(not_below)) : std::numeric_limits<float>::quiet_NaN();
      }
  }
  return map;
}

}  // namespace

namespace filters {

ImageFilter lbp_2d() {
  return image_filter<Lbp2dFilter, apply_lbp_2d_filter>(
      {"lbp_2d", "local binary pattern within slices (not IBSI)",
       "Points on a circle about the voxel, interpolated linearly between four voxels, are compared with it. "
       "Where they turn between below and not below at most twice round the circle, the map is the number of "
       "points not below (0 to samples), else samples + 1: the rotation-invariant uniform pattern. NaN where "
       "the voxel or one that a point lies between is not finite.",
       "Ojala et al. 2002, doi:10.1109/TPAMI.2002.1017623; pyradiomics, image type LBP2D (van Griethuysen et al. "
       "2017, doi:10.1158/0008-5472.CAN-17-0339); not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
