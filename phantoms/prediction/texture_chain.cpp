#include "phantoms/prediction/texture_chain.h"

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::phantoms {

namespace {

void check_quadrature(const Vec3& highest_per_mm, std::int64_t points) {
  if (points < 8)
    throw Error(ErrorKind::data,
                "a quadrature of " + to_text(points) + " points is too coarse; use 8 or more");
  for (const double highest : highest_per_mm)
    if (!(highest > 0 && std::isfinite(highest)))
      throw Error(ErrorKind::data,
                  "the highest frequency is " + to_text(highest) + " per mm; it must be above 0, and finite");
}

/// The midpoint rule over the positive frequencies of one axis, twice: cosines of the lags at each point.
class FrequencyAxis {
 public:
  FrequencyAxis(double highest_per_mm, std::int64_t points, std::span<const Vec3> lags_mm, std::size_t axis)
      : step_(highest_per_mm / static_cast<double>(points)), lags_(lags_mm.size()) {
    for (std::int64_t i = 0; i < points; ++i)
      for (const Vec3& lag : lags_mm)
        cosines_.push_back(2 * step_ * std::cos(2 * std::numbers::pi * per_mm(i) * lag[axis]));
  }
  double per_mm(std::int64_t i) const { return step_ * (static_cast<double>(i) + 0.5); }
  double weight(std::int64_t i, std::size_t lag) const {
    return cosines_[static_cast<std::size_t>(i) * lags_ + lag];
  }

 private:
  double step_;
  std::size_t lags_;
  std::vector<double> cosines_;
};

}  // namespace

std::vector<double> autocovariances(const TextureChain& chain, std::span<const Vec3> lags_mm) {
  check_quadrature(chain.highest_per_mm, chain.points);
  const std::int64_t n = chain.points;
  std::vector<FrequencyAxis> axes;
  for (std::size_t a = 0; a < 3; ++a) axes.emplace_back(chain.highest_per_mm[a], n, lags_mm, a);
  std::vector<double> sums(lags_mm.size(), 0);
  std::vector<double> row(lags_mm.size());
  for (std::int64_t x = 0; x < n; ++x)
    for (std::int64_t y = 0; y < n; ++y) {
      std::fill(row.begin(), row.end(), 0.0);
      for (std::int64_t z = 0; z < n; ++z) {
        const Vec3 f{axes[0].per_mm(x), axes[1].per_mm(y), axes[2].per_mm(z)};
        const double modulation = chain.mtf ? chain.mtf(f) : 1;
        const double power = chain.object_psd(f) * modulation * modulation;
        for (std::size_t lag = 0; lag < row.size(); ++lag) row[lag] += power * axes[2].weight(z, lag);
      }
      const double noise = chain.slice_nps ? chain.slice_nps({axes[0].per_mm(x), axes[1].per_mm(y), 0}) : 0;
      for (std::size_t lag = 0; lag < row.size(); ++lag)
        sums[lag] +=
            axes[0].weight(x, lag) * axes[1].weight(y, lag) * (row[lag] + (lags_mm[lag][2] == 0 ? noise : 0));
    }
  return sums;
}

FrequencyFunction spectrum_of_variance(FrequencyFunction shape, double variance, const Vec3& highest_per_mm,
                                       std::int64_t points) {
  const std::array<Vec3, 1> here{Vec3{0, 0, 0}};
  const double unscaled = autocovariances({shape, {}, {}, highest_per_mm, points}, here)[0];
  if (!(unscaled > 0 && std::isfinite(unscaled)))
    throw Error(ErrorKind::data, "the spectrum has the variance " + to_text(unscaled) +
                                     " below its highest frequency; it must be above 0, and finite");
  const double factor = variance / unscaled;
  return [shape = std::move(shape), factor](const Vec3& f) { return factor * shape(f); };
}

FrequencyFunction gaussian_psd(double sd, double correlation_mm) {
  const double square = correlation_mm * correlation_mm;
  const double height = sd * sd * std::pow(4 * std::numbers::pi * square, 1.5);
  const double k = 4 * std::numbers::pi * std::numbers::pi * square;
  return [height, k](const Vec3& f) {
    return height * std::exp(-k * (f[0] * f[0] + f[1] * f[1] + f[2] * f[2]));
  };
}

FrequencyFunction gaussian_mtf(double in_plane_sigma_mm, double across_sigma_mm) {
  const double k = 2 * std::numbers::pi * std::numbers::pi;
  const double plane = k * in_plane_sigma_mm * in_plane_sigma_mm;
  const double across = k * across_sigma_mm * across_sigma_mm;
  return [plane, across](const Vec3& f) {
    return std::exp(-plane * (f[0] * f[0] + f[1] * f[1]) - across * f[2] * f[2]);
  };
}

ExpectedCooccurrence expected_cooccurrence(double variance, double autocovariance, double bin_width) {
  if (!(bin_width > 0 && std::abs(autocovariance) < variance && std::isfinite(variance)))
    throw Error(ErrorKind::data,
                "pairs of variance " + to_text(variance) + " and autocovariance " + to_text(autocovariance) +
                    " in bins of " + to_text(bin_width) +
                    ": the autocovariance must be smaller than the variance in size, and the "
                    "bins wider than 0");
  const double square = bin_width * bin_width;
  const double widened = variance + square / 12;
  constexpr double kPi = std::numbers::pi;
  return {2 * (variance - autocovariance) / square + 1.0 / 6, autocovariance / widened,
          variance / square + 1.0 / 12,
          std::log2(2 * kPi * std::numbers::e / square) +
              0.5 * std::log2(widened * widened - autocovariance * autocovariance)};
}

}  // namespace radgauge::phantoms
