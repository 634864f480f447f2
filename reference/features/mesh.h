#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry.h"

namespace radgauge::reference {

/// Surface of a mask by marching cubes at level 0.5 (Lorensen and Cline, SIGGRAPH 1987,
/// doi:10.1145/37401.37422): vertices half-way between a voxel inside and a neighbour outside. On a face with
/// two inside corners across the diagonal the surface keeps them apart, in both cells that share the face, so
/// that it is always closed. The polygons of a cell are cut into the fan of largest area: of the choices that
/// treat all axes alike it is the one that meets every IBSI reference value. Nothing is stored: each of the
/// 256 configurations of a cell has its own area and contribution to the volume, and they are counted.
struct MeshMeasure {
  double volume_mm3 = 0;
  double area_mm2 = 0;
};

/// Mask of the given size, x fastest, 0 or 1; what is beyond it counts as outside.
MeshMeasure measure_mesh(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm);

/// Vertices of that surface, in half voxels, among which all corners of its convex hull are: of each line
/// along x the outermost, and of these the corners of the convex hull of every plane.
std::vector<Index3> outermost_vertices(std::span<const std::uint8_t> inside, const Index3& size);

/// Largest distance in mm between two of the outermost vertices of a mask of this size; 0 for none.
double largest_distance_mm(std::span<const Index3> outermost, const Index3& size, const Vec3& spacing_mm);

/// Largest distance in mm between two vertices of that surface; 0 for an empty mask. The value of all pairs,
/// to the last bit: only the outermost vertices of each line along x, and of these only corners of the convex
/// hull of their plane, can be an end of it; groups of pairs that cannot exceed the best are skipped.
double largest_diameter_mm(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm);

/// The triangles of one configuration; bit 4x + y + 2z is the corner (x, y, z). Corners of triangles are in
/// half cells: 0, 1 or 2 on each axis, counter-clockwise seen from outside. Where several ways of cutting a
/// polygon are equal, all are given, with weights that add up to 1.
struct CellTriangle {
  std::array<std::array<int, 3>, 3> corners;
  double weight = 1;
};
const std::vector<CellTriangle>& cell_triangles(unsigned configuration);

}  // namespace radgauge::reference
