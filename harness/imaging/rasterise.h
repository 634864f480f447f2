#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace radgauge::imaging {

/// A closed polygon in the plane of a slice, as continuous voxel indices (x, y); its last point is joined to
/// its first. Voxel (i, j) is the square of side 1 about (i, j).
using PlanePolygon = std::vector<std::array<double, 2>>;

/// How much of a voxel must lie inside of contours for it to be inside: 0 asks for its centre alone (DICOM's
/// usual reading, and IBSI's), a share above 0 for that part of its area.
struct ContourRule {
  double coverage = 0;
};

/// The voxels of a slice of `columns` x `rows` (x fastest) that lie inside by `rule`: 1 inside, 0 outside.
/// Inside is even-odd over all polygons together, so that a contour within another is a hole and the bridge
/// of a keyhole, which is passed twice, bounds nothing: centres within a bridge of up to 0.01 voxel are what
/// lies about it. A centre on an edge belongs to one side: the one with the larger x, of horizontal edges the
/// larger y.
/// Reference: scan conversion, Foley et al., Computer Graphics, 2nd ed., section 3.6.
std::vector<std::uint8_t> rasterise(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                                    std::int64_t rows, const ContourRule& rule = {});

/// The share of each voxel's area that lies inside, 0 to 1: exact, but for edges that cross each other within
/// a voxel (1e-4; of more than 64 edges in a row of voxels 0.1 of the crossing's extent).
std::vector<float> area_inside(const std::vector<PlanePolygon>& polygons, std::int64_t columns,
                               std::int64_t rows);

/// The closed lines at `level` of values at voxel centres (x fastest), linear between them; beyond the voxels
/// there is 0. Where a saddle leaves the choice, the higher values are apart. A line through a centre whose
/// value is `level` takes it for higher. Reference: marching squares, Maple 2003,
/// doi:10.1109/GMAG.2003.1219671.
std::vector<PlanePolygon> isolines(const std::vector<float>& values, std::int64_t columns, std::int64_t rows,
                                   double level);

/// The outline of the voxels that are 1, along their edges: a polygon for each border, outer ones and those
/// of holes. Rasterising it gives the voxels back.
std::vector<PlanePolygon> voxel_outline(const std::vector<std::uint8_t>& inside, std::int64_t columns,
                                        std::int64_t rows);

}  // namespace radgauge::imaging
