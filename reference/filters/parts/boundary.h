#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/field.h"
#include "core/volume.h"

namespace radgauge::reference {

/// What stands beyond the ends of the whole image (IBSI 2 manual, arXiv:2006.05470, "Boundary conditions"),
/// by the example a b c d: `zero` 0 0 | a b c d | 0 0, `nearest` a a | a b c d | d d, `periodic` c d | a b c
/// d | a b, `mirror` b a | a b c d | d c (the edge sample is repeated).
enum class Boundary { zero, nearest, periodic, mirror };
/// Filters work in slices (x and y) or in the volume.
enum class Dimension { in_slices, in_volume };
/// How the responses to the right-angle rotations of a filter (24, or 4 in slices) become one.
enum class Pooling { none, max, average };

/// The one response of two that `max` takes; NaN where one of them is.
inline double pooled_max(double a, double b) {
  return a < b || std::isnan(b) ? b : a;
}

/// The fields that filters share, with the words of the IBSI 2 manual.
template <class P>
BoundField<P> boundary_field(Boundary P::*member) {
  return field("boundary", member,
               {{"zero", Boundary::zero},
                {"nearest", Boundary::nearest},
                {"periodic", Boundary::periodic},
                {"mirror", Boundary::mirror}},
               "what stands beyond the ends of the image; mirror repeats the edge sample");
}
template <class P>
BoundField<P> dimension_field(Dimension P::*member) {
  return field("dimension", member, {{"2D", Dimension::in_slices}, {"3D", Dimension::in_volume}},
               "2D: within slices");
}
template <class P>
BoundField<P> pooling_field(Pooling P::*member) {
  return field("pooling", member,
               {{"none", Pooling::none}, {"max", Pooling::max}, {"average", Pooling::average}},
               "over the 24 right-angle rotations of the filter (2D: 4)");
}

/// One axis of an image that may be a part of a longer whole.
struct AxisPart {
  std::int64_t stored = 0;  ///< samples in memory
  std::int64_t offset = 0;  ///< index, in the whole, of the first of them
  std::int64_t whole = 0;   ///< samples of the whole
};
/// Axis `axis` (0, 1, 2: x, y, z) of an image of `size` voxels in memory, of which `window` says where in the
/// whole image they are.
AxisPart axis_part(const CropWindow& window, const Index3& size, std::size_t axis);

/// Where in memory the samples begin ... end - 1 stand, counted from the first in memory (they may lie beyond
/// it); -1 for a 0. Throws Error(internal) for one that belongs to the whole and is not in memory.
std::vector<std::int64_t> sample_places(const AxisPart& axis, Boundary boundary, std::int64_t begin,
                                        std::int64_t end);

/// An image of 0 over `box`, which counts in the voxels of `image`.
Volume blank_part(const Volume& image, const Box& box);

/// `box` grown by `reach`, cut at the ends of the image.
Box room_around(const Volume& image, const Box& box, const Index3& reach);

/// `box` in the voxels of `room`, the part of an image that it lies in.
Box box_within(Box box, const Box& room);

}  // namespace radgauge::reference
