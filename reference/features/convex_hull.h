#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/geometry.h"

namespace radgauge::reference {

/// Convex hull of points with whole coordinates. Facets with more than three corners are cut into triangles,
/// whose corners need not be extreme: some may lie on an edge or within a facet.
struct ConvexHull {
  std::vector<Index3> vertices;
  std::vector<std::array<std::size_t, 3>> triangles;  ///< of vertices, counter-clockwise seen from outside
};

/// By quickhull (Barber, Dobkin and Huhdanpaa 1996, doi:10.1145/235815.235821). Whole numbers make every test
/// exact: points of one plane or one line, which voxels have many of, are no special case. No triangles if
/// all points lie in a plane. Coordinates within +- 2^18; Error(data) for others.
ConvexHull convex_hull(std::span<const Index3> points);

struct HullMeasure {
  double volume = 0;
  double area = 0;
};

/// Of the hull with its axes stretched by `unit`.
HullMeasure measure_hull(const ConvexHull& hull, const Vec3& unit);

}  // namespace radgauge::reference
