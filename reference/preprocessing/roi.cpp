#include "reference/preprocessing/roi.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::reference {

namespace {

void check_numbers(const Volume& image, const Mask& mask, const Box& box) {
  std::int64_t missing = 0;
  Index3 first{0, 0, 0};
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
        if (mask(x, y, z) != 0 && !std::isfinite(image(x, y, z)) && missing++ == 0)
          for (std::size_t a = 0; a < 3; ++a) first[a] = std::array{x, y, z}[a] + image.window.offset[a];
  if (missing == 0) return;
  throw Error(ErrorKind::data, to_text(missing) +
                                   " voxels inside the mask are NaN or infinite, the first at index (" +
                                   to_text(first[0]) + ", " + to_text(first[1]) + ", " + to_text(first[2]) +
                                   "); repair the image or leave them out of the mask");
}

}  // namespace

Roi cut_roi(const Volume& image, const Mask& mask) {
  const Index3& n = image.lattice.size;
  if (n != mask.lattice.size)
    throw Error(ErrorKind::data, "image and mask differ in size; bring the mask to the lattice of the image");
  const Box box = bounding_box(mask);
  if (box.empty()) throw Error(ErrorKind::data, "the mask has no voxel inside; draw the region first");
  Roi roi;
  roi.size = box.size();
  roi.spacing_mm = image.lattice.spacing_mm;
  roi.inside.reserve(static_cast<std::size_t>(box.voxel_count()));
  roi.intensity.reserve(static_cast<std::size_t>(box.voxel_count()));
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y) {
      const auto row = static_cast<std::ptrdiff_t>(mask.at(box.begin[0], y, z));
      roi.inside.insert(roi.inside.end(), mask.voxels.begin() + row, mask.voxels.begin() + row + roi.size[0]);
      roi.intensity.insert(roi.intensity.end(), image.voxels.begin() + row,
                           image.voxels.begin() + row + roi.size[0]);
    }
  // v - v is 0 of a number and NaN of infinities and NaN.
  std::uint32_t missing = 0;
  for (std::size_t i = 0; i < roi.inside.size(); ++i) {
    roi.inside[i] = roi.inside[i] != 0 ? 1 : 0;
    missing |= roi.inside[i] & (roi.intensity[i] - roi.intensity[i] != 0 ? 1U : 0U);
  }
  roi.voxel_count = std::accumulate(roi.inside.begin(), roi.inside.end(), std::int64_t{0});
  if (missing != 0) check_numbers(image, mask, box);
  return roi;
}

Surroundings cut_surroundings(const Volume& image, const Mask& mask, double margin_mm) {
  const Box region = bounding_box(mask);
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = static_cast<std::int64_t>(std::floor(margin_mm / image.lattice.spacing_mm[a] * (1 + 1e-9)));
  Box whole;
  for (std::size_t a = 0; a < 3; ++a) {
    whole.begin[a] = -image.window.offset[a];
    whole.end[a] = whole.begin[a] + image.window.whole_size[a];
  }
  const Box wanted = intersect(grow(region, margin), whole);
  Box box = intersect(wanted, {{0, 0, 0}, image.lattice.size});
  const bool is_cut = !(wanted == box);
  // A mask that was moved may reach beyond what was scanned; its own voxels are always there.
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] = std::min(box.begin[a], region.begin[a]);
    box.end[a] = std::max(box.end[a], region.end[a]);
  }
  Surroundings around;
  around.size = box.size();
  for (std::size_t a = 0; a < 3; ++a) around.offset[a] = region.begin[a] - box.begin[a];
  around.intensity = crop(image, box).voxels;
  around.has_missing = !std::all_of(around.intensity.begin(), around.intensity.end(),
                                    [](float v) { return std::isfinite(v); });
  around.is_cut = is_cut;
  return around;
}

namespace {

/// Narrows [lower, upper] to `sigma` population standard deviations about the mean of the values in it.
void narrow(const Roi& roi, double sigma, double& lower, double& upper) {
  double sum = 0;
  std::int64_t n = 0;
  const auto inside = [&](std::size_t i) {
    const double v = roi.intensity[i];
    return roi.inside[i] != 0 && v >= lower && v <= upper;
  };
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -lowest;
  for (std::size_t i = 0; i < roi.inside.size(); ++i)
    if (inside(i)) {
      sum += roi.intensity[i];
      lowest = std::min<double>(lowest, roi.intensity[i]);
      highest = std::max<double>(highest, roi.intensity[i]);
      ++n;
    }
  if (n == 0 || lowest == highest) return;
  const double mean = sum / static_cast<double>(n);
  double squares = 0;
  for (std::size_t i = 0; i < roi.inside.size(); ++i)
    if (inside(i)) squares += (roi.intensity[i] - mean) * (roi.intensity[i] - mean);
  const double reach = sigma * std::sqrt(squares / static_cast<double>(n));
  lower = std::max(lower, mean - reach);
  upper = std::min(upper, mean + reach);
}

}  // namespace

namespace {

/// The floats within [lower, upper]: comparing voxels with these is comparing them with the bounds.
struct FloatRange {
  float lower;
  float upper;
};
FloatRange floats_within(double lower, double upper) {
  constexpr double kMost = std::numeric_limits<float>::max();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  FloatRange range{lower > kMost ? kInfinity : static_cast<float>(std::max(lower, -kMost)),
                   upper < -kMost ? -kInfinity : static_cast<float>(std::min(upper, kMost))};
  if (static_cast<double>(range.lower) < lower) range.lower = std::nextafter(range.lower, kInfinity);
  if (static_cast<double>(range.upper) > upper) range.upper = std::nextafter(range.upper, -kInfinity);
  return range;
}

/// Lowest and highest, in lanes: each comparison of one minimum has to wait for the one before.
void set_extremes(IntensityMask& mask) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> low, high;
  low.fill(mask.values[0]);
  high.fill(mask.values[0]);
  const std::size_t n = mask.values.size();
  const auto take = [&](std::size_t k, float v) {
    low[k] = v < low[k] ? v : low[k];
    high[k] = v > high[k] ? v : high[k];
  };
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kLanes; ++k) take(k, mask.values[i + k]);
  for (; i < n; ++i) take(0, mask.values[i]);
  mask.lowest = *std::min_element(low.begin(), low.end());
  mask.highest = *std::max_element(high.begin(), high.end());
}

}  // namespace

IntensityMask resegment(const Roi& roi, double lower, double upper, double sigma) {
  if (sigma > 0) narrow(roi, sigma, lower, upper);
  IntensityMask mask;
  mask.inside.resize(roi.inside.size());
  mask.values.resize(static_cast<std::size_t>(roi.voxel_count) + 1);
  const FloatRange range = floats_within(lower, upper);
  const std::uint8_t* in_roi = roi.inside.data();
  const float* intensity = roi.intensity.data();
  std::uint8_t* inside = mask.inside.data();
  for (std::size_t i = 0; i < roi.inside.size(); ++i)
    inside[i] = static_cast<std::uint8_t>((in_roi[i] != 0) & (intensity[i] >= range.lower) &
                                          (intensity[i] <= range.upper));
  float* value = mask.values.data();
  for (std::size_t i = 0; i < roi.inside.size(); ++i) {
    *value = intensity[i];  // overwritten by the next unless kept: no branch
    value += inside[i];
  }
  mask.values.resize(static_cast<std::size_t>(value - mask.values.data()));
  if (!mask.values.empty()) set_extremes(mask);
  return mask;
}

}  // namespace radgauge::reference
