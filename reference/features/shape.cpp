#include "reference/features/shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "reference/features/mesh.h"

namespace radgauge::reference {

Vec3 symmetric_eigenvalues(Matrix3 m) {
  const auto at = [&m](std::size_t r, std::size_t c) -> double& { return m[3 * r + c]; };
  for (int sweep = 0; sweep < 50; ++sweep)
    for (std::size_t p = 0; p < 2; ++p)
      for (std::size_t q = p + 1; q < 3; ++q) {
        if (at(p, q) == 0) continue;
        const double theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const double t = (theta < 0 ? -1 : 1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1);
        const double s = t * c;
        for (std::size_t k = 0; k < 3; ++k) {
          const double left = at(k, p);
          const double right = at(k, q);
          at(k, p) = c * left - s * right;
          at(k, q) = s * left + c * right;
        }
        for (std::size_t k = 0; k < 3; ++k) {
          const double upper = at(p, k);
          const double lower = at(q, k);
          at(p, k) = c * upper - s * lower;
          at(q, k) = s * upper + c * lower;
        }
        at(p, q) = at(q, p) = 0;
      }
  Vec3 values{m[0], m[4], m[8]};
  std::sort(values.begin(), values.end(), std::greater<>());
  return values;
}

double ellipsoid_area(double a, double b, double c) {
  const double alpha_squared = 1 - (b / a) * (b / a);
  const double beta_squared = 1 - (c / a) * (c / a);
  const double half_sum = (alpha_squared + beta_squared) / 2;
  const double product_squared = alpha_squared * beta_squared;
  // q_n = (alpha beta)^n P_n((alpha^2 + beta^2) / (2 alpha beta)): Legendre's recurrence without a division,
  // so that a sphere needs no case of its own.
  double previous = 1;
  double current = half_sum;
  double sum = 1 - current / 3;
  for (int n = 1; n < 20; ++n) {
    const double next = ((2 * n + 1) * half_sum * current - n * product_squared * previous) / (n + 1);
    previous = std::exchange(current, next);
    sum += current / (1 - 4.0 * (n + 1) * (n + 1));
  }
  return 4 * std::numbers::pi * a * b * sum;
}

namespace {

/// Sums of x, y, z and of their products, exact in 64 bits.
struct Moments {
  std::array<std::int64_t, 3> sum{0, 0, 0};
  std::array<std::int64_t, 6> product{0, 0, 0, 0, 0, 0};  ///< xx, yy, zz, xy, xz, yz
};

Moments count_moments(const Roi& roi) {
  Moments m;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < roi.size[2]; ++z)
    for (std::int64_t y = 0; y < roi.size[1]; ++y) {
      std::int64_t n = 0;
      std::int64_t sx = 0;
      std::int64_t sxx = 0;
      for (std::int64_t x = 0; x < roi.size[0]; ++x, ++i) {
        const std::int64_t in = roi.inside[i];
        n += in;
        sx += in * x;
        sxx += in * x * x;
      }
      m.sum = {m.sum[0] + sx, m.sum[1] + n * y, m.sum[2] + n * z};
      const std::array<std::int64_t, 6> row{sxx, n * y * y, n * z * z, sx * y, sx * z, n * y * z};
      for (std::size_t k = 0; k < 6; ++k) m.product[k] += row[k];
    }
  return m;
}

}  // namespace

Shape measure_shape(const Roi& roi) {
  Shape shape;
  const Vec3& mm = roi.spacing_mm;
  shape.voxel_count = roi.voxel_count;
  shape.voxel_volume_mm3 = mm[0] * mm[1] * mm[2];
  const MeshMeasure mesh = measure_mesh(roi.inside, roi.size, mm);
  shape.mesh_volume_mm3 = mesh.volume_mm3;
  shape.mesh_area_mm2 = mesh.area_mm2;
  const std::vector<Index3> outermost = outermost_vertices(roi.inside, roi.size);
  shape.largest_diameter_mm = largest_distance_mm(outermost, roi.size, mm);
  const ConvexHull hull = convex_hull(outermost);
  const Vec3 half_voxel{0.5 * mm[0], 0.5 * mm[1], 0.5 * mm[2]};
  shape.hull = measure_hull(hull, half_voxel);
  shape.oriented_box = oriented_box(hull, half_voxel);
  shape.ellipsoid_mm = enclosing_ellipsoid(hull, half_voxel);
  if (!pairs_are_faster(roi.voxel_count, roi.size)) shape.weights = spatial_weights(roi.size, mm);
  for (std::size_t a = 0; a < 3; ++a) shape.box_mm[a] = mm[a] * static_cast<double>(roi.size[a]);
  const Moments m = count_moments(roi);
  const auto n = static_cast<double>(roi.voxel_count);
  Vec3 mean;
  for (std::size_t a = 0; a < 3; ++a) {
    mean[a] = static_cast<double>(m.sum[a]) / n;
    shape.centre_mm[a] = mean[a] * mm[a];
  }
  constexpr std::array<std::array<std::size_t, 2>, 6> kPairs{
      {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
  Matrix3 covariance{};
  for (std::size_t k = 0; k < 6; ++k) {
    const auto [r, c] = kPairs[k];
    const double sum = static_cast<double>(m.product[k]) - n * mean[r] * mean[c];
    const double value = roi.voxel_count > 1 ? sum / (n - 1) * mm[r] * mm[c] : 0;
    covariance[3 * r + c] = covariance[3 * c + r] = value;
  }
  shape.variance_mm2 = symmetric_eigenvalues(covariance);
  // A flat region has no variance across; what is left of it by rounding is none.
  for (double& v : shape.variance_mm2)
    if (!(v > 1e-12 * shape.variance_mm2[0])) v = 0;
  return shape;
}

}  // namespace radgauge::reference
