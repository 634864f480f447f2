#include "reference/features/mesh.h"

#include <algorithm>
#include <cmath>

namespace radgauge {

namespace {

/// What one cell of a configuration adds. By the divergence theorem the volume is the sum over triangles of
/// their mean z times their area projected along z.
struct CellMeasure {
  double area = 0;
  double projected = 0;         ///< signed, towards +z
  double projected_height = 0;  ///< times the mean z within the cell
};

std::array<CellMeasure, 256> cell_measures(const Vec3& spacing) {
  std::array<CellMeasure, 256> measures;
  for (unsigned c = 0; c < 256; ++c)
    for (const CellTriangle& triangle : cell_triangles(c)) {
      std::array<Vec3, 3> p;
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t a = 0; a < 3; ++a) p[k][a] = 0.5 * spacing[a] * triangle.corners[k][a];
      const Vec3 u = p[1] - p[0];
      const Vec3 v = p[2] - p[0];
      const Vec3 normal{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
      const double mean_z = (p[0][2] + p[1][2] + p[2][2]) / 3;
      measures[c].area += 0.5 * triangle.weight *
                          std::sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
      measures[c].projected += 0.5 * triangle.weight * normal[2];
      measures[c].projected_height += 0.5 * triangle.weight * normal[2] * mean_z;
    }
  return measures;
}

/// Adds the configurations of the cells between rows `rows` (bit 0: (y, z), 1: (y+1, z), 2: (y, z+1), 3:
/// (y+1, z+1)); a null row is outside the mask.
void count_row(const std::array<const std::uint8_t*, 4>& rows, std::int64_t nx,
               std::vector<std::uint8_t>& columns, std::array<std::int64_t, 256>& counts) {
  std::fill(columns.begin(), columns.end(), std::uint8_t{0});
  for (std::size_t k = 0; k < 4; ++k)
    if (rows[k] != nullptr)
      for (std::int64_t x = 0; x < nx; ++x) {
        auto& column = columns[static_cast<std::size_t>(x + 1)];
        column = static_cast<std::uint8_t>(column | (rows[k][x] << k));
      }
  for (std::size_t x = 0; x + 1 < columns.size(); ++x) ++counts[columns[x] | (columns[x + 1] << 4)];
}

}  // namespace

MeshMeasure measure_mesh(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm) {
  const std::array<CellMeasure, 256> cells = cell_measures(spacing_mm);
  std::vector<std::uint8_t> columns(static_cast<std::size_t>(size[0] + 2));
  const auto row = [&](std::int64_t y, std::int64_t z) -> const std::uint8_t* {
    if (y < 0 || y >= size[1] || z < 0 || z >= size[2]) return nullptr;
    return inside.data() + size[0] * (y + size[1] * z);
  };
  MeshMeasure mesh;
  for (std::int64_t z = -1; z < size[2]; ++z) {
    std::array<std::int64_t, 256> counts{};
    for (std::int64_t y = -1; y < size[1]; ++y)
      count_row({row(y, z), row(y + 1, z), row(y, z + 1), row(y + 1, z + 1)}, size[0], columns, counts);
    const double height = spacing_mm[2] * static_cast<double>(z);
    for (std::size_t c = 1; c < 255; ++c) {
      const auto n = static_cast<double>(counts[c]);
      mesh.area_mm2 += n * cells[c].area;
      mesh.volume_mm3 += n * (cells[c].projected_height + height * cells[c].projected);
    }
  }
  return mesh;
}

namespace {

using HalfPoint = std::array<std::int64_t, 3>;  ///< in half voxels

/// Outermost mesh vertices of every line along x.
std::vector<HalfPoint> line_ends(std::span<const std::uint8_t> inside, const Index3& n) {
  std::vector<HalfPoint> ends;
  const auto at = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    if (y < 0 || y >= n[1] || z < 0 || z >= n[2]) return false;
    return inside[static_cast<std::size_t>(x + n[0] * (y + n[1] * z))] != 0;
  };
  // Lines through voxel rows meet faces across x; lines half-way to the next row, faces across y or z.
  for (std::int64_t z = -1; z < n[2]; ++z)
    for (std::int64_t y = -1; y < n[1]; ++y)
      for (int across = 0; across < 3; ++across) {
        std::int64_t first = n[0];
        std::int64_t last = -1;
        for (std::int64_t x = 0; x < n[0]; ++x) {
          const bool vertex = across == 0   ? at(x, y, z)
                              : across == 1 ? at(x, y, z) != at(x, y + 1, z)
                                            : at(x, y, z) != at(x, y, z + 1);
          if (!vertex) continue;
          first = std::min(first, x);
          last = x;
        }
        if (last < 0) continue;
        const std::int64_t beyond = across == 0 ? 1 : 0;
        const std::int64_t half_y = 2 * y + (across == 1 ? 1 : 0);
        const std::int64_t half_z = 2 * z + (across == 2 ? 1 : 0);
        ends.push_back({2 * first - beyond, half_y, half_z});
        ends.push_back({2 * last + beyond, half_y, half_z});
      }
  return ends;
}

}  // namespace

double largest_diameter_mm(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm) {
  const std::vector<HalfPoint> ends = line_ends(inside, size);
  struct Candidate {
    double radius;
    Vec3 point;
  };
  std::vector<Candidate> candidates;
  candidates.reserve(ends.size());
  for (const HalfPoint& end : ends) {
    Vec3 p;  // from the middle of the box
    for (std::size_t a = 0; a < 3; ++a)
      p[a] = 0.5 * spacing_mm[a] * static_cast<double>(end[a] - (size[a] - 1));
    candidates.push_back({std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]), p});
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.radius > b.radius; });
  double best = 0;  // squared
  double best_length = 0;
  for (std::size_t i = 0; i < candidates.size() && 2 * candidates[i].radius > best_length; ++i)
    for (std::size_t j = i + 1; j < candidates.size(); ++j) {
      if (candidates[i].radius + candidates[j].radius <= best_length) break;
      const Vec3 d = candidates[i].point - candidates[j].point;
      const double squared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (squared <= best) continue;
      best = squared;
      best_length = std::sqrt(squared);
    }
  return best_length;
}

}  // namespace radgauge
