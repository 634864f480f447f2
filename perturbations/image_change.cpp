#include "perturbations/image_change.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "imaging/noise_estimate.h"

namespace radgauge::perturbations {

namespace {

/// f(i) for every voxel inside; long runs outside are passed over.
template <class F>
void for_each_inside(const Mask& roi, F f) {
  constexpr std::array<std::uint8_t, 64> kOutside{};
  const std::size_t n = roi.voxels.size();
  for (std::size_t i = 0; i < n; ++i) {
    while (i + kOutside.size() < n && std::memcmp(&roi.voxels[i], kOutside.data(), kOutside.size()) == 0)
      i += kOutside.size();
    if (roi.voxels[i] != 0) f(i);
  }
}

}  // namespace

std::uint64_t voxel_key(const CropWindow& window, std::int64_t x, std::int64_t y, std::int64_t z) {
  const Index3& whole = window.whole_size;
  const std::int64_t plane = y + window.offset[1] + whole[1] * (z + window.offset[2]);
  return static_cast<std::uint64_t>(x + window.offset[0] + whole[0] * plane);
}

double sd_of_change(const Volume& before, const Volume& after, const Mask& roi) {
  double sum = 0, squares = 0, voxels = 0;
  for_each_inside(roi, [&](std::size_t i) {
    const double added = static_cast<double>(after.voxels[i]) - static_cast<double>(before.voxels[i]);
    sum += added;
    squares += added * added;
    voxels += 1;
  });
  const double mean = sum / voxels;
  return voxels > 1 ? std::sqrt(std::max(0.0, squares - sum * mean) / (voxels - 1)) : kNaN;
}

RoiRange roi_range(const Volume& image, const Mask& roi) {
  RoiRange range{std::numeric_limits<double>::infinity(), 0, -std::numeric_limits<double>::infinity()};
  double voxels = 0;
  bool is_finite = true;
  for_each_inside(roi, [&](std::size_t i) {
    const double v = image.voxels[i];
    is_finite = is_finite && std::isfinite(v);
    range.lowest = std::min(range.lowest, v);
    range.highest = std::max(range.highest, v);
    range.mean += v;
    voxels += 1;
  });
  if (voxels == 0) throw Error(ErrorKind::data, "the ROI has no voxel on the image; draw the region first");
  if (!is_finite)
    throw Error(ErrorKind::data,
                "the ROI holds voxels that are NaN or infinite; repair the image or leave them out");
  range.mean /= voxels;
  return range;
}

void require_not_negative(const RoiRange& range, const std::string& what) {
  if (range.lowest < 0)
    throw Error(ErrorKind::data, "the lowest intensity of the ROI is " + to_rounded_text(range.lowest) +
                                     ", but " + what +
                                     " needs intensities of 0 and more; use the image before normalisation");
}

Magnitude noise_there(const ImageInput& in, const Mask& roi, bool is_needed, double gain) {
  Magnitude found{"estimated_sd", kNaN, kNaN, "intensity"};
  try {
    found.achieved = imaging::estimate_noise_around(in.image, roi, in.modality).sd / gain;
  } catch (const Error& error) {
    if (is_needed) throw;
    found.status = error.what();
  }
  if (is_needed && !(found.achieved > 0))
    throw Error(
        ErrorKind::data,
        "there is no noise in the image to multiply: its estimate is 0; give the noise as an absolute sd");
  return found;
}

}  // namespace radgauge::perturbations
