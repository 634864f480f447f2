#include "runner/overshoot.h"

#include <algorithm>
#include <cmath>

#include "imaging/padding.h"
#include "imaging/region.h"

namespace radgauge::runner {

namespace {

/// The box of the ROI with the reach of a cubic spline around it.
Mask reach_of(const Mask& roi) {
  constexpr std::int64_t kReach = 4;
  Mask near(roi.lattice);
  near.window = roi.window;
  const Box box =
      intersect(grow(bounding_box(roi), {kReach, kReach, kReach}), Box{{0, 0, 0}, roi.lattice.size});
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) near(x, y, z) = 1;
  return near;
}

}  // namespace

std::optional<Notice> overshoot(const Volume& image, const Mask& mask, const reference::Prepared& prepared) {
  constexpr double kUsual = 0.25;
  const Mask roi = imaging::roi_on(mask, image);
  const imaging::IntensityRange own = imaging::intensity_range(image, roi),
                                made = imaging::intensity_range(prepared.image, prepared.mask);
  const double beyond = std::max(own.low - made.low, made.high - own.high);
  if (!(beyond > kUsual * (own.high - own.low)) || !std::isfinite(beyond)) return std::nullopt;
  const imaging::Padding padding = imaging::find_padding(image, reach_of(roi));
  if (padding.share <= 0 || (padding.value >= own.low && padding.value <= own.high)) return std::nullopt;
  return Notice{NoticeKind::overshoot, beyond, padding.value};
}

}  // namespace radgauge::runner
