#include "reference/features/mesh.h"

#include <algorithm>
#include <cmath>

namespace radgauge::reference {

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
  for (std::size_t x = 0; x + 1 < columns.size(); ++x)
    ++counts[static_cast<std::size_t>(columns[x] | (columns[x + 1] << 4))];
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

}  // namespace radgauge::reference
