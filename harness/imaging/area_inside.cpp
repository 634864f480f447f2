#include <algorithm>
#include <cmath>

#include "imaging/rasterise.h"

namespace radgauge::imaging {

namespace {

/// A polygon's edge from its lower to its higher y, in pixels whose first begins at 0.
struct AreaEdge {
  double x0, y0, x1, y1;
  double at(double y) const { return x0 + (x1 - x0) * ((y - y0) / (y1 - y0)); }
};

/// The integral of clamp(t, 0, 1).
double clamp_integral(double t) {
  return t <= 0 ? 0 : t < 1 ? 0.5 * t * t : t - 0.5;
}

/// The area of a pixel, which is from 0 to 1, to the left of an edge that goes from a to b over a height.
double area_to_the_left(double a, double b, double height) {
  constexpr double kUpright = 1e-6;
  if (std::abs(b - a) < kUpright) return height * std::clamp(0.5 * (a + b), 0.0, 1.0);
  return height * (clamp_integral(b) - clamp_integral(a)) / (b - a);
}

/// One row of pixels, to which slabs without a vertex are added.
class AreaRow {
 public:
  explicit AreaRow(std::int64_t columns) : area_(static_cast<std::size_t>(columns)) {}

  /// What lies between y0 and y1 inside; `edges` reach over all of that. Edges that cross within it are told
  /// apart by halving.
  void add(const std::vector<const AreaEdge*>& edges, double y0, double y1, int halvings) {
    struct Side {
      double x0, x1;
    };
    std::vector<Side> sides;
    for (const AreaEdge* edge : edges) sides.push_back({edge->at(y0), edge->at(y1)});
    std::sort(sides.begin(), sides.end(), [](const Side& a, const Side& b) {
      const double x = a.x0 + a.x1, y = b.x0 + b.x1;
      return x < y || (x == y && a.x0 < b.x0);
    });
    const bool is_crossed = std::adjacent_find(sides.begin(), sides.end(), [](const Side& a, const Side& b) {
                              return a.x0 > b.x0 + kTouch || a.x1 > b.x1 + kTouch;
                            }) != sides.end();
    if (is_crossed && halvings > 0) {
      add(edges, y0, 0.5 * (y0 + y1), halvings - 1);
      add(edges, 0.5 * (y0 + y1), y1, halvings - 1);
      return;
    }
    for (std::size_t i = 0; i + 1 < sides.size(); i += 2) {
      const Side &left = sides[i], &right = sides[i + 1];
      const double most = static_cast<double>(area_.size()),
                   first = std::floor(std::clamp(std::min(left.x0, left.x1), 0.0, most)),
                   last = std::ceil(std::clamp(std::max(right.x0, right.x1), 0.0, most));
      for (double c = first; c < last; ++c)
        area_[static_cast<std::size_t>(c)] += area_to_the_left(right.x0 - c, right.x1 - c, y1 - y0) -
                                              area_to_the_left(left.x0 - c, left.x1 - c, y1 - y0);
    }
  }

  void move_to(float* row) {
    for (double& area : area_) {
      *row++ = static_cast<float>(std::clamp(area, 0.0, 1.0));
      area = 0;
    }
  }

 private:
  static constexpr double kTouch = 1e-9;
  std::vector<double> area_;
};

std::vector<AreaEdge> edges_from_below(const std::vector<PlanePolygon>& polygons) {
  std::vector<AreaEdge> edges;
  for (const PlanePolygon& polygon : polygons)
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      auto a = polygon[i], b = polygon[(i + 1) % polygon.size()];
      if (a[1] > b[1]) std::swap(a, b);
      if (a[1] < b[1]) edges.push_back({a[0] + 0.5, a[1] + 0.5, b[0] + 0.5, b[1] + 0.5});
    }
  std::sort(edges.begin(), edges.end(), [](const AreaEdge& a, const AreaEdge& b) { return a.y0 < b.y0; });
  return edges;
}

/// Heights at which edges begin and end, increasing, each once.
std::vector<double> levels_of(const std::vector<AreaEdge>& edges) {
  std::vector<double> levels;
  for (const AreaEdge& edge : edges) {
    levels.push_back(edge.y0);
    levels.push_back(edge.y1);
  }
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

}  // namespace

std::vector<float> area_inside(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                               std::int64_t rows) {
  constexpr std::size_t kFewEdges = 64;
  std::vector<float> area(static_cast<std::size_t>(columns * rows), 0.0F);
  const std::vector<AreaEdge> edges = edges_from_below(polygons);
  const std::vector<double> levels = levels_of(edges);
  std::vector<const AreaEdge*> active;
  std::size_t next = 0;
  AreaRow row(columns);
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto bottom = static_cast<double>(r), top = bottom + 1;
    auto level = std::upper_bound(levels.begin(), levels.end(), bottom);
    for (double y0 = bottom; y0 < top;) {
      const double y1 = level != levels.end() && *level < top ? *level++ : top;
      while (next < edges.size() && edges[next].y0 <= y0) active.push_back(&edges[next++]);
      std::erase_if(active, [&](const AreaEdge* edge) { return edge->y1 <= y0; });
      row.add(active, y0, y1, active.size() <= kFewEdges ? 12 : 3);
      y0 = y1;
    }
    row.move_to(area.data() + r * columns);
  }
  return area;
}

}  // namespace radgauge::imaging
