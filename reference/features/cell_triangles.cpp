#include <algorithm>
#include <cmath>

#include "reference/features/mesh.h"

namespace radgauge::reference {

namespace {

using Corner = std::array<int, 3>;

bool is_inside(unsigned configuration, const Corner& c) {
  return ((configuration >> (4 * c[0] + c[1] + 2 * c[2])) & 1U) != 0;
}

/// Mid-point of an edge, in half cells.
Corner middle(const Corner& a, const Corner& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

/// The four corners of a face, counter-clockwise seen from outside the cell.
std::array<Corner, 4> face(int axis, int side) {
  const auto a = static_cast<std::size_t>(axis);
  const auto u = static_cast<std::size_t>((axis + 1) % 3);
  const auto v = static_cast<std::size_t>((axis + 2) % 3);
  std::array<Corner, 4> corners{};
  constexpr std::array<std::array<int, 2>, 4> kTurn{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}};
  for (std::size_t k = 0; k < 4; ++k) {
    corners[k][a] = side;
    corners[k][u] = kTurn[k][side == 1 ? 0 : 1];
    corners[k][v] = kTurn[k][side == 1 ? 1 : 0];
  }
  return corners;
}

struct Segment {
  Corner from;
  Corner to;
};

/// Lines in which the surface cuts the faces of the cell: one around each run of inside corners of a face.
std::vector<Segment> face_segments(unsigned configuration) {
  std::vector<Segment> segments;
  for (int axis = 0; axis < 3; ++axis)
    for (int side = 0; side < 2; ++side) {
      const std::array<Corner, 4> corners = face(axis, side);
      const auto inside = [&](std::size_t k) { return is_inside(configuration, corners[k % 4]); };
      for (std::size_t k = 0; k < 4; ++k) {
        if (inside(k) || !inside(k + 1)) continue;
        std::size_t last = k + 1;
        while (inside(last + 1)) ++last;
        segments.push_back(
            {middle(corners[k], corners[(k + 1) % 4]), middle(corners[last % 4], corners[(last + 1) % 4])});
      }
    }
  return segments;
}

double doubled_area(const Corner& a, const Corner& b, const Corner& c) {
  const Corner u{b[0] - a[0], b[1] - a[1], b[2] - a[2]};
  const Corner v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  const Corner n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
  return std::sqrt(static_cast<double>(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]));
}

/// Cuts a closed loop, which need not be flat, into a fan from the vertex that gives the largest area; from
/// each of them, weighted, where several do. So flips and quarter turns of a mask change nothing.
void append_fans(const std::vector<Corner>& loop, std::vector<CellTriangle>& triangles) {
  const std::size_t n = loop.size();
  const auto fan = [&](std::size_t apex, auto visit) {
    for (std::size_t k = 2; k < n; ++k) visit(loop[apex], loop[(apex + k - 1) % n], loop[(apex + k) % n]);
  };
  std::vector<double> areas(n, 0.0);
  for (std::size_t apex = 0; apex < n; ++apex)
    fan(apex,
        [&](const Corner& a, const Corner& b, const Corner& c) { areas[apex] += doubled_area(a, b, c); });
  const double largest = *std::max_element(areas.begin(), areas.end());
  const auto chosen = [&](std::size_t apex) { return areas[apex] >= largest - 1e-9; };
  double fans = 0;
  for (std::size_t apex = 0; apex < n; ++apex) fans += chosen(apex) ? 1 : 0;
  for (std::size_t apex = 0; apex < n; ++apex)
    if (chosen(apex))
      fan(apex, [&](const Corner& a, const Corner& b, const Corner& c) {
        triangles.push_back({{a, b, c}, 1 / fans});
      });
}

std::vector<CellTriangle> triangulate(unsigned configuration) {
  std::vector<Segment> segments = face_segments(configuration);
  std::vector<CellTriangle> triangles;
  while (!segments.empty()) {
    std::vector<Corner> loop{segments.back().from, segments.back().to};
    segments.pop_back();
    while (loop.back() != loop.front()) {
      const auto next = std::find_if(segments.begin(), segments.end(),
                                     [&](const Segment& s) { return s.from == loop.back(); });
      loop.push_back(next->to);
      segments.erase(next);
    }
    loop.pop_back();
    append_fans(loop, triangles);
  }
  return triangles;
}

}  // namespace

const std::vector<CellTriangle>& cell_triangles(unsigned configuration) {
  static const std::array<std::vector<CellTriangle>, 256> table = [] {
    std::array<std::vector<CellTriangle>, 256> all;
    for (unsigned c = 0; c < 256; ++c) all[c] = triangulate(c);
    return all;
  }();
  return table[configuration];
}

}  // namespace radgauge::reference
