#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "reference/features/enclosing_bodies.h"

namespace radgauge::reference {

namespace {

using Point2 = std::array<double, 2>;
using radgauge::cross, radgauge::dot;  // beside those of whole numbers

Vec3 unit_vector(const Vec3& v) {
  const double length = std::sqrt(dot(v, v));
  return {v[0] / length, v[1] / length, v[2] / length};
}

/// The normal of a plane when the axes are stretched, times the volume of a unit.
Vec3 normal_in_mm(const Index3& n, const Vec3& unit) {
  return {static_cast<double>(n[0]) * unit[1] * unit[2], static_cast<double>(n[1]) * unit[2] * unit[0],
          static_cast<double>(n[2]) * unit[0] * unit[1]};
}

constexpr double kAxis = std::numeric_limits<double>::max();  ///< larger than any facet

struct Rectangle {
  double length = 0;
  double width = 0;
  Point2 direction{1, 0};  ///< of its length
};

/// Corners of the convex hull, counter-clockwise (Andrew 1979, doi:10.1016/0020-0190(79)90072-3).
std::vector<Point2> hull_corners(std::vector<Point2> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<Point2> chain;
  for (int side = 0; side < 2; ++side) {
    const std::size_t start = chain.size();
    for (const Point2& p : points) {
      while (chain.size() >= start + 2) {
        const Point2& a = chain[chain.size() - 2];
        const Point2& b = chain.back();
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop_back();
      }
      chain.push_back(p);
    }
    chain.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return chain;
}

/// Smallest rectangle around a convex polygon, one side along an edge, by rotating calipers.
Rectangle smallest_rectangle(const std::vector<Point2>& corners) {
  const std::size_t n = corners.size();
  Rectangle best;
  double smallest = std::numeric_limits<double>::infinity();
  std::size_t right = 0, top = 0, left = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Point2 u{corners[(i + 1) % n][0] - corners[i][0], corners[(i + 1) % n][1] - corners[i][1]};
    const double length = std::hypot(u[0], u[1]);
    u = {u[0] / length, u[1] / length};
    const auto along = [&](std::size_t k) { return corners[k % n][0] * u[0] + corners[k % n][1] * u[1]; };
    const auto across = [&](std::size_t k) { return corners[k % n][1] * u[0] - corners[k % n][0] * u[1]; };
    const auto climb = [n](std::size_t& k, const auto& height) {
      for (std::size_t steps = 0; steps < n && height(k + 1) >= height(k); ++steps) k = (k + 1) % n;
    };
    if (i == 0) right = 1;
    climb(right, along);
    if (i == 0) top = right;
    climb(top, across);
    if (i == 0) left = top;
    climb(left, [&](std::size_t k) { return -along(k); });
    const Rectangle r{along(right) - along(left), across(top) - across(i), u};
    if (r.length * r.width < smallest) {
      smallest = r.length * r.width;
      best = r;
    }
  }
  return best;
}

/// The hull in mm, with the edges between its triangles.
class Body {
 public:
  Body(const ConvexHull& hull, const Vec3& unit) {
    for (const Index3& v : hull.vertices)
      points_.push_back({unit[0] * static_cast<double>(v[0]), unit[1] * static_cast<double>(v[1]),
                         unit[2] * static_cast<double>(v[2])});
    std::vector<std::array<std::size_t, 3>> sides;  // smaller vertex, larger vertex, triangle
    for (std::size_t t = 0; t < hull.triangles.size(); ++t) {
      const auto& [a, b, c] = hull.triangles[t];
      normals_.push_back(cross(points_[b] - points_[a], points_[c] - points_[a]));
      for (const auto& [from, to] : {std::pair{a, b}, std::pair{b, c}, std::pair{c, a}})
        sides.push_back({std::min(from, to), std::max(from, to), t});
    }
    std::sort(sides.begin(), sides.end());
    for (std::size_t i = 0; i + 1 < sides.size(); i += 2)
      edges_.push_back({sides[i][0], sides[i][1], sides[i][2], sides[i + 1][2]});
    is_front_.resize(normals_.size());
  }

  /// Width along a unit vector.
  double width(const Vec3& u) const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Vec3& p : points_) {
      const double d = dot(p, u);
      low = std::min(low, d);
      high = std::max(high, d);
    }
    return high - low;
  }

  /// Area of the projection along a unit vector. Keeps which triangles face it.
  double shadow(const Vec3& u) {
    double sum = 0;
    for (std::size_t t = 0; t < normals_.size(); ++t) {
      const double d = dot(normals_[t], u);
      is_front_[t] = d > 0 ? 1 : 0;
      sum += std::abs(d);
    }
    return sum / 4;
  }

