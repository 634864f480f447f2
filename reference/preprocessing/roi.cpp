#include "reference/preprocessing/roi.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"

namespace radgauge {

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
  bool finite = true;
  for (std::size_t i = 0; i < roi.inside.size(); ++i) {
    roi.inside[i] = roi.inside[i] != 0 ? 1 : 0;
    roi.voxel_count += roi.inside[i];
    if (roi.inside[i] != 0 && !std::isfinite(roi.intensity[i])) finite = false;
  }
  if (!finite) check_numbers(image, mask, box);
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
  const Box box = intersect(wanted, {{0, 0, 0}, image.lattice.size});
  Surroundings around;
  around.size = box.size();
  for (std::size_t a = 0; a < 3; ++a) around.offset[a] = region.begin[a] - box.begin[a];
  around.intensity = crop(image, box).voxels;
  around.has_missing = !std::all_of(around.intensity.begin(), around.intensity.end(),
                                    [](float v) { return std::isfinite(v); });
  around.is_cut = !(wanted == box);
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

IntensityMask resegment(const Roi& roi, double lower, double upper, double sigma) {
  if (sigma > 0) narrow(roi, sigma, lower, upper);
  IntensityMask mask;
  mask.inside.resize(roi.inside.size());
  mask.values.resize(static_cast<std::size_t>(roi.voxel_count) + 1);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < roi.inside.size(); ++i) {
    const double v = roi.intensity[i];
    const bool keep = (roi.inside[i] != 0) & (v >= lower) & (v <= upper);
    mask.inside[i] = keep ? 1 : 0;
    mask.values[kept] = roi.intensity[i];  // overwritten by the next unless kept: no branch
    kept += keep ? 1 : 0;
  }
  mask.values.resize(kept);
  if (mask.values.empty()) return mask;
  const auto [low, high] = std::minmax_element(mask.values.begin(), mask.values.end());
  mask.lowest = *low;
  mask.highest = *high;
  return mask;
}

}  // namespace radgauge
