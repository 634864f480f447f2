#include "phantoms/scanners/ct/noise.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/quantile_parts.h"

namespace radgauge::phantoms::ct {

namespace {

/// From this mean on the expansion is used.
constexpr double kLargeMean = 16;
constexpr std::size_t kRaysAtOnce = 256;

enum RayDraw : std::uint32_t { kCount, kElectronic };

/// In the header's words, and in a form that a loop over rays is vectorised with.
[[gnu::always_inline]] inline double count_by_normal(double mean, double normal) {
  const double w = normal, w2 = normal * normal;
  const double root = std::sqrt(mean);
  const double first = 1.0 / 3 + w2 / 6;
  const double second = -w * (1.0 / 36 + w2 / 72);
  const double third = -8.0 / 405 + w2 * (7.0 / 810 + w2 / 270);
  return std::floor(std::max(0.0, mean + root * w + first + (second + third / root) / root));
}

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
    for (std::size_t i = 0; i < n; ++i) reading[i] = count_by_normal(mean[i], normal[i]);
    for (std::size_t i = 0; i < n; ++i)
      if (mean[i] < kLargeMean)
        reading[i] = poisson_by_sum(mean[i], draws.uniform(first_item + first + i, kCount));
    if (electronic_noise > 0) {
      draws.normals(first_item + first, std::span(normal.data(), n), kElectronic);
      for (std::size_t i = 0; i < n; ++i) reading[i] += electronic_noise * normal[i];
    }
    for (std::size_t i = 0; i < n; ++i)
      reading[i] = -quantile_parts::portable_log(std::max(reading[i], 0.5) / mean[i]);
    for (std::size_t i = 0; i < n; ++i) to[stride * (first + i)] = reading[i];
  }
}

}  // namespace radgauge::phantoms::ct
