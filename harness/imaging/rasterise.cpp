#include "imaging/rasterise.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace radgauge::imaging {

namespace {

/// Where polygons cross horizontal lines, which are asked for in increasing order.
class LineCrossings {
 public:
  explicit LineCrossings(const std::vector<PlanePolygon>& polygons) {
    for (const PlanePolygon& polygon : polygons)
      for (std::size_t i = 0; i < polygon.size(); ++i) {
        const auto& a = polygon[i];
        const auto& b = polygon[(i + 1) % polygon.size()];
        if (a[1] == b[1]) continue;
        const bool up = a[1] < b[1];
        edges_.push_back(up ? Edge{a[0], a[1], b[0], b[1]} : Edge{b[0], b[1], a[0], a[1]});
      }
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.y0 < b.y0; });
  }

  /// The crossings' x, increasing; each pair of them encloses inside.
  const std::vector<double>& at(double y) {
    while (next_ < edges_.size() && edges_[next_].y0 <= y) active_.push_back(edges_[next_++]);
    std::erase_if(active_, [&](const Edge& e) { return e.y1 <= y; });
    crossings_.clear();
    for (const Edge& e : active_) crossings_.push_back(e.x0 + (e.x1 - e.x0) * ((y - e.y0) / (e.y1 - e.y0)));
    std::sort(crossings_.begin(), crossings_.end());
    return crossings_;
  }

 private:
  struct Edge {
    double x0, y0, x1, y1;
  };
  std::vector<Edge> edges_, active_;
  std::vector<double> crossings_;
  std::size_t next_ = 0;
};

std::int64_t first_at_or_after(double x, std::int64_t most) {
  return static_cast<std::int64_t>(std::ceil(std::clamp(x, 0.0, static_cast<double>(most))));
}

std::vector<std::uint8_t> centres_inside(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                                         std::int64_t rows) {
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(columns * rows), 0);
  LineCrossings lines(polygons);
  for (std::int64_t y = 0; y < rows; ++y) {
    const std::vector<double>& x = lines.at(static_cast<double>(y));
    for (std::size_t i = 0; i + 1 < x.size(); i += 2)
      for (std::int64_t c = first_at_or_after(x[i], columns); c < first_at_or_after(x[i + 1], columns); ++c)
        inside[static_cast<std::size_t>(c + y * columns)] = 1;
  }
  return inside;
}

/// Adds what lies between x0 and x1 to the voxels of a row.
void add_span(float* row, std::int64_t columns, double x0, double x1, float weight) {
  const double from = std::max(x0 + 0.5, 0.0), to = std::min(x1 + 0.5, static_cast<double>(columns));
  for (auto c = static_cast<std::int64_t>(from); c < columns && static_cast<double>(c) < to; ++c) {
    const double low = std::max(from, static_cast<double>(c)),
                 high = std::min(to, static_cast<double>(c + 1));
    row[c] += weight * static_cast<float>(std::max(0.0, high - low));
  }
}

}  // namespace

std::vector<float> area_inside(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                               std::int64_t rows) {
  constexpr int kLines = 32;
  std::vector<float> area(static_cast<std::size_t>(columns * rows), 0.0F);
  LineCrossings lines(polygons);
  for (std::int64_t y = 0; y < rows; ++y)
    for (int line = 0; line < kLines; ++line) {
      const std::vector<double>& x = lines.at(static_cast<double>(y) - 0.5 + (line + 0.5) / kLines);
      for (std::size_t i = 0; i + 1 < x.size(); i += 2)
        add_span(area.data() + y * columns, columns, x[i], x[i + 1], 1.0F / kLines);
    }
  return area;
}

std::vector<std::uint8_t> rasterise(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                                    std::int64_t rows, const ContourRule& rule) {
  if (!(rule.coverage > 0)) return centres_inside(polygons, columns, rows);
  const std::vector<float> area = area_inside(polygons, columns, rows);
  // Sums of 32 thirty-seconds fall short of their share by rounding.
  const auto least = static_cast<float>(rule.coverage - 1e-5);
  std::vector<std::uint8_t> inside(area.size());
  for (std::size_t i = 0; i < area.size(); ++i) inside[i] = area[i] >= least ? 1 : 0;
  return inside;
}

