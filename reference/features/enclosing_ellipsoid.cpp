#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/features/enclosing_bodies.h"
#include "reference/features/shape.h"

namespace radgauge::reference {

namespace {

using Vec4 = std::array<double, 4>;
using Matrix4 = std::array<Vec4, 4>;

Vec4 times(const Matrix4& m, const Vec4& v) {
  Vec4 product;
  for (std::size_t r = 0; r < 4; ++r)
    product[r] = m[r][0] * v[0] + m[r][1] * v[1] + m[r][2] * v[2] + m[r][3] * v[3];
  return product;
}
double dot(const Vec4& a, const Vec4& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
}

/// Inverse of a positive definite matrix by Gauss-Jordan elimination.
Matrix4 inverse_of(Matrix4 m) {
  Matrix4 result{};
  for (std::size_t k = 0; k < 4; ++k) result[k][k] = 1;
  for (std::size_t pivot = 0; pivot < 4; ++pivot) {
    const double scale = 1 / m[pivot][pivot];
    for (std::size_t c = 0; c < 4; ++c) {
      m[pivot][c] *= scale;
      result[pivot][c] *= scale;
    }
    for (std::size_t r = 0; r < 4; ++r) {
      if (r == pivot) continue;
      const double factor = m[r][pivot];
      for (std::size_t c = 0; c < 4; ++c) {
        m[r][c] -= factor * m[pivot][c];
        result[r][c] -= factor * result[pivot][c];
      }
    }
  }
  return result;
}

/// Weights on points, for which the determinant of the weighted scatter matrix of (x, y, z, 1) is largest:
/// the problem dual to the ellipsoid's. Few points have weight, so that steps look at a few only: those of
/// the last round and the farthest of all that were outside its ellipsoid.
class WeightSearch {
 public:
  explicit WeightSearch(const std::vector<Vec3>& points) {
    for (const Vec3& p : points) all_.push_back({p[0], p[1], p[2], 1});
    start();
    for (int round = 0; round < kMostRounds; ++round) {
      for (int step = 0; step < kMostSteps; ++step) {
        if (step % kFresh == 0) measure();
        if (!improve()) break;
      }
      measure();
      if (!add_outside()) break;
    }
  }

  /// Of the ellipsoid that the covariance of the weighted points has, as large as the farthest point needs,
  /// with the axes stretched by `scale`.
  Vec3 semi_axes(const Vec3& scale) const {
    Vec3 centre{0, 0, 0};
    for (std::size_t k = 0; k < 3; ++k) centre[k] = scatter_[k][3];
    Matrix3 covariance{};
    for (std::size_t r = 0; r < 3; ++r)
      for (std::size_t c = 0; c < 3; ++c) {
        covariance[3 * r + c] = scale[r] * scale[c] * (scatter_[r][c] - centre[r] * centre[c]);
      }
    double reach = 0;
    for (const Vec4& p : all_) reach = std::max(reach, distance(p) - 1);
    Vec3 axes = symmetric_eigenvalues(covariance);
    for (double& a : axes) a = std::sqrt(std::max(0.0, a * reach));
    return axes;
  }

 private:
  static constexpr int kMostRounds = 1000;
  static constexpr int kMostSteps = 100000;
  static constexpr int kFresh = 200;  ///< steps after which sums are made anew
  static constexpr std::size_t kAdded = 12;
  static constexpr double kTolerance = 1e-10;

  double distance(const Vec4& p) const { return dot(p, times(inverse_, p)); }

  /// Equal weights on the points that are extreme along the axes and the diagonals of the box.
  void start() {
    std::vector<std::size_t> extremes;
    for (const Vec3& u : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}, Vec3{1, 1, 1}, Vec3{1, 1, -1},
                          Vec3{1, -1, 1}, Vec3{-1, 1, 1}}) {
      const auto before = [&](const Vec4& a, const Vec4& b) {
        return a[0] * u[0] + a[1] * u[1] + a[2] * u[2] < b[0] * u[0] + b[1] * u[1] + b[2] * u[2];
      };
      const auto [low, high] = std::minmax_element(all_.begin(), all_.end(), before);
      for (const auto& extreme : {low, high})
        extremes.push_back(static_cast<std::size_t>(extreme - all_.begin()));
    }
    std::sort(extremes.begin(), extremes.end());
    extremes.erase(std::unique(extremes.begin(), extremes.end()), extremes.end());
    for (const std::size_t i : extremes) points_.push_back(all_[i]);
    weights_.assign(points_.size(), 1 / static_cast<double>(points_.size()));
  }