  /// The outline that the last shadow() has, in the coordinates (a, b).
  std::vector<Point2> outline(const Vec3& a, const Vec3& b) const {
    std::vector<Point2> line;
    for (const Edge& e : edges_)
      if (is_front_[e.left] != is_front_[e.right])
        for (const std::size_t v : {e.from, e.to}) line.push_back({dot(points_[v], a), dot(points_[v], b)});
    return line;
  }

 private:
  struct Edge {
    std::size_t from, to, left, right;
  };
  std::vector<Vec3> points_;
  std::vector<Vec3> normals_;
  std::vector<Edge> edges_;
  std::vector<std::uint8_t> is_front_;
};

class BoxSearch {
 public:
  explicit BoxSearch(Body body) : body_(std::move(body)) {}

  /// Tries the boxes with one axis along the unit vector u; true if one is better than the best.
  bool try_axis(const Vec3& u) {
    const double height = body_.width(u);
    if (height * body_.shadow(u) > best_.volume) return false;
    const std::size_t smallest = static_cast<std::size_t>(
        std::min_element(u.begin(), u.end(), [](double p, double q) { return std::abs(p) < std::abs(q); }) -
        u.begin());
    Vec3 other{0, 0, 0};
    other[smallest] = 1;
    const Vec3 a = unit_vector(cross(u, other));
    const Vec3 b = cross(u, a);
    const Rectangle r = smallest_rectangle(hull_corners(body_.outline(a, b)));
    const EnclosingBox box{height * r.length * r.width,
                           2 * (height * r.length + height * r.width + r.length * r.width)};
    constexpr double kEqual = 1e-12;
    if (box.volume > best_.volume * (1 + kEqual)) return false;
    if (box.volume > best_.volume * (1 - kEqual) && !(box.area < best_.area * (1 - kEqual))) return false;
    best_ = box;
    Vec3 along;
    for (std::size_t k = 0; k < 3; ++k) along[k] = r.direction[0] * a[k] + r.direction[1] * b[k];
    axes_ = {u, along, cross(u, along)};
    return true;
  }

  /// Those first whose boxes could be smallest.
  void try_all(const std::vector<Vec3>& directions) {
    std::vector<std::pair<double, std::size_t>> bounds;
    for (std::size_t i = 0; i < directions.size(); ++i)
      bounds.push_back({body_.width(directions[i]) * body_.shadow(directions[i]), i});
    std::sort(bounds.begin(), bounds.end());
    for (const auto& [bound, i] : bounds) {
      if (bound > best_.volume) break;
      try_axis(directions[i]);
    }
  }

  EnclosingBox improved() {
    constexpr int kMostTurns = 100;
    int unchanged = 0;
    for (int turn = 0; turn < kMostTurns && unchanged < 3; ++turn)
      unchanged = try_axis(Vec3(axes_[static_cast<std::size_t>(turn % 3)])) ? 0 : unchanged + 1;
    return best_;
  }

 private:
  Body body_;
  EnclosingBox best_{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  std::array<Vec3, 3> axes_{};
};

/// The axes and the normals of the largest facets, each direction once, as unit vectors. Triangles of one
/// facet are told by their normals in whole numbers without common divisors.
std::vector<Vec3> directions_of(const ConvexHull& hull, const Vec3& unit) {
  constexpr std::size_t kMost = 300;
  std::map<Index3, double> areas{{{1, 0, 0}, kAxis}, {{0, 1, 0}, kAxis}, {{0, 0, 1}, kAxis}};
  for (const auto& t : hull.triangles) {
    Index3 u, v;
    for (std::size_t k = 0; k < 3; ++k) {
      u[k] = hull.vertices[t[1]][k] - hull.vertices[t[0]][k];
      v[k] = hull.vertices[t[2]][k] - hull.vertices[t[0]][k];
    }
    Index3 n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    const std::int64_t divisor = std::gcd(std::gcd(n[0], n[1]), n[2]) * (n < Index3{0, 0, 0} ? -1 : 1);
    for (std::int64_t& c : n) c /= divisor;
    const Vec3 normal = normal_in_mm(n, unit);
    areas[n] += static_cast<double>(std::abs(divisor)) * std::sqrt(dot(normal, normal));
  }
  std::vector<std::pair<double, Index3>> largest;
  for (const auto& [n, area] : areas) largest.push_back({-area, n});
  std::sort(largest.begin(), largest.end());
  if (largest.size() > kMost) largest.resize(kMost);
  std::vector<Vec3> directions;
  for (const auto& [area, n] : largest) directions.push_back(unit_vector(normal_in_mm(n, unit)));
  return directions;
}

}  // namespace

EnclosingBox oriented_box(const ConvexHull& hull, const Vec3& unit) {
  BoxSearch search(Body(hull, unit));
  search.try_all(directions_of(hull, unit));
  return search.improved();
}

}  // namespace radgauge::reference
