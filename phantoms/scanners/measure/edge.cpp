#include "phantoms/scanners/measure/edge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace radgauge::phantoms::measure {

namespace {

constexpr double kBinsPerPixel = 20;

template <class Visit>
void for_ring(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double inner_mm,
              double outer_mm, const Visit& visit) {
  for (std::int64_t y = 0; y < image.lattice.size[1]; ++y)
    for (std::int64_t x = 0; x < image.lattice.size[0]; ++x) {
      const Vec3 at = image.lattice.to_physical(
          {static_cast<double>(x), static_cast<double>(y), static_cast<double>(slice)});
      const double r = std::hypot(at[0] - centre_mm[0], at[1] - centre_mm[1]);
      if (r >= inner_mm && r < outer_mm) visit(r, static_cast<double>(image(x, y, slice)));
    }
}

/// Mean value over mean distance from the edge, in bins that hold something.
Curve edge_spread(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double radius_mm,
                  double reach_mm) {
  const double bin_mm = image.lattice.spacing_mm[0] / kBinsPerPixel;
  const auto bins = static_cast<std::size_t>(std::ceil(2 * reach_mm / bin_mm));
  std::vector<double> pixels(bins, 0.0), distance(bins, 0.0), value(bins, 0.0);
  for_ring(image, slice, centre_mm, radius_mm - reach_mm, radius_mm + reach_mm, [&](double r, double v) {
    const double d = r - radius_mm;
    const auto bin = std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, (d + reach_mm) / bin_mm)));
    pixels[bin] += 1;
    distance[bin] += d;
    value[bin] += v;
  });
  Curve spread;
  for (std::size_t i = 0; i < bins; ++i)
    if (pixels[i] > 0) {
      spread.x.push_back(distance[i] / pixels[i]);
      spread.y.push_back(value[i] / pixels[i]);
    }
  return spread;
}

}  // namespace

Curve disk_mtf(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double radius_mm,
               double reach_mm, double highest_per_mm, std::size_t count) {
  const Curve spread = edge_spread(image, slice, centre_mm, radius_mm, reach_mm);
  Curve mtf;
  for (std::size_t k = 0; k < count; ++k) {
    const double f = highest_per_mm * static_cast<double>(k) / static_cast<double>(count - 1);
    double re = 0, im = 0;
    for (std::size_t i = 1; i < spread.x.size(); ++i) {
      const double at = 0.5 * (spread.x[i - 1] + spread.x[i]);
      const double taper = std::clamp(2 - 2 * std::abs(at) / reach_mm, 0.0, 1.0);
      const double step = (spread.y[i] - spread.y[i - 1]) * 0.5 * (1 - std::cos(std::numbers::pi * taper));
      re += step * std::cos(2 * std::numbers::pi * f * at);
      im += step * std::sin(2 * std::numbers::pi * f * at);
    }
    mtf.x.push_back(f);
    mtf.y.push_back(std::hypot(re, im));
  }
  const double whole = mtf.y.front();
  for (double& value : mtf.y) value /= whole;
  return mtf;
}

double ring_mean(const Volume& image, std::int64_t slice, const Vec3& centre_mm, double inner_mm,
                 double outer_mm) {
  double sum = 0, pixels = 0;
  for_ring(image, slice, centre_mm, inner_mm, outer_mm, [&](double, double value) {
    sum += value;
    pixels += 1;
  });
  return pixels > 0 ? sum / pixels : std::numeric_limits<double>::quiet_NaN();
}

double edge_width(Curve edge, double low_share, double high_share) {
  std::vector<std::size_t> order(edge.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return edge.x[a] < edge.x[b]; });
  Curve fall;  // from 1 to 0
  const double first = edge.y[order.front()], last = edge.y[order.back()];
  for (const std::size_t i : order) {
    fall.x.push_back(edge.x[i]);
    fall.y.push_back((edge.y[i] - last) / (first - last));
  }
  return falls_to(fall, low_share) - falls_to(fall, high_share);
}

}  // namespace radgauge::phantoms::measure
