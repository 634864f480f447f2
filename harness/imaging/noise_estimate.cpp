#include "imaging/noise_estimate.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace radgauge {

namespace {

constexpr std::int64_t kLeastSamples = 64;
/// Median of |N(0, 1)|.
constexpr double kMedian = 0.6744897501960817;
/// Responses beyond this many standard deviations are edges, and the median of |N(0, 1)| cut there.
constexpr double kEdge = 3;
constexpr double kMedianBelowEdge = 0.6723672950630586;

/// [1 -2 1] along x at (x, y, z).
double second_difference(const float* v) {
  return static_cast<double>(v[-1]) - 2 * static_cast<double>(v[0]) + static_cast<double>(v[1]);
}

double median(std::span<const double> sorted) {
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

/// Standard deviation of the noise from the sorted absolute responses.
double robust_sd(std::span<const double> sorted) {
  double sd = median(sorted) / kMedian;
  for (int round = 0; round < 20; ++round) {
    const auto end = std::upper_bound(sorted.begin(), sorted.end(), kEdge * sd);
    const double next = median({sorted.begin(), end}) / kMedianBelowEdge;
    if (next == sd) break;
    sd = next;
  }
  return sd;
}

}  // namespace

NoiseEstimate estimate_noise(const Volume& image, const Mask& region) {
  if (image.lattice.size != region.lattice.size)
    throw Error(ErrorKind::data, "the noise region is not on the lattice of the image: " +
                                     explain_difference(image.lattice, region.lattice, "image", "region"));
  const Box inner = intersect(grow(bounding_box(region), {-1, -1, 0}), Box{{0, 0, 0}, region.lattice.size});
  const std::int64_t row = image.lattice.size[0];
  std::vector<double> responses;
  for (std::int64_t z = inner.begin[2]; z < inner.end[2]; ++z)
    for (std::int64_t y = inner.begin[1]; y < inner.end[1]; ++y)
      for (std::int64_t x = inner.begin[0]; x < inner.end[0]; ++x) {
        const std::uint8_t* in = region.voxels.data() + region.at(x, y, z);
        bool whole = true;
        for (const std::int64_t r : {-row, std::int64_t{0}, row})
          whole = whole && in[r - 1] != 0 && in[r] != 0 && in[r + 1] != 0;
        if (!whole) continue;
        const float* v = image.voxels.data() + image.at(x, y, z);
        responses.push_back(
            std::abs(second_difference(v - row) - 2 * second_difference(v) + second_difference(v + row)) / 6);
      }
  const auto samples = static_cast<std::int64_t>(responses.size());
  if (samples < kLeastSamples)
    throw Error(ErrorKind::data, "cannot estimate the noise: only " + to_text(samples) + " of at least " +
                                     to_text(kLeastSamples) +
                                     " places of 3 x 3 voxels fit into the region around the ROI; give the "
                                     "noise as an absolute sd");
  std::sort(responses.begin(), responses.end());
  return {robust_sd(responses), samples};
}

}  // namespace radgauge
