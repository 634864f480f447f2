#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/image_map.h"
#include "reference/filters/parts/boundary.h"
#include "reference/filters/parts/icosphere.h"
#include "reference/filters/parts/spline_slab.h"

namespace radgauge::reference {

namespace {

enum class Lbp3dMap { m1, m2, kurtosis };

struct Lbp3dFilter {
  Lbp3dMap of = Lbp3dMap::m1;
  double radius_voxels = 1;
  std::int64_t subdivisions = 1;

  static auto fields() {
    using P = Lbp3dFilter;
    return FieldList{
        field("of", &P::of, {{"m1", Lbp3dMap::m1}, {"m2", Lbp3dMap::m2}, {"kurtosis", Lbp3dMap::kurtosis}},
              "m1, m2: size of the pattern's part of degree 0, of degree 1; kurtosis: of the intensities"),
        field("radius_voxels", &P::radius_voxels, "voxels", between(0.5, 20), "of the sphere"),
        field("subdivisions", &P::subdivisions, "", between(0, 3),
              "how often the edges of an icosahedron are halved: 12, 42, 162 or 642 points on the sphere")};
  }
  /// Voxels beside the centre that a point is interpolated of.
  std::int64_t taps_reach() const { return static_cast<std::int64_t>(std::ceil(radius_voxels)) + 2; }
  Support support() const { return {Support::Reach::margin, 0, 0, taps_reach() + kSplineReach}; }
};

/// A point of the sphere: where it lies, the voxel before it, the weights of the four voxels about it on each
/// axis, and its place among the harmonics.
struct SpherePoint {
  Vec3 offset;
  Index3 first;  ///< of the four voxels
  std::array<std::array<double, 4>, 3> weights;
  Vec3 harmonics;  ///< of degree 1, so that sums over them are real
};

std::array<double, 4> spline_taps(double t) {
  const double u = 1 - t;
  return {u * u * u / 6, (4 - 6 * t * t + 3 * t * t * t) / 6, (4 - 6 * u * u + 3 * u * u * u) / 6,
          t * t * t / 6};
}

/// pyradiomics takes the axes in the order of its arrays, z y x, and gives the angle from the last of them as
/// the azimuth of the harmonic and the angle about it as the polar one.
SpherePoint sphere_point(const Vec3& vertex, double radius) {
  SpherePoint point;
  for (std::size_t a = 0; a < 3; ++a) {
    // Points that are meant to be voxels are.
    double at = radius * vertex[2 - a];
    if (std::abs(at - std::round(at)) < 1e-12) at = std::round(at);
    point.offset[a] = at;
    point.first[a] = static_cast<std::int64_t>(std::floor(at)) - 1;
    point.weights[a] = spline_taps(at - std::floor(at));
  }
  const double azimuth = std::acos(std::clamp(vertex[2], -1.0, 1.0)),
               polar = std::atan2(vertex[1], vertex[0]);
  const double across = std::abs(std::sin(polar));
  point.harmonics = {std::cos(polar), across * std::cos(azimuth), across * std::sin(azimuth)};
  return point;
}

std::vector<SpherePoint> sphere_points(const Lbp3dFilter& p) {
  std::vector<SpherePoint> points;
  for (const Vec3& vertex : icosphere_vertices(p.subdivisions))
    points.push_back(sphere_point(vertex, p.radius_voxels));
  return points;
}

/// The pattern's part of degree 1 at point v is 3/(4 pi) (A c + B s - C t) of v's harmonics (c, s, t), with
/// A, B, C the sums of c, s, t over the points not below: the products over -m and m of scipy's harmonics,
/// none conjugated. Its size over all points is a quadratic form.
struct Degree1Form {
  std::array<std::array<double, 3>, 3> form{};

  explicit Degree1Form(const std::vector<SpherePoint>& points) {
    const double scale = 3 / (4 * std::numbers::pi);
    for (const SpherePoint& p : points) {
      const Vec3 h{p.harmonics[0], p.harmonics[1], -p.harmonics[2]};
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) form[i][j] += scale * scale * h[i] * h[j];
    }
  }
  double size(const Vec3& sums) const {
    double square = 0;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) square += sums[i] * form[i][j] * sums[j];
    return std::sqrt(std::max(square, 0.0));
  }
};

