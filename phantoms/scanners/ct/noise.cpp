#include "phantoms/scanners/ct/noise.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "phantoms/scanners/ct/noise_kernels.h"

namespace radgauge::phantoms::ct {

namespace {

/// From this mean on the expansion is used.
constexpr double kLargeMean = 16;
constexpr std::size_t kRaysAtOnce = 256;

enum RayDraw : std::uint32_t { kCount, kElectronic };

}  // namespace

double poisson_by_sum(double mean, double uniform) {
  double probability = std::exp(-mean);
  double sum = probability;
  double n = 0;
  // Rounding may keep the sum below a uniform number next to 1.
  while (sum < uniform && n < 2000) {
    n += 1;
    probability *= mean / n;
    sum += probability;
  }
  return n;
}

double poisson_by_normal(double mean, double normal) {
  return count_by_normal(mean, normal);
}

void draw_ray_errors(const Draws& draws, std::uint64_t first_item, std::span<const double> photons_left,
                     double electronic_noise, double* to, std::size_t stride) {
  std::array<double, kRaysAtOnce> normal, reading;
  for (std::size_t first = 0; first < photons_left.size(); first += kRaysAtOnce) {
    const std::size_t n = std::min(kRaysAtOnce, photons_left.size() - first);
    const double* mean = photons_left.data() + first;
    draws.normals(first_item + first, std::span(normal.data(), n), kCount);
    counts_by_normal(mean, normal.data(), n, reading.data());
    for (std::size_t i = 0; i < n; ++i)
      if (mean[i] < kLargeMean)
        reading[i] = poisson_by_sum(mean[i], draws.uniform(first_item + first + i, kCount));
    if (electronic_noise > 0) {
      draws.normals(first_item + first, std::span(normal.data(), n), kElectronic);
      for (std::size_t i = 0; i < n; ++i) reading[i] += electronic_noise * normal[i];
    }
    line_integral_errors(mean, n, reading.data());
    for (std::size_t i = 0; i < n; ++i) to[stride * (first + i)] = reading[i];
  }
}

}  // namespace radgauge::phantoms::ct
