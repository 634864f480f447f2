#pragma once

#include "core/volume.h"
#include "phantoms/scanners/measure/curve.h"

namespace radgauge::phantoms::measure {

/// Modulation transfer function in the plane, from the circular edge of a disk in one slice: pixels within
/// `reach_mm` of the edge are sorted into bins of a twentieth of a pixel by their distance from the centre,
/// the edge spread between the mean distances of bins is linear, and its derivative, tapered beyond half the
/// reach, is transformed. `count` frequencies up to `highest_per_mm`, 1 at frequency 0. The image should have
/// little noise. Richard et al. 2012, doi:10.1118/1.4725171.
Curve disk_mtf(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double radius_mm,
               double reach_mm, double highest_per_mm, std::size_t count);

/// Mean over the pixels of a slice whose distance from a point in the plane is at least `inner_mm` and below
/// `outer_mm`; NaN without any.
double ring_mean(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double inner_mm,
                 double outer_mm);

/// Distance in x over which a rising or falling edge goes from `low_share` to `high_share` of its step, which
/// is from its first value to its last; points may be in any order of x. Linear between points.
double edge_width(Curve edge, double low_share, double high_share);

}  // namespace radgauge::phantoms::measure
