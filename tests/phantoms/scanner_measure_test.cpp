#include <cmath>

#include "fixtures.h"
#include "phantoms/scanners/measure/edge.h"
#include "phantoms/scanners/measure/noise_power.h"

namespace radgauge {

using namespace radgauge::phantoms;

namespace {

Lattice plane(std::int64_t size, double pixel_mm) {
  Lattice lattice;
  lattice.size = {size, size, 1};
  lattice.spacing_mm = {pixel_mm, pixel_mm, 1};
  const double first = -0.5 * static_cast<double>(size - 1) * pixel_mm;
  lattice.origin_mm = {first, first, 0};
  return lattice;
}

// oracle: a disk whose edge is an error function has a Gaussian MTF.
TEST(ScannerMeasureOracle, MtfOfAGaussianEdge) {
  Volume image(plane(128, 0.8));
  constexpr double kRadius = 36.3, kSigma = 0.7;
  for (std::int64_t y = 0; y < 128; ++y)
    for (std::int64_t x = 0; x < 128; ++x) {
      const Vec3 at = image.lattice.to_physical({static_cast<double>(x), static_cast<double>(y), 0});
      const double d = std::hypot(at[0] - 1, at[1] + 2) - kRadius;
      image(x, y, 0) = static_cast<float>(200 * 0.5 * std::erfc(d / (kSigma * M_SQRT2)) - 50);
    }
  const measure::Curve mtf = measure::disk_mtf(image, 0, {1, -2, 0}, kRadius, 9, 0.8, 81);
  for (std::size_t i = 0; i < mtf.x.size(); ++i)
    EXPECT_NEAR(mtf.y[i], std::exp(-2 * M_PI * M_PI * kSigma * kSigma * mtf.x[i] * mtf.x[i]), 0.01);
  EXPECT_NEAR(measure::falls_to(mtf, 0.5), 0.18739 / kSigma, 0.01 * 0.18739 / kSigma);
}

// oracle: white noise has the power variance x pixel area at all frequencies, measured and folded.
TEST(ScannerMeasureOracle, NoisePowerOfWhiteNoise) {
  Lattice lattice = plane(128, 0.5);
  lattice.size[2] = 6;
  Volume noise(lattice);
  const Draws draws(4, "white", "test", 0, 0);
  for (std::size_t i = 0; i < noise.voxels.size(); ++i)
    noise.voxels[i] = static_cast<float>(3 * draws.normal(i));
  const measure::Curve power = measure::radial_noise_power(noise, 32);
  ASSERT_EQ(power.x.size(), 15u);
  double mean = 0;
  for (std::size_t i = 0; i < power.x.size(); ++i) mean += power.y[i] / static_cast<double>(power.x.size());
  EXPECT_NEAR(mean, 9 * 0.25, 0.05);
  const measure::Curve flat =
      measure::folded_noise_power([](double f) { return f < 0.99 ? 2.0 : 0.0; }, 0.5, 32, 1);
  EXPECT_NEAR(flat.y[3], 2, 1e-12);
  EXPECT_EQ(flat.x[3], power.x[3]);
}

// oracle: tops of parabolas, falls of lines, widths of edges.
TEST(ScannerMeasureOracle, PlacesOnCurves) {
  measure::Curve hill, line, edge;
  for (int i = 0; i <= 40; ++i) {
    const double x = 0.05 * i;
    hill.x.push_back(x);
    hill.y.push_back(5 - (x - 0.83) * (x - 0.83));
    line.x.push_back(x);
    line.y.push_back(1 - x);
    edge.x.push_back(2 - x);
    edge.y.push_back(-1000 + 1000 * std::clamp((2 - x - 0.4) / 0.8, 0.0, 1.0));
  }
  EXPECT_NEAR(measure::peak_place(hill), 0.83, 1e-9);
  EXPECT_NEAR(measure::falls_to(line, 0.27), 0.73, 1e-12);
  EXPECT_TRUE(std::isnan(measure::falls_to(line, -5)));
  EXPECT_NEAR(std::abs(measure::edge_width(edge, 0.1, 0.9)), 0.64, 1e-9);
  EXPECT_TRUE(std::isnan(measure::peak_place({{0, 1}, {1, 2}})));
}

}  // namespace
}  // namespace radgauge