/// The intensities on the spheres about a row of voxels: point after point, voxels of the row beside each
/// other.
class SphereRows {
 public:
  SphereRows(const Volume& image, const Box& wanted, const Lbp3dFilter& p)
      : points_(sphere_points(p)),
        window_(image.window),
        wanted_(wanted),
        room_(p.taps_reach()),
        width_(static_cast<std::size_t>(wanted.size()[0])),
        across_(width_ + 2 * static_cast<std::size_t>(room_)),
        values_(points_.size() * width_) {}

  const std::vector<SpherePoint>& points() const { return points_; }
  double value(std::size_t point, std::size_t x) const { return values_[point * width_ + x]; }

  void sample(const SplineSlab& slab, std::int64_t y, std::int64_t z) {
    for (std::size_t n = 0; n < points_.size(); ++n) {
      const SpherePoint& p = points_[n];
      double* to = values_.data() + n * width_;
      std::fill(to, to + width_, 0.0);
      if (!is_within(1, static_cast<double>(y) + p.offset[1]) ||
          !is_within(2, static_cast<double>(z) + p.offset[2]))
        continue;
      sum_rows(slab, p, y, z);
      for (std::size_t x = 0; x < width_; ++x) {
        if (!is_within(0, static_cast<double>(wanted_.begin[0]) + static_cast<double>(x) + p.offset[0]))
          continue;
        const double* from = across_.data() + static_cast<std::int64_t>(x) + room_ + p.first[0];
        for (std::size_t k = 0; k < 4; ++k) to[x] += p.weights[0][k] * from[k];
      }
    }
  }

 private:
  bool is_within(std::size_t axis, double place) const {
    const double at = place + static_cast<double>(window_.offset[axis]);
    return at >= 0 && at <= static_cast<double>(window_.whole_size[axis] - 1);
  }
  void sum_rows(const SplineSlab& slab, const SpherePoint& p, std::int64_t y, std::int64_t z) {
    std::fill(across_.begin(), across_.end(), 0.0);
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t j = 0; j < 4; ++j) {
        const double weight = p.weights[2][k] * p.weights[1][j];
        const std::span<const double> row = slab.row(y + p.first[1] + static_cast<std::int64_t>(j),
                                                     z + p.first[2] + static_cast<std::int64_t>(k));
        for (std::size_t x = 0; x < row.size(); ++x) across_[x] += weight * row[x];
      }
  }

  std::vector<SpherePoint> points_;
  CropWindow window_;
  Box wanted_;
  std::int64_t room_;
  std::size_t width_;
  std::vector<double> across_, values_;
};

/// Excess kurtosis of the points about voxel x of the row; -3 where all are equal.
double sphere_kurtosis(const SphereRows& rows, std::size_t x) {
  const std::size_t n = rows.points().size();
  double mean = 0, second = 0, fourth = 0, largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    mean += rows.value(i, x) / static_cast<double>(n);
    largest = std::max(largest, std::abs(rows.value(i, x)));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double square = std::pow(rows.value(i, x) - mean, 2);
    second += square / static_cast<double>(n);
    fourth += square * square / static_cast<double>(n);
  }
  return second <= std::pow(1e-9 * largest, 2) ? -3 : fourth / (second * second) - 3;
}

double lbp_3d_value(const SphereRows& rows, std::size_t x, double centre, const Lbp3dFilter& p,
                    const Degree1Form& degree_1) {
  if (p.of == Lbp3dMap::kurtosis) return sphere_kurtosis(rows, x);
  const std::vector<SpherePoint>& points = rows.points();
  double largest = std::abs(centre);
  for (std::size_t i = 0; i < points.size(); ++i) largest = std::max(largest, std::abs(rows.value(i, x)));
  // What equals the centre but for rounding is not below it.
  const double limit = centre - 1e-9 * largest;
  Vec3 sums{0, 0, 0};
  double not_below = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!(rows.value(i, x) >= limit)) continue;
    not_below += 1;
    for (std::size_t a = 0; a < 3; ++a) sums[a] += points[i].harmonics[a];
  }
  if (p.of == Lbp3dMap::m2) return degree_1.size(sums);
  return std::sqrt(static_cast<double>(points.size())) * not_below / (4 * std::numbers::pi);
}

