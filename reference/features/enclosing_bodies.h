#pragma once

#include "reference/features/convex_hull.h"

namespace radgauge::reference {

/// A box around a hull.
struct EnclosingBox {
  double volume = 0;
  double area = 0;
};

/// The oriented box of small volume around the hull with its axes stretched by `unit`. An approximation from
/// above to the oriented minimum bounding box: for the directions of the axes and of the (up to 300) largest
/// facets of the hull, the smallest rectangle around the projection (Freeman and Shapira 1975,
/// doi:10.1145/360881.360919) times the width; the best of these boxes is then turned about each of its axes
/// in the same way until that makes it no smaller. O'Rourke's minimum (1985, doi:10.1007/BF00991005), flush
/// with edges only, can be smaller. Never larger than the axis-aligned box. Of boxes of equal volume the one
/// of smallest area. `hull` has triangles.
EnclosingBox oriented_box(const ConvexHull& hull, const Vec3& unit);

/// Semi-axes, largest first, of the ellipsoid of minimum volume around the hull with its axes stretched by
/// `unit`: Khachiyan's coordinate ascent with steps away from points (Todd and Yildirim 2007,
/// doi:10.1016/j.dam.2007.02.013). It holds all vertices; its volume exceeds the minimum by less than 1e-9 of
/// it. `hull` has triangles.
Vec3 enclosing_ellipsoid(const ConvexHull& hull, const Vec3& unit);

}  // namespace radgauge::reference
