#include "phantoms/scanners/ct/projection.h"

#include <algorithm>
#include <cmath>

namespace radgauge::phantoms::ct {

namespace {

struct Point {
  double at;
  double weight;
};

// Abramowitz and Stegun 1964, table 25.4; weights scaled to sum 1.
constexpr Point kLegendre4[] = {{-0.8611363115940526, 0.17392742256872692},
                                {-0.3399810435848563, 0.32607257743127305},
                                {0.3399810435848563, 0.32607257743127305},
                                {0.8611363115940526, 0.17392742256872692}};

/// Equally spaced points of a standard Gaussian whose transform holds up to twice the sampling frequency of
/// a detector of this pitch (in standard deviations).
std::vector<Point> gaussian_points(double pitch_over_sigma) {
  const double step = std::min(0.75, 0.35 * pitch_over_sigma);
  const int reach = static_cast<int>(std::ceil(3.75 / step));
  std::vector<Point> points;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    points.push_back({i * step, std::exp(-0.5 * i * step * i * step)});
    sum += points.back().weight;
  }
  for (Point& point : points) point.weight /= sum;
  return points;
}

/// Distance from an edge, in pitches, from which the second-order expansion holds.
constexpr double kExpansionPitches = 4;

/// Projection of an ellipse: k sqrt(r^2 - s^2).
struct EllipseShadow {
  double half;   ///< r
  double slope;  ///< k

  double chord(double s) const {
    const double left = half * half - s * s;
    return left > 0 ? slope * std::sqrt(left) : 0;
  }
};

/// Projection of a rectangle: a trapezium.
struct RectangleShadow {
  double half;
  double flat;  ///< half of its top
  double height;

  double chord(double s) const {
    const double size = std::abs(s);
    if (size <= flat) return height;
    return size < half ? height * (half - size) / (half - flat) : 0;
  }
};

struct Range {
  std::int64_t begin;
  std::int64_t end;
};

/// Columns whose centre lies within `reach_mm` of the middle of a shadow.
Range columns_within(double reach_mm, double middle, double pitch_mm, const Columns& columns) {
  const double reach = reach_mm / pitch_mm;
  const auto last = static_cast<double>(columns.count);
  const auto begin = static_cast<std::int64_t>(std::clamp(std::ceil(middle - reach), 0.0, last));
  const auto end = static_cast<std::int64_t>(std::clamp(std::floor(middle + reach) + 1, 0.0, last));
  return {begin, std::max(begin, end)};
}

template <class Shadow>
void add_bundles(const Shadow& shadow, double attenuation, double first_mm, const RayBundle& bundle,
                 double pitch_mm, const Range& range, std::span<double> row) {
  for (std::int64_t i = range.begin; i < range.end; ++i) {
    const double s = first_mm + static_cast<double>(i) * pitch_mm;
    double sum = 0;
    for (std::size_t k = 0; k < bundle.weights.size(); ++k)
      sum += bundle.weights[k] * shadow.chord(s + bundle.offsets_mm[k]);
    row[static_cast<std::size_t>(i)] += attenuation * sum;
  }
}

/// The mean of k sqrt(r^2 - s^2) over the bundle, up to the second derivative -k r^2 / (r^2 - s^2)^(3/2).
void add_expansions(const EllipseShadow& shadow, double attenuation, double first_mm, const RayBundle& bundle,
                    double pitch_mm, const Range& range, std::span<double> row) {
  const double r2 = shadow.half * shadow.half;
  const double bend = 0.5 * bundle.variance_mm2 * r2;
  const double scale = attenuation * shadow.slope;
  for (std::int64_t i = range.begin; i < range.end; ++i) {
    const double s = first_mm + static_cast<double>(i) * pitch_mm;
    const double left = r2 - s * s;
    const double root = std::sqrt(left);
    row[static_cast<std::size_t>(i)] += scale * (root - bend / (left * root));
  }
}

}  // namespace

RayBundle ray_bundle(double pitch_mm, double focal_spot_sigma_mm) {
  RayBundle bundle;
  const double half = 0.5 * kAperture * pitch_mm;
  const std::vector<Point> spot =
      focal_spot_sigma_mm > 0 ? gaussian_points(pitch_mm / focal_spot_sigma_mm) : std::vector<Point>{{0, 1}};
  for (const Point& element : kLegendre4)
    for (const Point& from : spot) {
      bundle.offsets_mm.push_back(half * element.at + focal_spot_sigma_mm * from.at);
      bundle.weights.push_back(element.weight * from.weight);
    }
  bundle.variance_mm2 = half * half / 3 + focal_spot_sigma_mm * focal_spot_sigma_mm;
  for (const double offset : bundle.offsets_mm) bundle.reach_mm = std::max(bundle.reach_mm, std::abs(offset));
  return bundle;
}

void add_line_integrals(const Flat& flat, const View& view, const RayBundle& bundle, double pitch_mm,
                        const Columns& columns, std::span<double> row) {
  // Along the axes of the shape, and from its middle.
  const double c = std::cos(flat.turn_rad), s = std::sin(flat.turn_rad);
  const double along_a = c * view.cosine + s * view.sine;
  const double along_b = c * view.sine - s * view.cosine;
  const double middle_mm = flat.x_mm * view.cosine + flat.y_mm * view.sine;
  const double first_mm = (static_cast<double>(columns.first) + 0.5 + view.shift) * pitch_mm - middle_mm;
  const double middle = -first_mm / pitch_mm;
  if (flat.rectangle) {
    const double a = std::abs(flat.half_a_mm * along_a), b = std::abs(flat.half_b_mm * along_b);
    const double height = 4 * flat.half_a_mm * flat.half_b_mm / (a + b + std::abs(a - b));
    const RectangleShadow shadow{a + b, std::abs(a - b), height};
    add_bundles(shadow, flat.attenuation, first_mm, bundle, pitch_mm,
                columns_within(shadow.half + bundle.reach_mm, middle, pitch_mm, columns), row);
    return;
  }
  const double r = std::hypot(flat.half_a_mm * along_a, flat.half_b_mm * along_b);
  const EllipseShadow shadow{r, 2 * flat.half_a_mm * flat.half_b_mm / (r * r)};
  const Range all = columns_within(r + bundle.reach_mm, middle, pitch_mm, columns);
  const double safe_mm = r - kExpansionPitches * std::max(pitch_mm, std::sqrt(12 * bundle.variance_mm2));
  const Range inner =
      safe_mm > 0 ? columns_within(safe_mm, middle, pitch_mm, columns) : Range{all.begin, all.begin};
  add_bundles(shadow, flat.attenuation, first_mm, bundle, pitch_mm, {all.begin, inner.begin}, row);
  add_expansions(shadow, flat.attenuation, first_mm, bundle, pitch_mm, inner, row);
  add_bundles(shadow, flat.attenuation, first_mm, bundle, pitch_mm, {inner.end, all.end}, row);
}

}  // namespace radgauge::phantoms::ct
