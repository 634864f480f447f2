#pragma once

#include <cstdint>
#include <vector>

#include "phantoms/scanners/ct/filter.h"
#include "phantoms/scanners/ct/geometry.h"

namespace radgauge::phantoms::ct {

/// Pixels of a slice, in mm.
struct Pixels {
  std::vector<double> x_mm;
  std::vector<double> y_mm;

  std::size_t count() const { return x_mm.size() * y_mm.size(); }
};

/// Mean over the views of the filtered readings at the pixels, times pi, linear between columns: one lane per
/// slice. Row r of `filtered` is view r, of 8 lanes; to[lanes (x + size_x y) + lane]. The columns of each row
/// hold all pixels (columns_of). Sums run set by set of the views, each in order.
void backproject_slices(const Rows& filtered, const Views& views, double pitch_mm, const Pixels& pixels,
                        std::vector<double>& to);

/// The same of one slice, where a lane is a set of views: row r of `filtered` holds view r of each of four
/// sets. Views of different sets see mirrored pixels at the same place, so that place and weights are
/// computed once. `x_mm` and `y_mm` must be equal and symmetric about 0. The same bytes as
/// backproject_slices.
void backproject_symmetric(const Rows& filtered, const Views& views, double pitch_mm, const Pixels& pixels,
                           std::vector<double>& to);
/// May these pixels and views go to backproject_symmetric?
bool is_symmetric(const Pixels& pixels, const Views& views);

}  // namespace radgauge::phantoms::ct
