#include "reference/features/convex_hull.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace radgauge::reference {

namespace {

constexpr std::int64_t kLargest = std::int64_t{1} << 18;

Index3 difference(const Index3& a, const Index3& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
Index3 cross(const Index3& u, const Index3& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}
std::int64_t dot(const Index3& a, const Index3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Coordinates are below 2^19 apart, so that a normal is below 2^39 and a distance below 2^60.
class Quickhull {
 public:
  explicit Quickhull(std::span<const Index3> points) : points_(points), face_from_(points.size()) {}

  ConvexHull build() {
    if (!make_simplex()) return {};
    for (std::size_t f = 0; f < 4; ++f) waiting_.push_back(f);
    while (!waiting_.empty()) {
      const std::size_t f = waiting_.back();
      waiting_.pop_back();
      if (faces_[f].is_hull && !faces_[f].above.empty()) add_point(f);
    }
    return collect();
  }

 private:
  struct Face {
    std::array<std::size_t, 3> corners{};
    std::array<std::size_t, 3> neighbours{};  ///< across the edge from corner k to the next
    Index3 normal{0, 0, 0};
    std::vector<std::size_t> above;  ///< points on the outer side, the farthest last
    std::int64_t farthest = 0;
    bool is_hull = true;
    std::size_t mark = 0;
  };
  struct Edge {
    std::size_t from, to;
    std::size_t beyond;  ///< the face across it that stays
  };

  std::int64_t height(const Face& face, std::size_t point) const {
    return dot(face.normal, difference(points_[point], points_[face.corners[0]]));
  }

  std::size_t add_face(std::size_t a, std::size_t b, std::size_t c) {
    Face face;
    face.corners = {a, b, c};
    face.normal = cross(difference(points_[b], points_[a]), difference(points_[c], points_[a]));
    faces_.push_back(std::move(face));
    return faces_.size() - 1;
  }

  void put_above(Face& face, std::size_t point, std::int64_t distance) {
    face.above.push_back(point);
    if (distance > face.farthest)
      face.farthest = distance;
    else
      std::swap(face.above.back(), face.above[face.above.size() - 2]);
  }

  /// The point with the largest measure, which must be above 0.
  template <class Measure>
  bool find_largest(Measure measure, std::size_t& found) const {
    std::int64_t largest = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (const std::int64_t m = measure(points_[i]); m > largest) {
        largest = m;
        found = i;
      }
    return largest > 0;
  }

  bool make_simplex() {
    if (points_.empty()) return false;
    std::size_t a = 0, b = 0, c = 0, d = 0;
    for (std::size_t i = 1; i < points_.size(); ++i)
      if (points_[i] < points_[a]) a = i;
    const Index3 origin = points_[a];
    const auto squared = [](const Index3& v) { return dot(v, v); };
    if (!find_largest([&](const Index3& p) { return squared(difference(p, origin)); }, b)) return false;
    const Index3 u = difference(points_[b], origin);
    // The sum of the parts, not of their squares: no overflow.
    const auto length = [](const Index3& v) { return std::abs(v[0]) + std::abs(v[1]) + std::abs(v[2]); };
    if (!find_largest([&](const Index3& p) { return length(cross(u, difference(p, origin))); }, c))
      return false;
    const Index3 normal = cross(u, difference(points_[c], origin));
    const auto volume = [&](const Index3& p) { return std::abs(dot(normal, difference(p, origin))); };
    if (!find_largest(volume, d)) return false;
    if (dot(normal, difference(points_[d], origin)) > 0) std::swap(b, c);
    // d lies below the face (a, b, c).
    add_face(a, b, c);
    add_face(a, d, b);
    add_face(b, d, c);
    add_face(c, d, a);
    faces_[0].neighbours = {1, 2, 3};
    faces_[1].neighbours = {3, 2, 0};
    faces_[2].neighbours = {1, 3, 0};
    faces_[3].neighbours = {2, 1, 0};
    for (std::size_t i = 0; i < points_.size(); ++i)
      for (std::size_t f = 0; f < 4; ++f)
        if (const std::int64_t h = height(faces_[f], i); h > 0) {
          put_above(faces_[f], i, h);
          break;
        }
    return true;
  }

  /// Collects the faces that the point sees, and the edges round them.
  void look(std::size_t start, std::size_t point) {
    seen_.assign(1, start);
    horizon_.clear();
    ++mark_;
    faces_[start].mark = mark_;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const Face& face = faces_[seen_[i]];
      for (std::size_t k = 0; k < 3; ++k) {
        const std::size_t n = face.neighbours[k];
        if (faces_[n].mark == mark_) continue;
        if (height(faces_[n], point) > 0) {
          faces_[n].mark = mark_;
          seen_.push_back(n);
        } else {
          horizon_.push_back({face.corners[k], face.corners[(k + 1) % 3], n});
        }
      }
    }
  }

  void add_point(std::size_t start) {
    const std::size_t point = faces_[start].above.back();
    look(start, point);
    const std::size_t first_new = faces_.size();
    for (const Edge& edge : horizon_) face_from_[edge.from] = add_face(edge.from, edge.to, point);
    for (std::size_t i = 0; i < horizon_.size(); ++i) {
      const Edge& edge = horizon_[i];
      const std::size_t here = first_new + i;
      const std::size_t next = face_from_[edge.to];
      faces_[here].neighbours[0] = edge.beyond;
      faces_[here].neighbours[1] = next;
      faces_[next].neighbours[2] = here;
      Face& beyond = faces_[edge.beyond];
      for (std::size_t k = 0; k < 3; ++k)
        if (beyond.corners[k] == edge.to && beyond.corners[(k + 1) % 3] == edge.from)
          beyond.neighbours[k] = here;
    }
    for (const std::size_t f : seen_) {
      faces_[f].is_hull = false;
      const std::vector<std::size_t> left = std::move(faces_[f].above);
      for (const std::size_t p : left) {
        if (p == point) continue;
        for (std::size_t n = first_new; n < faces_.size(); ++n)
          if (const std::int64_t h = height(faces_[n], p); h > 0) {
            put_above(faces_[n], p, h);
            break;
          }
      }
    }
    for (std::size_t n = first_new; n < faces_.size(); ++n)
      if (!faces_[n].above.empty()) waiting_.push_back(n);
  }

  ConvexHull collect() const {
    constexpr auto kNone = static_cast<std::size_t>(-1);
    ConvexHull hull;
    std::vector<std::size_t> place(points_.size(), kNone);
    for (const Face& face : faces_) {
      if (!face.is_hull) continue;
      std::array<std::size_t, 3> triangle{};
      for (std::size_t k = 0; k < 3; ++k) {
        std::size_t& at = place[face.corners[k]];
        if (at == kNone) {
          at = hull.vertices.size();
          hull.vertices.push_back(points_[face.corners[k]]);
        }
        triangle[k] = at;
      }
      hull.triangles.push_back(triangle);
    }
    return hull;
  }

  std::span<const Index3> points_;
  std::vector<Face> faces_;
  std::vector<std::size_t> waiting_;
  std::vector<std::size_t> seen_;
  std::vector<Edge> horizon_;
  std::vector<std::size_t> face_from_;  ///< the new face whose horizon edge starts at a point
  std::size_t mark_ = 0;
};

}  // namespace

ConvexHull convex_hull(std::span<const Index3> points) {
  for (const Index3& p : points)
    for (const std::int64_t c : p)
      if (!(c >= -kLargest && c <= kLargest))
        throw Error(ErrorKind::data, "the region is too long for a convex hull: 131,072 voxels at most");
  return Quickhull(points).build();
}

HullMeasure measure_hull(const ConvexHull& hull, const Vec3& unit) {
  HullMeasure measure;
  if (hull.triangles.empty()) return measure;
  const Index3 origin = hull.vertices.front();
  const Vec3 across{unit[1] * unit[2], unit[2] * unit[0], unit[0] * unit[1]};
  double volume = 0;  // whole numbers
  for (const auto& t : hull.triangles) {
    const Index3 a = difference(hull.vertices[t[0]], origin);
    const Index3 normal = cross(difference(hull.vertices[t[1]], hull.vertices[t[0]]),
                                difference(hull.vertices[t[2]], hull.vertices[t[0]]));
    volume += static_cast<double>(dot(normal, a));
    double squared = 0;
    for (std::size_t k = 0; k < 3; ++k) squared += std::pow(across[k] * static_cast<double>(normal[k]), 2);
    measure.area += 0.5 * std::sqrt(squared);
  }
  measure.volume = volume / 6 * unit[0] * unit[1] * unit[2];
  return measure;
}

}  // namespace radgauge::reference
