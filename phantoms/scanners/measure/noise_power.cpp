#include "phantoms/scanners/measure/noise_power.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "imaging/fft.h"

namespace radgauge::phantoms::measure {

namespace {

/// Means over rings of frequency: the two-sided spectrum of a square, given for the frequencies of its
/// transform.
class Rings {
 public:
  Rings(std::int64_t size, double pixel_mm)
      : size_(size),
        step_per_mm_(1 / (static_cast<double>(size) * pixel_mm)),
        sums_(static_cast<std::size_t>(size / 2), 0.0),
        counts_(sums_.size(), 0.0) {}

  double per_mm(std::int64_t k) const { return static_cast<double>(k) * step_per_mm_; }
  std::int64_t signed_index(std::int64_t k) const { return 2 * k > size_ ? k - size_ : k; }
  void add(std::int64_t kx, std::int64_t ky, double power, double weight) {
    const auto ring =
        static_cast<std::size_t>(std::lround(std::hypot(static_cast<double>(kx), static_cast<double>(ky))));
    if (ring == 0 || ring >= sums_.size()) return;
    sums_[ring] += weight * power;
    counts_[ring] += weight;
  }
  Curve means() const {
    Curve curve;
    for (std::size_t i = 1; i < sums_.size(); ++i) {
      curve.x.push_back(static_cast<double>(i) * step_per_mm_);
      curve.y.push_back(sums_[i] / counts_[i]);
    }
    return curve;
  }

 private:
  std::int64_t size_;
  double step_per_mm_;
  std::vector<double> sums_, counts_;
};

std::vector<double> hann_square(std::int64_t size) {
  std::vector<double> line, square;
  for (std::int64_t i = 0; i < size; ++i)
    line.push_back(0.5 - 0.5 * std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) /
                                        static_cast<double>(size)));
  for (const double y : line)
    for (const double x : line) square.push_back(x * y);
  return square;
}

}  // namespace

Curve radial_noise_power(const Volume& noise, std::int64_t size) {
  const Lattice& lattice = noise.lattice;
  const imaging::RealFft3 fft({size, size, 1});
  const std::vector<double> window = hann_square(size);
  double energy = 0;
  for (const double w : window) energy += w * w;
  const double scale = lattice.spacing_mm[0] * lattice.spacing_mm[1] / energy;
  Rings rings(size, lattice.spacing_mm[0]);
  std::vector<double> square(window.size());
  const std::int64_t row = fft.spectrum_size()[0];
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y0 = 0; y0 + size <= lattice.size[1]; y0 += size / 2)
      for (std::int64_t x0 = 0; x0 + size <= lattice.size[0]; x0 += size / 2) {
        double mean = 0;
        for (std::int64_t y = 0, i = 0; y < size; ++y)
          for (std::int64_t x = 0; x < size; ++x, ++i)
            mean += square[static_cast<std::size_t>(i)] = static_cast<double>(noise(x0 + x, y0 + y, z));
        mean /= static_cast<double>(square.size());
        for (std::size_t i = 0; i < square.size(); ++i) square[i] = window[i] * (square[i] - mean);
        const auto spectrum = fft.forward(square);
        for (std::int64_t ky = 0; ky < size; ++ky)
          for (std::int64_t kx = 0; kx < row; ++kx)
            rings.add(kx, rings.signed_index(ky),
                      scale * std::norm(spectrum[static_cast<std::size_t>(kx + row * ky)]),
                      kx == 0 || 2 * kx == size ? 1 : 2);
      }
  return rings.means();
}

Curve folded_noise_power(const std::function<double(double)>& power, double pixel_mm, std::int64_t size,
                         double highest_per_mm) {
  Rings rings(size, pixel_mm);
  const auto repeats = static_cast<std::int64_t>(std::ceil(highest_per_mm * pixel_mm));
  // Of one quarter of the plane; the others are its mirror images.
  const std::int64_t half = size / 2;
  std::vector<double> folded(static_cast<std::size_t>((half + 1) * (half + 1)), 0.0);
  const auto at = [&](std::int64_t kx, std::int64_t ky) -> double& {
    const auto mirrored = [&](std::int64_t k) {
      return std::abs(k) > half ? size - std::abs(k) : std::abs(k);
    };
    return folded[static_cast<std::size_t>(mirrored(kx) + (half + 1) * mirrored(ky))];
  };
  for (std::int64_t ky = 0; ky <= half; ++ky)
    for (std::int64_t kx = 0; kx <= half; ++kx)
      for (std::int64_t my = -repeats; my <= repeats; ++my)
        for (std::int64_t mx = -repeats; mx <= repeats; ++mx)
          at(kx, ky) += power(std::hypot(rings.per_mm(kx + mx * size), rings.per_mm(ky + my * size)));
  // A Hann window spreads power over neighbouring frequencies.
  constexpr double kSpread[] = {1.0 / 6, 2.0 / 3, 1.0 / 6};
  for (std::int64_t ky = 0; ky <= half; ++ky)
    for (std::int64_t kx = 0; kx <= half; ++kx) {
      double sum = 0;
      for (std::int64_t j = 0; j < 3; ++j)
        for (std::int64_t i = 0; i < 3; ++i) sum += kSpread[i] * kSpread[j] * at(kx + i - 1, ky + j - 1);
      rings.add(kx, ky, sum, (kx == 0 ? 1 : 2) * (ky == 0 ? 1 : 2));
    }
  return rings.means();
}

}  // namespace radgauge::phantoms::measure
