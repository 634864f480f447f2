#include <algorithm>
#include <cmath>
#include <numbers>

#include "phantoms/object/materials.h"
#include "phantoms/scanners/mr/k_space.h"
#include "phantoms/scanners/mr/mr.h"

namespace radgauge::phantoms {

namespace {

constexpr double kEndlessMm = 1e6;
constexpr std::int64_t kEdgeShifts = 5;  ///< no multiple of which zero filling brings back to a pixel

struct MeanAndSd {
  double mean = 0;
  double sd = 0;
  std::size_t n = 0;
};

MeanAndSd mean_and_sd(const std::vector<double>& values) {
  MeanAndSd found{0, 0, values.size()};
  for (const double v : values) found.mean += v / static_cast<double>(found.n);
  for (const double v : values) found.sd += (v - found.mean) * (v - found.mean);
  found.sd = std::sqrt(found.sd / std::max(1.0, static_cast<double>(found.n) - 1));
  return found;
}

Object upright_water(ShapeKind kind, const Vec3& centre_mm, double half_x_mm, double half_y_mm,
                     std::int64_t slices) {
  Object object;
  object.parts = {{{kind, centre_mm, {half_x_mm, half_y_mm, kEndlessMm}, 0}, kWater}};
  object.slices = slices;
  return object;
}

/// Values of the voxels whose place (x, y) is chosen.
template <class Choose>
std::vector<double> values_where(const Volume& image, Choose choose) {
  std::vector<double> values;
  const Index3& n = image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const Vec3 at = image.lattice.to_physical({static_cast<double>(x), static_cast<double>(y), 0});
        if (choose(at[0], at[1])) values.push_back(static_cast<double>(image(x, y, z)));
      }
  return values;
}

/// Mean and SD of the root of the sum of squares of n normal numbers of SD 1: the chi distribution.
MeanAndSd chi_law(double n) {
  const double mean = std::numbers::sqrt2 * std::exp(std::lgamma(0.5 * (n + 1)) - std::lgamma(0.5 * n));
  return {mean, std::sqrt(n - mean * mean), 0};
}

void check_background(const MrProtocol& p, const Volume& clean, const Volume& noisy, ScannerSelfTest& test) {
  const double far = 0.38 * p.field_of_view_mm;
  const auto is_corner = [far](double x, double y) { return std::abs(x) > far && std::abs(y) > far; };
  const std::vector<double> ringing = values_where(clean, is_corner);
  const std::vector<double> all = values_where(noisy, is_corner);
  const double sigma = mr_noise_sigma(p);
  std::vector<double> background;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (ringing[i] < 0.05 * sigma) background.push_back(all[i]);
  if (background.size() < 1000) return;  // the noise is below the ringing of the object
  const bool is_real = p.reconstruction == MrReconstruction::homodyne && p.partial_fourier < 1;
  const MeanAndSd law = chi_law(static_cast<double>(is_real ? p.coils : 2 * p.coils));
  const MeanAndSd found = mean_and_sd(background);
  test.checks.push_back({"background mean", "intensity", sigma * law.mean, found.mean, 0.02, true});
  test.checks.push_back({"background SD", "intensity", sigma * law.sd, found.sd, 0.03, true});
}

void check_signal(const MrProtocol& p, const Volume& clean, const Volume& one, const Volume& other,
                  ScannerSelfTest& test) {
  const double near = 0.15 * p.field_of_view_mm;
  const auto is_middle = [near](double x, double y) { return std::hypot(x, y) < near; };
  const double signal = mr_signal(p, kWater);
  const double mean = mean_and_sd(values_where(clean, is_middle)).mean;
  test.checks.push_back({"signal of water", "intensity", signal, mean, 0.01, true});
  if (!(p.snr >= 5)) return;  // the noise of a magnitude is then no longer that of its real part
  std::vector<double> difference = values_where(one, is_middle);
  const std::vector<double> subtracted = values_where(other, is_middle);
  for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= subtracted[i];
  const double sd = mean_and_sd(difference).sd / std::numbers::sqrt2;
  test.checks.push_back({"SNR", "1", p.snr, mean / sd, 0.03, true});
}

void check_uniformity(const MrProtocol& p, const Object& cylinder, const Volume& clean, double radius_mm,
                      ScannerSelfTest& test) {
  MrProtocol flat = p;
  flat.inu_percent = 0;
  const Volume without = make_mr(flat, {})->expose(cylinder)->noiseless();
  const auto is_inner = [radius_mm](double x, double y) { return std::hypot(x, y) < 0.9 * radius_mm; };
  std::vector<double> field = values_where(clean, is_inner);
  const std::vector<double> uniform = values_where(without, is_inner);
  for (std::size_t i = 0; i < field.size(); ++i) field[i] /= uniform[i];
  const auto [low, high] = std::minmax_element(field.begin(), field.end());
  test.checks.push_back({"non-uniformity (max - min) / mean of both", "%", p.inu_percent,
                         200 * (*high - *low) / (*high + *low), 1, false});
}

/// The bar of water from -half to half, seen through the acquired frequencies along x: its Fourier series.
double bar_series(const MrProtocol& p, const AcquiredAxis& axis, double half_mm, double x_mm) {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < axis.weights.size(); ++i) {
    const double k = 2 * std::numbers::pi * static_cast<double>(axis.first + static_cast<std::int64_t>(i)) /
                     p.field_of_view_mm;
    const double share =
        k == 0 ? 2 * half_mm / p.field_of_view_mm : 2 * std::sin(k * half_mm) / (k * p.field_of_view_mm);
    sum += axis.weights[i] * share * std::polar(1.0, k * x_mm);
  }
  return std::abs(sum);
}