/// Is every voxel that the value at (x, y, z) is interpolated of finite?
bool sees_finite(const Volume& image, const Index3& at, std::int64_t reach) {
  const Box seen = intersect(grow(Box{at, {at[0] + 1, at[1] + 1, at[2] + 1}}, {reach, reach, reach}),
                             Box{{0, 0, 0}, image.lattice.size});
  for (std::int64_t z = seen.begin[2]; z < seen.end[2]; ++z)
    for (std::int64_t y = seen.begin[1]; y < seen.end[1]; ++y)
      for (std::int64_t x = seen.begin[0]; x < seen.end[0]; ++x)
        if (!std::isfinite(image(x, y, z))) return false;
  return true;
}

/// Slices whose spline coefficients are in memory at once.
constexpr std::int64_t kLbp3dSlices = 16;

Volume apply_lbp_3d_filter(const Volume& image, const Box& wanted, const Lbp3dFilter& p) {
  Volume map = blank_part(image, wanted);
  SphereRows rows(image, wanted, p);
  const Degree1Form degree_1(rows.points());
  const bool all_finite =
      std::all_of(image.voxels.begin(), image.voxels.end(), [](float v) { return std::isfinite(v); });
  for (std::int64_t first = wanted.begin[2]; first < wanted.end[2]; first += kLbp3dSlices) {
    Box part = wanted;
    part.begin[2] = first;
    part.end[2] = std::min(first + kLbp3dSlices, wanted.end[2]);
    const SplineSlab slab(image, part, p.taps_reach());
    for (std::int64_t z = part.begin[2]; z < part.end[2]; ++z)
      for (std::int64_t y = part.begin[1]; y < part.end[1]; ++y) {
        rows.sample(slab, y, z);
        for (std::int64_t x = part.begin[0]; x < part.end[0]; ++x) {
          const bool finite = all_finite || sees_finite(image, {x, y, z}, p.taps_reach());
          map(x - wanted.begin[0], y - wanted.begin[1], z - wanted.begin[2]) =
              finite ? static_cast<float>(lbp_3d_value(rows, static_cast<std::size_t>(x - part.begin[0]),
                                                       double{image(x, y, z)}, p, degree_1))
                     : std::numeric_limits<float>::quiet_NaN();
        }
      }
  }
  return map;
}

}  // namespace

namespace filters {

ImageFilter lbp_3d() {
  return image_filter<Lbp3dFilter, apply_lbp_3d_filter>(
      {"lbp_3d", "local binary pattern on a sphere (not IBSI)",
       "Points on a sphere about the voxel, in voxels and at the vertices of a subdivided icosahedron, are interpolated "
       "by a cubic B-spline and compared with the voxel: 1 where they are not below it, else 0 (points beyond the ends "
       "of the image count as intensity 0). m1 and m2 are the sizes, over the points, of the part of this pattern "
       "made of spherical harmonics of degree 0 and of degree 1: the maps lbp-3D-m1 and lbp-3D-m2 of pyradiomics, with "
       "its angles (azimuth and polar angle change places, so that m2 does depend on how the image is turned) and "
       "its sums, which conjugate no harmonic. kurtosis is the excess kurtosis of the intensities at the points (lbp-3D-k), -3 where "
       "all are equal. What equals the voxel but for rounding is not below it; pyradiomics leaves that to rounding. "
       "NaN where a voxel within ceil(radius_voxels) + 2 on each axis is not finite.",
       "Banerjee et al. 2013, doi:10.1007/978-3-642-37410-4_3; pyradiomics, image type LBP3D (van Griethuysen et al. "
       "2017, doi:10.1158/0008-5472.CAN-17-0339); not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
