#include <cmath>

#include "reference/extractor.h"
#include "reference/preprocessing/binning.h"

namespace radgauge::reference {

std::vector<Notice> notices(const Volume& image, const Mask& mask, const FeatureSettings& s) {
  std::vector<Notice> found;
  const bool narrows = std::isfinite(s.resegmentation_lower) || std::isfinite(s.resegmentation_upper) ||
                       s.resegmentation_sigma > 0;
  if (!narrows && s.discretisation == Discretisation::none) return found;
  const Roi roi = cut_roi(image, mask);
  const IntensityMask kept =
      resegment(roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
  const auto n_kept = static_cast<double>(kept.values.size());
  if (n_kept < static_cast<double>(roi.voxel_count))
    found.push_back({NoticeKind::resegmented, n_kept / static_cast<double>(roi.voxel_count)});
  if (kept.values.size() < 2 || s.discretisation == Discretisation::none) return found;
  Binning bin = make_binning(kept, s.discretisation, s.bin_count, s.bin_width, s.resegmentation_lower);
  bin.shift = s.bin_origin_shift;
  if (bin(kept.lowest) == bin(kept.highest))
    found.push_back({NoticeKind::one_grey_level, n_kept,
                     static_cast<double>(kept.highest) - static_cast<double>(kept.lowest)});
  return found;
}

}  // namespace radgauge::reference