void check_edge(const MrProtocol& p, ScannerSelfTest& test) {
  MrProtocol flat = p;
  flat.inu_percent = 0;
  const auto scanner = make_mr(flat, {});
  const AcquiredAxis axis = readout_axis(p);
  const double pixel = p.field_of_view_mm / static_cast<double>(p.matrix_x);
  const double half = 0.25 * p.field_of_view_mm;
  struct EdgePoint {
    double x, predicted, measured;
  };
  std::vector<EdgePoint> points;
  for (std::int64_t s = 0; s < kEdgeShifts; ++s) {
    const double shift = pixel * static_cast<double>(s) / static_cast<double>(kEdgeShifts);
    const Object bar = upright_water(ShapeKind::box, {shift, 0, 0}, half, kEndlessMm, 1);
    const auto exposure = scanner->expose(bar);
    const Volume& image = exposure->noiseless();
    const std::int64_t middle = image.lattice.size[1] / 2;
    for (std::int64_t i = 0; i < image.lattice.size[0]; ++i) {
      const double x = image.lattice.to_physical({static_cast<double>(i), 0, 0})[0] - shift;
      if (std::abs(x + half) > 10 * pixel) continue;
      const double value = static_cast<double>(image(i, middle, 0)) / mr_signal(p, kWater);
      points.push_back({x + half, bar_series(p, axis, half, x), value});
    }
  }
  std::sort(points.begin(), points.end(), [](const EdgePoint& a, const EdgePoint& b) { return a.x < b.x; });
  ScannerCurve curve{"edge along x", "mm", "1", {}, {}, {}};
  double predicted = 0, measured = 0;
  for (const EdgePoint& point : points) {
    curve.x.push_back(point.x);
    curve.predicted.push_back(point.predicted);
    curve.measured.push_back(point.measured);
    predicted = std::max(predicted, point.predicted - 1);
    measured = std::max(measured, point.measured - 1);
  }
  // (2 / pi) Si(pi) / 2 - 1/2 of the jump, whatever the matrix.
  if (p.filter == MrFilter::none) predicted = 0.0894899;
  test.checks.push_back({"overshoot of an edge", "%", 100 * predicted, 100 * measured, 1, false});
  test.curves.push_back(std::move(curve));
}

}  // namespace

ScannerSelfTest test_mr(const MrProtocol& p, const ScannerTables&, std::uint64_t seed) {
  constexpr double kCornerPixels = 30000;
  const double per_slice = 0.24 * 0.24 * static_cast<double>(p.matrix_x * p.matrix_y);
  const auto slices = static_cast<std::int64_t>(std::clamp(std::ceil(kCornerPixels / per_slice), 1.0, 64.0));
  const double radius = 0.3 * p.field_of_view_mm;
  const Object cylinder = upright_water(ShapeKind::cylinder, {0, 0, 0}, radius, radius, slices);
  const auto exposure = make_mr(p, {})->expose(cylinder);
  const Volume one = exposure->scan(Draws(seed, "self-test", "scanner.mr", 0, 0));
  const Volume other = exposure->scan(Draws(seed, "self-test", "scanner.mr", 0, 1));
  ScannerSelfTest test;
  check_background(p, exposure->noiseless(), one, test);
  check_signal(p, exposure->noiseless(), one, other, test);
  check_uniformity(p, cylinder, exposure->noiseless(), radius, test);
  check_edge(p, test);
  return test;
}

}  // namespace radgauge::phantoms
