#include "imaging/plane_weights.h"

#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>

#include "imaging/fft.h"

namespace radgauge::imaging {

namespace {

constexpr std::int64_t kWeightsGrid = 128;

}  // namespace

double taper(std::int64_t distance, double flat, double end) {
  const double t = (static_cast<double>(std::abs(distance)) - flat) / (end - flat);
  if (t <= 0) return 1;
  return t >= 1 ? 0 : std::pow(std::cos(std::numbers::pi / 2 * t), 2);
}

std::vector<double> tapered_weights(const std::function<double(double, double)>& amplitude,
                                    double spacing_x_mm, double spacing_y_mm) {
  const RealFft3 fft({kWeightsGrid, kWeightsGrid, 1});
  const auto signed_bin = [](std::int64_t k) {
    return static_cast<double>(k <= kWeightsGrid / 2 ? k : k - kWeightsGrid) /
           static_cast<double>(kWeightsGrid);
  };
  std::vector<std::complex<double>> spectrum;
  for (std::int64_t y = 0; y < kWeightsGrid; ++y)
    for (std::int64_t x = 0; x <= kWeightsGrid / 2; ++x)
      spectrum.emplace_back(amplitude(signed_bin(x) / spacing_x_mm, signed_bin(y) / spacing_y_mm));
  const std::vector<double> whole = fft.inverse(spectrum);
  const auto tapered = [](std::int64_t d) { return taper(d, 20, kPlaneRadius + 1); };
  std::vector<double> weights;
  for (std::int64_t y = -kPlaneRadius; y <= kPlaneRadius; ++y)
    for (std::int64_t x = -kPlaneRadius; x <= kPlaneRadius; ++x) {
      const std::int64_t at =
          (x + kWeightsGrid) % kWeightsGrid + kWeightsGrid * ((y + kWeightsGrid) % kWeightsGrid);
      weights.push_back(whole[static_cast<std::size_t>(at)] * tapered(x) * tapered(y));
    }
  return weights;
}

}  // namespace radgauge::imaging
