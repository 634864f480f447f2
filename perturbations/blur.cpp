#include "perturbations/blur.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace radgauge::perturbations {

namespace {

/// f(weight, distance in samples from the middle).
template <class F>
void for_each_weight(std::span<const double> kernel, F f) {
  const auto middle = static_cast<double>(kernel.size() / 2);
  for (std::size_t i = 0; i < kernel.size(); ++i) f(kernel[i], static_cast<double>(i) - middle);
}

}  // namespace

std::vector<double> band_limited_gaussian(double sigma_mm, double spacing_mm, double reach_mm) {
  constexpr double kPi = std::numbers::pi;
  constexpr int kSteps = 1024;
  const double sigma = sigma_mm / spacing_mm;
  const auto radius = static_cast<std::int64_t>(std::ceil(reach_mm / spacing_mm));
  std::vector<double> kernel;
  double sum = 0;
  for (std::int64_t n = -radius; n <= radius; ++n) {
    double weight = 0;  // trapezoids over f = 0 to 1/2 per sample
    for (int i = 0; i <= kSteps; ++i) {
      const double f = 0.5 * i / kSteps;
      const double part = i == 0 || i == kSteps ? 0.5 : 1;
      weight += part * std::exp(-2 * kPi * kPi * sigma * sigma * f * f) *
                std::cos(2 * kPi * f * static_cast<double>(n)) / kSteps;
    }
    const double out = 2 * std::abs(static_cast<double>(n)) / static_cast<double>(radius + 1) - 1;
    if (out > 0) weight *= std::pow(std::cos(kPi / 2 * out), 2);
    // As floats, so that every machine has the same weights.
    kernel.push_back(static_cast<double>(static_cast<float>(weight)));
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

double gaussian_f50() {
  return std::sqrt(std::numbers::ln2 / 2) / std::numbers::pi;
}

double transfer(std::span<const double> kernel, double spacing_mm, double per_mm) {
  double sum = 0;
  for_each_weight(kernel, [&](double weight, double k) {
    sum += weight * std::cos(2 * std::numbers::pi * per_mm * k * spacing_mm);
  });
  return sum;
}

double mtf50_per_mm(std::span<const double> kernel, double spacing_mm,
                    const std::function<double(double)>& before) {
  const double nyquist = 0.5 / spacing_mm;
  const auto mtf = [&](double f) { return before(f) * transfer(kernel, spacing_mm, f); };
  double low = 0, high = 0;
  constexpr int kSteps = 256;
  for (int i = 1; i <= kSteps && high == 0; ++i) {
    const double f = nyquist * i / kSteps;
    if (mtf(f) <= 0.5)
      high = f;
    else
      low = f;
  }
  if (high == 0) return std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (mtf(middle) > 0.5 ? low : high) = middle;
  }
  return (low + high) / 2;
}

double kernel_sd_mm(std::span<const double> kernel, double spacing_mm) {
  double squares = 0, sum = 0;
  for_each_weight(kernel, [&](double weight, double k) {
    squares += weight * k * k;
    sum += weight;
  });
  return spacing_mm * std::sqrt(squares / sum);
}

}  // namespace radgauge::perturbations
