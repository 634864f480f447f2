#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/error.h"
#include "core/operation.h"
#include "imaging/noise_estimate.h"
#include "imaging/region.h"

namespace radgauge {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct NoiseWhite {
  double k = 0;
  double sd = 0;
  static constexpr bool random = true;

  bool identity() const { return k == 0 && sd == 0; }
  static auto fields() {
    return std::tuple{field("k", &NoiseWhite::k, "1", between(0, 100),
                            "noise to add, in multiples of the noise already there"),
                      field("sd", &NoiseWhite::sd, "intensity", kNotNegative,
                            "noise to add as a standard deviation; above 0 it replaces k")};
  }
  Support support() const { return {Support::Reach::margin, kNoiseMarginMm}; }
};

/// The noise already there; without an absolute sd there is no going on if it cannot be told.
Magnitude noise_there(const ImageInput& in, const Mask& roi, bool is_needed) {
  Magnitude found{"estimated_sd", kNaN, kNaN, "intensity"};
  try {
    found.achieved = estimate_noise(in.image, noise_region(in.image, roi, in.modality)).sd;
  } catch (const Error& error) {
    if (is_needed) throw;
    found.status = error.what();
  }
  return found;
}

void add_noise(Volume& image, double sd, const Draws& draws) {
  const Index3& n = image.lattice.size;
  const CropWindow& window = image.window;
  std::vector<double> row(static_cast<std::size_t>(n[0]));
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      const std::int64_t plane = y + window.offset[1] + window.whole_size[1] * (z + window.offset[2]);
      const std::int64_t first = window.offset[0] + window.whole_size[0] * plane;
      draws.normals(static_cast<std::uint64_t>(first), row);
      float* voxel = image.voxels.data() + image.at(0, y, z);
      for (const double normal : row) {
        *voxel = static_cast<float>(static_cast<double>(*voxel) + sd * normal);
        ++voxel;
      }
    }
}

/// Standard deviation of after - before over the ROI.
double added_sd(const Volume& before, const Volume& after, const Mask& roi) {
  double sum = 0, squares = 0, voxels = 0;
  constexpr std::array<std::uint8_t, 64> kOutside{};
  const std::size_t n = roi.voxels.size();
  for (std::size_t i = 0; i < n; ++i) {
    while (i + kOutside.size() < n && std::memcmp(&roi.voxels[i], kOutside.data(), kOutside.size()) == 0)
      i += kOutside.size();
    if (roi.voxels[i] == 0) continue;
    const double added = static_cast<double>(after.voxels[i]) - static_cast<double>(before.voxels[i]);
    sum += added;
    squares += added * added;
    voxels += 1;
  }
  const double mean = sum / voxels;
  return voxels > 1 ? std::sqrt(std::max(0.0, squares - sum * mean) / (voxels - 1)) : kNaN;
}

ImageOutput apply(const ImageInput& in, const NoiseWhite& p) {
  const Mask roi = roi_on(in.roi, in.image);
  const Magnitude there = noise_there(in, roi, !(p.sd > 0) && p.k > 0);
  const double sd = p.sd > 0 ? p.sd : p.k > 0 ? p.k * there.achieved : 0;
  ImageOutput out{in.image, {}};
  if (sd > 0) add_noise(out.image, sd, in.draws);
  Magnitude done{"sd", sd, added_sd(in.image, out.image, roi), "intensity"};
  if (p.k > 0 && !(sd > 0)) done.status = "no noise in the image to multiply";
  out.magnitudes = {done, there};
  return out;
}

}  // namespace

namespace operations {

Operation noise_white() {
  return image_operation<NoiseWhite, apply>(
      {"noise.white", "add white Gaussian noise",
       "Adds an independent Gaussian number of mean 0 to every voxel of the image as acquired, before any "
       "interpolation; nothing is rounded or clipped (rounding ends the grid stage). Its standard deviation "
       "is "
       "sd, or k times the noise estimated from the image: within 12 mm of the ROI, CT air below -900 HU "
       "left "
       "out, median of the absolute in-slice mask [1 -2 1] x [1 -2 1] / 6 over 0.6745, responses beyond 3 "
       "standard deviations set aside. Adding k times the noise makes the total sqrt(1 + k^2) times as "
       "large. "
       "The number of a voxel depends on study, object, repetition and its place in the whole image alone, "
       "so "
       "levels of k share their draws.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (noise addition); Immerkaer "
       "1996, doi:10.1006/cviu.1996.0060 (mask of the estimate)"});
}

}  // namespace operations
}  // namespace radgauge