std::vector<PlanePolygon> isolines(const std::vector<float>& values, std::int64_t columns, std::int64_t rows,
                                   double level) {
  const auto value = [&](std::int64_t x, std::int64_t y) {
    return x >= 0 && y >= 0 && x < columns && y < rows
               ? static_cast<double>(values[static_cast<std::size_t>(x + y * columns)])
               : 0.0;
  };
  // An edge between two neighbours, by the lower one and its direction; the line passes it with the higher
  // values on one side, so that each edge has one line in and one out.
  using Edge = std::array<std::int64_t, 3>;
  std::map<Edge, Edge> next;
  for (std::int64_t y = -1; y < rows; ++y)
    for (std::int64_t x = -1; x < columns; ++x) {
      const std::array<std::array<std::int64_t, 2>, 4> corner{
          {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}};
      const std::array<Edge, 4> edge{{{x, y, 0}, {x + 1, y, 1}, {x, y + 1, 0}, {x, y, 1}}};
      for (std::size_t i = 0; i < 4; ++i) {
        const auto is_high = [&](std::size_t k) {
          return value(corner[k % 4][0], corner[k % 4][1]) >= level;
        };
        // Where low is followed by high, a line comes in and leaves where the high ones end.
        if (is_high(i) || !is_high(i + 1)) continue;
        std::size_t end = i + 1;
        while (is_high(end + 1)) ++end;
        next[edge[end % 4]] = edge[i];
      }
    }
  const auto point = [&](const Edge& e) {
    const double a = value(e[0], e[1]), b = value(e[0] + (e[2] == 0 ? 1 : 0), e[1] + (e[2] == 1 ? 1 : 0));
    const double t = (level - a) / (b - a);
    return std::array<double, 2>{static_cast<double>(e[0]) + (e[2] == 0 ? t : 0),
                                 static_cast<double>(e[1]) + (e[2] == 1 ? t : 0)};
  };
  std::vector<PlanePolygon> lines;
  while (!next.empty()) {
    PlanePolygon line;
    for (auto it = next.begin(); it != next.end();) {
      line.push_back(point(it->first));
      const Edge to = it->second;
      next.erase(it);
      it = next.find(to);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<PlanePolygon> voxel_outline(const std::vector<std::uint8_t>& inside, std::int64_t columns,
                                        std::int64_t rows) {
  using Corner = std::pair<std::int64_t, std::int64_t>;  // (y, x) of the corner at (x - 0.5, y - 0.5)
  std::multimap<Corner, Corner> edges;
  const auto is_inside = [&](std::int64_t x, std::int64_t y) {
    return x >= 0 && y >= 0 && x < columns && y < rows &&
           inside[static_cast<std::size_t>(x + y * columns)] != 0;
  };
  for (std::int64_t y = 0; y < rows; ++y)
    for (std::int64_t x = 0; x < columns; ++x) {
      if (!is_inside(x, y)) continue;
      if (!is_inside(x, y - 1)) edges.emplace(Corner{y, x}, Corner{y, x + 1});
      if (!is_inside(x + 1, y)) edges.emplace(Corner{y, x + 1}, Corner{y + 1, x + 1});
      if (!is_inside(x, y + 1)) edges.emplace(Corner{y + 1, x + 1}, Corner{y + 1, x});
      if (!is_inside(x - 1, y)) edges.emplace(Corner{y + 1, x}, Corner{y, x});
    }
  std::vector<PlanePolygon> polygons;
  while (!edges.empty()) {
    PlanePolygon polygon;
    auto edge = edges.begin();
    const Corner start = edge->first;
    for (;;) {
      polygon.push_back(
          {static_cast<double>(edge->first.second) - 0.5, static_cast<double>(edge->first.first) - 0.5});
      const Corner to = edge->second;
      edges.erase(edge);
      if (to == start) break;
      edge = edges.find(to);
      if (edge == edges.end()) break;
    }
    polygons.push_back(std::move(polygon));
  }
  return polygons;
}

}  // namespace radgauge::imaging
