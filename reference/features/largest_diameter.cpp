// The largest distance between vertices of the mesh: few vertices can be an end of it, and few pairs of them
// reach as far as the best.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

#include "reference/features/mesh.h"

namespace radgauge::reference {

namespace {

/// The first x in [from, n) at which the rows differ; n if there is none.
std::int64_t first_difference(const std::uint8_t* a, const std::uint8_t* b, std::int64_t from,
                              std::int64_t n) {
  std::int64_t x = from;
  while (x + 8 <= n && std::memcmp(a + x, b + x, 8) == 0) x += 8;
  while (x < n && a[x] == b[x]) ++x;
  return x;
}

/// The last x in [0, end) at which the rows differ; -1 if there is none.
std::int64_t last_difference(const std::uint8_t* a, const std::uint8_t* b, std::int64_t end) {
  std::int64_t x = end;
  while (x >= 8 && std::memcmp(a + x - 8, b + x - 8, 8) == 0) x -= 8;
  while (x > 0 && a[x - 1] == b[x - 1]) --x;
  return x - 1;
}

/// The outermost mesh vertices of every line along x, in half voxels, sorted by z, y and x. Lines through
/// voxel rows meet faces across x; lines half-way to the next row, faces across y or z.
class LineEnds {
 public:
  LineEnds(std::span<const std::uint8_t> inside, const Index3& size)
      : size_(size), inside_(inside), empty_(static_cast<std::size_t>(size[0]), 0) {
    for (std::int64_t z = 0; z < size[2]; ++z)
      for (std::int64_t y = 0; y < size[1]; ++y) {
        const std::uint8_t* row = row_at(y, z);
        const std::int64_t first = first_difference(row, empty_.data(), 0, size[0]);
        const std::int64_t last = first < size[0] ? last_difference(row, empty_.data(), size[0]) : -1;
        ends_of_rows_.push_back({first, last});
      }
  }

  std::vector<Index3> collect() {
    for (std::int64_t z = -1; z < size_[2]; ++z) {
      for (std::int64_t y = -1; y < size_[1]; ++y) {
        const Ends row = ends_of_row(y, z);
        if (row.last >= 0) put({row.first, row.last}, 1, 2 * y, 2 * z);
        put(differences(y, z, y + 1, z), 0, 2 * y + 1, 2 * z);
      }
      for (std::int64_t y = 0; y < size_[1]; ++y) put(differences(y, z, y, z + 1), 0, 2 * y, 2 * z + 1);
    }
    return std::move(vertices_);
  }

 private:
  /// The first and last x; last is -1 if there is none.
  struct Ends {
    std::int64_t first;
    std::int64_t last;
  };

  bool is_row(std::int64_t y, std::int64_t z) const {
    return y >= 0 && y < size_[1] && z >= 0 && z < size_[2];
  }
  const std::uint8_t* row_at(std::int64_t y, std::int64_t z) const {
    return is_row(y, z) ? inside_.data() + size_[0] * (y + size_[1] * z) : empty_.data();
  }
  Ends ends_of_row(std::int64_t y, std::int64_t z) const {
    return is_row(y, z) ? ends_of_rows_[static_cast<std::size_t>(y + size_[1] * z)] : Ends{size_[0], -1};
  }

  /// Where one of the two rows is inside and the other is not.
  Ends differences(std::int64_t y, std::int64_t z, std::int64_t other_y, std::int64_t other_z) const {
    const Ends a = ends_of_row(y, z);
    const Ends b = ends_of_row(other_y, other_z);
    if (a.last < 0 && b.last < 0) return {size_[0], -1};
    const std::uint8_t* row = row_at(y, z);
    const std::uint8_t* other = row_at(other_y, other_z);
    Ends d{std::min(a.first, b.first), std::max(a.last, b.last)};
    if (a.first == b.first) d.first = first_difference(row, other, a.first + 1, size_[0]);
    if (d.first == size_[0]) return {size_[0], -1};
    if (a.last == b.last) d.last = last_difference(row, other, a.last);
    return d;
  }

  void put(const Ends& ends, std::int64_t beyond, std::int64_t half_y, std::int64_t half_z) {
    if (ends.last < 0) return;
    vertices_.push_back({2 * ends.first - beyond, half_y, half_z});
    vertices_.push_back({2 * ends.last + beyond, half_y, half_z});
  }

