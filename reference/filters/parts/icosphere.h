#pragma once

#include <vector>

#include "core/geometry.h"

namespace radgauge::reference {

/// Vertices, on the unit sphere, of an icosahedron with 5 corners about (0, 1, 0) +- whose edges were halved
/// `subdivisions` times: 10 x 4^subdivisions + 2 of them. Corners are the cyclic orders of (0, +-1, +-(1 +
/// sqrt 5) / 2), divided by their length; each halving puts a vertex on the sphere above the middle of every
/// edge.
std::vector<Vec3> icosphere_vertices(std::int64_t subdivisions);

}  // namespace radgauge::reference
