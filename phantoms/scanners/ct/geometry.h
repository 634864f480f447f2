#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "phantoms/object/object.h"
#include "phantoms/scanners/ct/parameters.h"

namespace radgauge::phantoms::ct {

/// One parallel projection: rays x cosine + y sine = s. Column c of the detector (0 and -1 lie about the
/// axis) is at s = (c + 1/2 + shift) pitch. Every four views sample at four shifts, a quarter of a pitch
/// apart, as a flying focal spot does it (Kachelriess et al. 2006, doi:10.1109/TNS.2006.874076), so that what
/// one view folds at its Nyquist frequency the next ones cancel; without that, the edge of a disk about the
/// axis would be folded alike in all views. In random order, since a regular one would gather what is folded
/// in streaks.
struct View {
  double cosine = 1;
  double sine = 0;
  double shift = 0;
};

/// Views at (j + 1/2) pi / n, in four sets that are each other's mirror images where n is a multiple of four:
/// view j of set 0 at angle t, of set 1 at pi/2 - t, of set 2 at pi/2 + t, of set 3 at pi - t, with cosines
/// and sines that are the same numbers and one shift. Otherwise there is one set.
struct Views {
  std::vector<View> all;  ///< set by set
  std::int64_t sets = 1;

  std::int64_t count() const { return static_cast<std::int64_t>(all.size()); }
  std::int64_t per_set() const { return count() / sets; }
};
Views views_of(std::int64_t count);

/// A circle in the plane of the slices.
struct Circle {
  double x_mm = 0;
  double y_mm = 0;
  double radius_mm = 0;
};

/// Columns of the detector that a view must have for a circle and some more on each side.
struct Columns {
  std::int64_t first = 0;
  std::int64_t count = 0;
};
/// `count` is the same for all views of a circle.
Columns columns_of(const Circle& circle, const View& view, double pitch_mm, std::int64_t more);

/// Around the axis, holding all of the object.
Circle shadow_of(const Object& object);
/// Around the centre of the lattice, holding all centres of pixels.
Circle circle_of(const Lattice& lattice);

}  // namespace radgauge::phantoms::ct