  Index3 size_;
  std::span<const std::uint8_t> inside_;
  std::vector<std::uint8_t> empty_;
  std::vector<Ends> ends_of_rows_;
  std::vector<Index3> vertices_;
};

/// Marks the corners of the convex hull of the points of one plane, which are sorted by `u` and then by `v`
/// (Andrew 1979, doi:10.1016/0020-0190(79)90072-3). Exact in whole numbers. `chain` is working space.
void mark_hull(std::span<const Index3> plane, std::size_t u, std::size_t v, std::vector<std::size_t>& chain,
               std::uint8_t* is_corner) {
  for (const std::int64_t side : {1, -1}) {
    chain.clear();
    for (std::size_t i = 0; i < plane.size(); ++i) {
      const Index3& p = plane[i];
      while (chain.size() >= 2) {
        const Index3& a = plane[chain[chain.size() - 2]];
        const Index3& b = plane[chain.back()];
        if (side * ((b[u] - a[u]) * (p[v] - a[v]) - (b[v] - a[v]) * (p[u] - a[u])) > 0) break;
        chain.pop_back();
      }
      chain.push_back(i);
    }
    for (const std::size_t i : chain) is_corner[i] = 1;
  }
}

/// Leaves of the points, sorted by `axis`, `u` and `v`, those that are corners of the hull of their plane
/// across `axis`, in their order. A point between corners is nearer to any other point than the farthest of
/// these corners, by more than rounding: the squares differ by no less than the square of its distance to the
/// nearest corner.
void keep_hull_corners(std::vector<Index3>& points, std::size_t axis, std::size_t u, std::size_t v) {
  std::vector<std::uint8_t> is_corner(points.size(), 0);
  std::vector<std::size_t> chain;
  std::size_t begin = 0;
  while (begin < points.size()) {
    std::size_t end = begin;
    while (end < points.size() && points[end][axis] == points[begin][axis]) ++end;
    mark_hull({points.data() + begin, end - begin}, u, v, chain, is_corner.data() + begin);
    begin = end;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (is_corner[i] != 0) points[kept++] = points[i];
  points.resize(kept);
}

/// The points sorted by their half voxel along `axis`, from -1 to 2 length - 1; equal ones stay in order.
std::vector<Index3> sorted_by(const std::vector<Index3>& points, std::size_t axis, std::int64_t length) {
  std::vector<std::size_t> place(static_cast<std::size_t>(2 * length + 2), 0);
  for (const Index3& p : points) ++place[static_cast<std::size_t>(p[axis] + 2)];
  for (std::size_t k = 1; k < place.size(); ++k) place[k] += place[k - 1];
  std::vector<Index3> sorted(points.size());
  for (const Index3& p : points) sorted[place[static_cast<std::size_t>(p[axis] + 1)]++] = p;
  return sorted;
}

double squared_distance(const Vec3& a, const Vec3& b) {
  const Vec3 d = a - b;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/// Finds the farthest pair in a tree of boxes, descending only into pairs of boxes that could hold it.
class FarthestPair {
 public:
  /// At least one point.
  explicit FarthestPair(std::vector<Vec3> points) : points_(std::move(points)) {
    best_ = reached({0, 0, 0});
    drop_near_middle();
    make_node(0, points_.size());
    visit(nodes_.front(), nodes_.front());
  }

  double squared() const { return best_; }

 private:
  static constexpr std::size_t kLeaf = 8;
  /// More than what rounding adds to sums of distances, and far less than tells two distances apart.
  static constexpr double kRounding = 1e-12;

  struct Node {
    Vec3 low, high;
    std::size_t begin, end;
    std::size_t left = 0, right = 0;  ///< nodes; 0 for a leaf
  };

  /// The square of a distance that some pair has: from the farthest point to and fro.
  double reached(Vec3 from) const {
    double best = 0;
    for (int step = 0; step < 4; ++step) {
      double farthest = -1;
      Vec3 at = from;
      for (const Vec3& p : points_)
        if (const double squared = squared_distance(p, from); squared > farthest) {
          farthest = squared;
          at = p;
        }
      if (step > 0) best = std::max(best, farthest);
      from = at;
    }
    return best;
  }

  /// Drops points that are too near the origin to be an end of more than `best_`. The ends of `best_` may go.
  void drop_near_middle() {
    const auto radius = [](const Vec3& p) { return std::sqrt(squared_distance(p, {0, 0, 0})); };
    double widest = 0;
    for (const Vec3& p : points_) widest = std::max(widest, radius(p));
    const double least = std::sqrt(best_) * (1 - kRounding) - widest;
    std::erase_if(points_, [&](const Vec3& p) { return radius(p) < least; });
  }

  std::size_t make_node(std::size_t begin, std::size_t end) {
    Node node{points_[begin], points_[begin], begin, end};
    for (std::size_t i = begin + 1; i < end; ++i)
      for (std::size_t a = 0; a < 3; ++a) {
        node.low[a] = std::min(node.low[a], points_[i][a]);
        node.high[a] = std::max(node.high[a], points_[i][a]);
      }
    const std::size_t index = nodes_.size();
    nodes_.push_back(node);
    if (end - begin <= kLeaf) return index;
    std::size_t widest = 0;
    for (std::size_t a = 1; a < 3; ++a)
      if (node.high[a] - node.low[a] > node.high[widest] - node.low[widest]) widest = a;
    const std::size_t middle = begin + (end - begin) / 2;
    const auto at = [&](std::size_t i) { return points_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::nth_element(at(begin), at(middle), at(end),
                     [widest](const Vec3& p, const Vec3& q) { return p[widest] < q[widest]; });
    const std::size_t left = make_node(begin, middle);
    const std::size_t right = make_node(middle, end);
    nodes_[index].left = left;
    nodes_[index].right = right;
    return index;
  }

  /// No pair of points of the two boxes is farther apart: the operations are those of squared_distance and
  /// each keeps the order of its arguments under rounding.
  static double bound(const Node& a, const Node& b) {
    Vec3 d;
    for (std::size_t k = 0; k < 3; ++k) d[k] = std::max(a.high[k] - b.low[k], b.high[k] - a.low[k]);
    return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  }

  void visit(const Node& a, const Node& b) {
    if (bound(a, b) <= best_) return;
    if (a.left == 0 && b.left == 0) {
      for (std::size_t i = a.begin; i < a.end; ++i)
        for (std::size_t j = b.begin; j < b.end; ++j)
          best_ = std::max(best_, squared_distance(points_[i], points_[j]));
      return;
    }
    if (&a == &b) {
      visit(nodes_[a.left], nodes_[a.right]);
      visit(nodes_[a.left], nodes_[a.left]);
      visit(nodes_[a.right], nodes_[a.right]);
      return;
    }
    const bool split_a = a.end - a.begin >= b.end - b.begin;
    const Node& whole = split_a ? b : a;
    const Node& split = split_a ? a : b;
    const Node* near = &nodes_[split.left];
    const Node* far = &nodes_[split.right];
    if (bound(*near, whole) > bound(*far, whole)) std::swap(near, far);
    visit(*far, whole);
    visit(*near, whole);
  }

  std::vector<Vec3> points_;
  std::vector<Node> nodes_;
  double best_ = 0;
};

}  // namespace

std::vector<Index3> outermost_vertices(std::span<const std::uint8_t> inside, const Index3& size) {
  std::vector<Index3> points = LineEnds(inside, size).collect();
  keep_hull_corners(points, 2, 1, 0);
  points = sorted_by(points, 1, size[1]);
  keep_hull_corners(points, 1, 2, 0);
  points = sorted_by(points, 0, size[0]);
  keep_hull_corners(points, 0, 1, 2);
  return points;
}

double largest_distance_mm(std::span<const Index3> outermost, const Index3& size, const Vec3& spacing_mm) {
  if (outermost.empty()) return 0;
  std::vector<Vec3> points;
  for (const Index3& corner : outermost) {
    Vec3 p;
    for (std::size_t a = 0; a < 3; ++a)
      p[a] = 0.5 * spacing_mm[a] * static_cast<double>(corner[a] - (size[a] - 1));
    points.push_back(p);
  }
  return std::sqrt(FarthestPair(std::move(points)).squared());
}

double largest_diameter_mm(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm) {
  return largest_distance_mm(outermost_vertices(inside, size), size, spacing_mm);
}

}  // namespace radgauge::reference
