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

/// How far about a voxel's centre is looked for a bridge, in voxels: three times its largest width.
constexpr double kBridge = 0.03;

/// Crossings of the lines a little above, through and a little below the centres of a row of voxels.
using RowLines = std::array<std::vector<double>, 3>;

bool is_inside_at(const std::vector<double>& crossings, double x) {
  return (std::upper_bound(crossings.begin(), crossings.end(), x) - crossings.begin()) % 2 != 0;
}

/// Does a centre differ from both sides of at least three of four lines through it? Then it lies in a bridge
/// (or a hair) and belongs to what is about it. Beside an edge or within a corner it does not.
bool is_in_bridge(const RowLines& lines, double x, bool inside) {
  const auto differs_across = [&](std::size_t line, double dx) {
    return is_inside_at(lines[line], x + dx) != inside && is_inside_at(lines[2 - line], x - dx) != inside;
  };
  return int{differs_across(0, 0)} + int{differs_across(1, kBridge)} + int{differs_across(0, kBridge)} +
             int{differs_across(0, -kBridge)} >=
         3;
}

std::vector<std::uint8_t> states_of(const std::vector<double>& crossings, std::int64_t columns) {
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(columns), 0);
  for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
    for (std::int64_t c = first_at_or_after(crossings[i], columns);
         c < first_at_or_after(crossings[i + 1], columns); ++c)
      inside[static_cast<std::size_t>(c)] = 1;
  return inside;
}

std::vector<std::uint8_t> row_inside(const RowLines& lines, std::int64_t columns) {
  const std::vector<std::uint8_t> above = states_of(lines[0], columns), at = states_of(lines[1], columns),
                                  below = states_of(lines[2], columns);
  std::vector<std::uint8_t> inside = at;
  const auto look = [&](std::size_t c) {
    if (is_in_bridge(lines, static_cast<double>(c), at[c] != 0)) inside[c] = at[c] != 0 ? 0 : 1;
  };
  for (std::size_t c = 0; c < at.size(); ++c)
    if (at[c] != above[c] && at[c] != below[c]) look(c);
  for (const double x : lines[1]) {
    const double nearest = std::round(x);
    if (nearest >= 0 && nearest < static_cast<double>(columns) && std::abs(x - nearest) <= kBridge)
      look(static_cast<std::size_t>(nearest));
  }
  return inside;
}

std::vector<std::uint8_t> centres_inside(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                                         std::int64_t rows) {
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(columns * rows), 0);
  LineCrossings crossings(polygons);
  RowLines lines;
  for (std::int64_t y = 0; y < rows; ++y) {
    for (const int line : {0, 1, 2})
      lines[static_cast<std::size_t>(line)] =
          crossings.at(static_cast<double>(y) + static_cast<double>(line - 1) * kBridge);
    if (lines[0].empty() && lines[1].empty() && lines[2].empty()) continue;
    const std::vector<std::uint8_t> row = row_inside(lines, columns);
    std::copy(row.begin(), row.end(), inside.begin() + static_cast<std::ptrdiff_t>(y * columns));
  }
  return inside;
}

}  // namespace

std::vector<std::uint8_t> rasterise(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                                    std::int64_t rows, const ContourRule& rule) {
  if (!(rule.coverage > 0)) return centres_inside(polygons, columns, rows);
  const std::vector<float> area = area_inside(polygons, columns, rows);
  // The area of a whole voxel is 1 but for rounding.
  const auto least = static_cast<float>(rule.coverage - 1e-6);
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
