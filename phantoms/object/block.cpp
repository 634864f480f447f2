#include "phantoms/object/block.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace radgauge::phantoms {

namespace {

constexpr double kMostCells = 1 << 23;

std::int64_t cells_along(double length_mm, double cell_mm) {
  return std::max<std::int64_t>(2, std::llround(length_mm / cell_mm));
}

/// The rim of one cell is part of size and origin.
Lattice with_rim(const BlockSize& size, double cell_mm) {
  Lattice cells;
  const std::array<double, 3> lengths{size.width_mm, size.width_mm, size.thickness_mm};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t n = cells_along(lengths[a], cell_mm);
    cells.size[a] = n + 2;
    cells.spacing_mm[a] = lengths[a] / static_cast<double>(n);
    cells.origin_mm[a] = -0.5 * (lengths[a] + cells.spacing_mm[a]);
  }
  return cells;
}

bool in_rim(std::int64_t i, std::int64_t size) {
  return size > 2 && (i == 0 || i == size - 1);
}

}  // namespace

FieldList<BlockSize> BlockSize::size_fields() {
  return {field("width_mm", &BlockSize::width_mm, "mm", between(20, 300), "width of the block along x and y"),
          field("thickness_mm", &BlockSize::thickness_mm, "mm", between(10, 500),
                "thickness of the block along z")};
}

Object block_of(const BlockSize& size, const Tissue& tissue) {
  constexpr double kAirMm = 10;
  const double half = 0.5 * size.width_mm;
  const double half_z = 0.5 * size.thickness_mm;
  Object object;
  object.parts = {{{ShapeKind::box, {0, 0, 0}, {half, half, half_z}}, tissue}};
  const Shape middle{ShapeKind::box, {0, 0, 0}, {0.8 * half, 0.8 * half, 0.6 * half_z}};
  const Vec3& reach = middle.half_mm;
  object.regions = {
      {[middle](const Vec3& at) { return contains(middle, at); }, {-reach[0], -reach[1], -reach[2]}, reach}};
  object.low_z_mm = -half_z;
  object.high_z_mm = half_z;
  object.field_of_view_mm = size.width_mm + 2 * kAirMm;
  return object;
}

Lattice cells_of(const BlockSize& size, double cell_mm) {
  return with_rim(size, cell_mm);
}

Lattice columns_of(const BlockSize& size, double cell_mm) {
  Lattice columns = with_rim(size, cell_mm);
  columns.size[2] = 2;
  columns.spacing_mm[2] = size.thickness_mm;
  columns.origin_mm[2] = -0.5 * size.thickness_mm;
  return columns;
}

Volume fill_cells(const Lattice& cells, const std::function<double(const Vec3& point_mm)>& value) {
  Volume filled(cells);
  std::size_t i = 0;
  for (std::int64_t z = 0; z < cells.size[2]; ++z)
    for (std::int64_t y = 0; y < cells.size[1]; ++y)
      for (std::int64_t x = 0; x < cells.size[0]; ++x, ++i)
        if (!in_rim(x, cells.size[0]) && !in_rim(y, cells.size[1]) && !in_rim(z, cells.size[2]))
          filled.voxels[i] = static_cast<float>(value(
              cells.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)})));
  return filled;
}

Tissue texture_tissue(double sd_hu) {
  const double relative = sd_hu > 0 ? 0.2 / sd_hu : 0;
  return {0.001, relative, 0, 0, relative};
}

std::string cells_problem(const BlockSize& size, double cell_mm) {
  const double cells = std::pow(size.width_mm / cell_mm, 2) * (size.thickness_mm / cell_mm);
  if (!(cells > kMostCells)) return {};
  return "cells of " + to_text(cell_mm) + " mm in a block of " + to_text(size.width_mm) + " x " +
         to_text(size.width_mm) + " x " + to_text(size.thickness_mm) + " mm are " +
         to_rounded_text(cells, 3) + ", more than " + to_rounded_text(kMostCells, 3) +
         "; use larger cells or a smaller block";
}

}  // namespace radgauge::phantoms