  /// Keeps the points that have weight and adds the farthest that are outside; false if there are none.
  bool add_outside() {
    std::vector<std::pair<double, std::size_t>> outside;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (const double d = distance(all_[i]); d > 4 * (1 + 2 * kTolerance)) outside.push_back({d, i});
    if (outside.empty()) return false;
    const auto kept = std::min(outside.size(), kAdded);
    std::partial_sort(outside.begin(), outside.begin() + static_cast<std::ptrdiff_t>(kept), outside.end(),
                      std::greater<>());
    std::size_t n = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (weights_[i] > 0) {
        points_[n] = points_[i];
        weights_[n++] = weights_[i];
      }
    points_.resize(n);
    for (std::size_t i = 0; i < kept; ++i) points_.push_back(all_[outside[i].second]);
    weights_.resize(n);
    weights_.resize(points_.size(), 0.0);
    return true;
  }

  void measure() {
    scatter_ = {};
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (weights_[i] > 0)
        for (std::size_t r = 0; r < 4; ++r)
          for (std::size_t c = 0; c < 4; ++c) scatter_[r][c] += weights_[i] * points_[i][r] * points_[i][c];
    inverse_ = inverse_of(scatter_);
    distances_.resize(points_.size());
    for (std::size_t i = 0; i < points_.size(); ++i) distances_[i] = distance(points_[i]);
  }

  /// One step towards the farthest point, or away from the nearest that has weight; false when both are
  /// within the tolerance.
  bool improve() {
    std::size_t far = 0, near = 0;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (distances_[i] > distances_[far]) far = i;
      if (weights_[i] > 0 && distances_[i] < nearest) {
        nearest = distances_[i];
        near = i;
      }
    }
    const double excess = distances_[far] / 4 - 1;
    const double lack = 1 - nearest / 4;
    if (excess <= kTolerance && lack <= kTolerance) return false;
    const bool towards = excess >= lack;
    const std::size_t j = towards ? far : near;
    const double g = distances_[j];
    double step = (g - 4) / (4 * (g - 1));
    const double all = -weights_[j] / (1 - weights_[j]);
    const bool drop = !towards && !(g > 1 && step > all);
    if (drop) step = all;
    move(j, step);
    if (drop) weights_[j] = 0;
    return true;
  }

  void move(std::size_t j, double step) {
    const Vec4 turned = times(inverse_, points_[j]);
    const double factor = step / (1 - step + step * distances_[j]);
    const double stretch = 1 / (1 - step);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      weights_[i] *= 1 - step;
      const double d = dot(points_[i], turned);
      distances_[i] = stretch * (distances_[i] - factor * d * d);
    }
    weights_[j] += step;
    for (std::size_t r = 0; r < 4; ++r)
      for (std::size_t c = 0; c < 4; ++c)
        inverse_[r][c] = stretch * (inverse_[r][c] - factor * turned[r] * turned[c]);
  }

  std::vector<Vec4> all_;
  std::vector<Vec4> points_;  ///< that the steps look at
  std::vector<double> weights_;
  std::vector<double> distances_;  ///< squared, by the inverse of the scatter matrix; 4 on average
  Matrix4 scatter_{};
  Matrix4 inverse_{};
};

}  // namespace

Vec3 enclosing_ellipsoid(const ConvexHull& hull, const Vec3& unit) {
  // Between -1 and 1 on each axis, which keeps the matrices well conditioned: stretching changes nothing
  // else.
  Index3 low = hull.vertices.front(), high = low;
  for (const Index3& v : hull.vertices)
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], v[a]);
      high[a] = std::max(high[a], v[a]);
    }
  Vec3 scale;
  for (std::size_t a = 0; a < 3; ++a) scale[a] = 0.5 * unit[a] * static_cast<double>(high[a] - low[a]);
  std::vector<Vec3> points;
  for (const Index3& v : hull.vertices) {
    Vec3& p = points.emplace_back();
    for (std::size_t a = 0; a < 3; ++a)
      p[a] = static_cast<double>(2 * v[a] - low[a] - high[a]) / static_cast<double>(high[a] - low[a]);
  }
  return WeightSearch(points).semi_axes(scale);
}

}  // namespace radgauge::reference
