#include "reference/filters/parts/gaussian_derivatives.h"

#include <cmath>
#include <numbers>

namespace radgauge::reference {

namespace {

/// A sampled Gaussian of integral 1 and its second derivative, in voxels.
struct GaussianPair {
  AxisKernel gaussian;
  AxisKernel second;
};

GaussianPair gaussian_pair(double sigma, double truncation) {
  const auto radius = static_cast<std::int64_t>(std::floor(truncation * sigma + 0.5));
  GaussianPair pair;
  for (std::int64_t k = -radius; k <= radius; ++k) {
    const double t = static_cast<double>(k) / sigma;
    const double g = std::exp(-0.5 * t * t) / (std::sqrt(2 * std::numbers::pi) * sigma);
    pair.gaussian.push_back(g);
    pair.second.push_back(g * (t * t - 1) / (sigma * sigma));
  }
  return pair;
}

/// The square of the geometric mean of the first n spacings, in units of that of axis a. Of ratios, so that
/// it is 1 exactly where voxels are cubes.
double mean_spacing_squared(const Vec3& spacing_mm, std::size_t n, std::size_t a) {
  double product = 1;
  for (std::size_t b = 0; b < n; ++b) product *= spacing_mm[b] / spacing_mm[a];
  const double mean = n == 3 ? std::cbrt(product) : std::sqrt(product);
  return mean * mean;
}

double kernel_sum(const AxisKernel& kernel) {
  double sum = 0;
  for (const double weight : kernel) sum += weight;
  return sum;
}

}  // namespace

SeparableBank laplacian_of_gaussian(const LaplacianOfGaussian& p, const Vec3& spacing_mm) {
  const std::size_t n = p.dimension == Dimension::in_volume ? 3 : 2;
  SeparableBank bank;
  std::array<std::size_t, 3> gaussian{}, second{}, ones{};
  for (std::size_t a = 0; a < 3; ++a) {
    const GaussianPair pair =
        a < n ? gaussian_pair(p.sigma_mm / spacing_mm[a], p.truncation_sigma) : GaussianPair{{1.0}, {1.0}};
    gaussian[a] = bank.number_of(pair.gaussian);
    second[a] = bank.number_of(pair.second);
    if (p.zero_mean) ones[a] = bank.number_of(AxisKernel(pair.gaussian.size(), 1.0));
  }
  double sum = 0, weights = 1;
  for (std::size_t a = 0; a < n; ++a) {
    SeparableTerm term{gaussian, mean_spacing_squared(spacing_mm, n, a)};
    term.kernel[a] = second[a];
    double own = term.weight;
    for (const std::size_t kernel : term.kernel) own *= kernel_sum(bank.kernels[kernel]);
    sum += own;
    weights *= static_cast<double>(bank.kernels[gaussian[a]].size());
    bank.terms.push_back(term);
  }
  if (p.zero_mean) bank.terms.push_back({ones, -sum / weights});
  return bank;
}

}  // namespace radgauge::reference
