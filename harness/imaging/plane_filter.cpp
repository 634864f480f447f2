#include "imaging/plane_filter.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "imaging/fft.h"
#include "imaging/plane_weights.h"

namespace radgauge::imaging {

namespace {

std::int64_t wrapped(std::int64_t i, std::int64_t n) {
  return (i % n + n) % n;
}

/// Weights of a sum that leaves a mean as it is.
std::vector<double> plane_weights(const Transfer& transfer, const Vec3& spacing_mm) {
  std::vector<double> weights = tapered_weights(
      [&](double x, double y) { return transfer(std::hypot(x, y)); }, spacing_mm[0], spacing_mm[1]);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Slices with room around them for the weights.
class PlaneConvolution {
 public:
  PlaneConvolution(const Lattice& lattice, const Transfer& transfer)
      : size_(lattice.size),
        padded_{fft_length(size_[0] + 2 * kPlaneRadius), fft_length(size_[1] + 2 * kPlaneRadius)},
        fft_({padded_[0], padded_[1], 1}) {
    const std::vector<double> weights = plane_weights(transfer, lattice.spacing_mm);
    std::vector<double> placed(static_cast<std::size_t>(padded_[0] * padded_[1]), 0.0);
    std::size_t i = 0;
    for (std::int64_t y = -kPlaneRadius; y <= kPlaneRadius; ++y)
      for (std::int64_t x = -kPlaneRadius; x <= kPlaneRadius; ++x)
        placed[static_cast<std::size_t>(wrapped(x, padded_[0]) + padded_[0] * wrapped(y, padded_[1]))] =
            weights[i++];
    spectrum_ = fft_.forward(placed);
  }

  void run(std::span<const float> from, std::span<float> to) const {
    std::vector<double> padded;
    padded.reserve(static_cast<std::size_t>(padded_[0] * padded_[1]));
    for (std::int64_t y = 0; y < padded_[1]; ++y)
      for (std::int64_t x = 0; x < padded_[0]; ++x) {
        const float value = from[nearest(x, y)];
        padded.push_back(std::isfinite(value) ? static_cast<double>(value) : 0);
      }
    std::vector<std::complex<double>> spectrum = fft_.forward(padded);
    for (std::size_t i = 0; i < spectrum.size(); ++i) spectrum[i] *= spectrum_[i];
    const std::vector<double> filtered = fft_.inverse(spectrum);
    for (std::int64_t y = 0; y < size_[1]; ++y)
      for (std::int64_t x = 0; x < size_[0]; ++x)
        to[static_cast<std::size_t>(x + size_[0] * y)] = static_cast<float>(
            filtered[static_cast<std::size_t>(x + kPlaneRadius + padded_[0] * (y + kPlaneRadius))]);
    mark_around_missing(from, to);
  }

 private:
  /// A transform would spread what is no finite number over the slice.
  void mark_around_missing(std::span<const float> from, std::span<float> to) const {
    for (std::int64_t y = 0; y < size_[1]; ++y)
      for (std::int64_t x = 0; x < size_[0]; ++x) {
        if (std::isfinite(from[static_cast<std::size_t>(x + size_[0] * y)])) continue;
        const std::int64_t first = std::max<std::int64_t>(0, x - kPlaneRadius);
        const std::int64_t count = std::min(size_[0], x + kPlaneRadius + 1) - first;
        for (std::int64_t v = std::max<std::int64_t>(0, y - kPlaneRadius);
             v < std::min(size_[1], y + kPlaneRadius + 1); ++v)
          std::fill_n(to.begin() + first + size_[0] * v, count, std::numeric_limits<float>::quiet_NaN());
      }
  }
  std::size_t nearest(std::int64_t x, std::int64_t y) const {
    const std::int64_t at_x = std::clamp<std::int64_t>(x - kPlaneRadius, 0, size_[0] - 1);
    const std::int64_t at_y = std::clamp<std::int64_t>(y - kPlaneRadius, 0, size_[1] - 1);
    return static_cast<std::size_t>(at_x + size_[0] * at_y);
  }

  Index3 size_;
  std::array<std::int64_t, 2> padded_;
  RealFft3 fft_;
  std::vector<std::complex<double>> spectrum_;
};

}  // namespace

Volume plane_filter(const Volume& volume, const Transfer& transfer) {
  const PlaneConvolution convolution(volume.lattice, transfer);
  Volume out = volume;
  const auto pixels = static_cast<std::size_t>(volume.lattice.size[0] * volume.lattice.size[1]);
  for (std::size_t first = 0; first < volume.voxels.size(); first += pixels)
    convolution.run(std::span(volume.voxels).subspan(first, pixels),
                    std::span(out.voxels).subspan(first, pixels));
  return out;
}

std::vector<double> slice_weights(const Transfer& transfer, double spacing_mm, std::int64_t radius) {
  constexpr int kSteps = 512;
  const auto share_of = [](int step) { return 0.5 * (step + 0.5) / kSteps; };  // of the sampling frequency
  std::vector<double> amplitudes;
  for (int i = 0; i < kSteps; ++i) amplitudes.push_back(transfer(share_of(i) / spacing_mm));
  std::vector<double> weights;
  double sum = 0;
  for (std::int64_t k = -radius; k <= radius; ++k) {
    double weight = 0;
    for (int i = 0; i < kSteps; ++i)
      weight += amplitudes[static_cast<std::size_t>(i)] / kSteps *
                std::cos(2 * std::numbers::pi * share_of(i) * static_cast<double>(k));
    weights.push_back(weight * taper(k, 0.5 * static_cast<double>(radius), static_cast<double>(radius + 1)));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace radgauge::imaging
