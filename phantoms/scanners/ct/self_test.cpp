#include "phantoms/scanners/ct/self_test.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/text.h"
#include "imaging/fft.h"
#include "phantoms/object/materials.h"
#include "phantoms/scanners/ct/faults.h"
#include "phantoms/scanners/ct/slice_sensitivity.h"
#include "phantoms/scanners/ct/transfer.h"
#include "phantoms/scanners/measure/edge.h"
#include "phantoms/scanners/measure/noise_power.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr double kWaterRadiusMm = 0.5 * kReferenceWaterMm;
/// Pixels that show the noise, across, and pixels of a square of the noise power.
constexpr std::int64_t kNoisePixels = 128;
constexpr std::int64_t kSquarePixels = 64;
constexpr std::int64_t kNoiseSlices = 24;
/// Around the axis: where the noise is that of the centre.
constexpr double kCentreMm = 20;
constexpr int kEdgeShifts = 8;

Part rod(double x_mm, double y_mm, double radius_mm, double hu_above_water, bool in_water) {
  const double endless = std::numeric_limits<double>::infinity();
  return {{ShapeKind::cylinder, {x_mm, y_mm, 0}, {radius_mm, radius_mm, endless}},
          in_water ? water_of_hu(hu_above_water) - kWater : water_of_hu(hu_above_water)};
}

/// A field of view of an even number of pixels around the axis: at least `wanted_mm`, if there are as many.
double even_view_mm(const Parameters& p, double wanted_mm) {
  const double pixels = 2 * std::ceil(0.5 * wanted_mm / p.pixel_mm);
  return (std::min(pixels, static_cast<double>(p.matrix)) - 0.5) * p.pixel_mm;
}

/// What the faults make of water of the reference diameter at a distance from its axis.
double water_hu(const Parameters& p, double r_mm) {
  const double share = r_mm / kWaterRadiusMm;
  return 5 * p.tube_drift_percent - p.cupping_hu * std::sqrt(std::max(0.0, 1 - share * share));
}

/// Mean of a function of the distance over a ring.
template <class Function>
double over_ring(double inner_mm, double outer_mm, const Function& function) {
  constexpr int kSteps = 200;
  double sum = 0, weight = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double r = inner_mm + (outer_mm - inner_mm) * (i + 0.5) / kSteps;
    sum += r * function(r);
    weight += r;
  }
  return sum / weight;
}

/// Mean variance of the rays through the pixels near the axis of the reference water.
double centre_ray_variance(const Parameters& p) {
  const Faults faults(p, 0);
  constexpr int kSteps = 400;
  double sum = 0, weight = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double s = kCentreMm * (2 * (i + 0.5) / kSteps - 1);
    const double share = std::sqrt(kCentreMm * kCentreMm - s * s);
    const double path = 2 * kWaterPerMm * std::sqrt(kWaterRadiusMm * kWaterRadiusMm - s * s);
    const double left = p.photons * std::exp(-faults.distorted(path, View{0, 1, 0}));
    sum += share * ray_variance(left, p.electronic_noise);
    weight += share;
  }
  return sum / weight;
}

class CtSelfTest {
 public:
  CtSelfTest(const Parameters& p, const ScannerTables& tables, std::uint64_t seed)
      : p_(p),
        tables_(tables),
        seed_(seed),
        transfer_(transfer_of(p, tables)),
        scanner_(make_scanner(p, tables)),
        field_mm_(p.pixel_mm * static_cast<double>(p.matrix)) {}

  ScannerSelfTest run() {
    measure_mtf();
    measure_noise();
    measure_ladder();
    measure_slice();
    return std::move(result_);
  }

 private:
  void add(std::string quantity, std::string unit, double predicted, double measured, double tolerance,
           bool relative = true) {
    result_.checks.push_back(
        {std::move(quantity), std::move(unit), predicted, measured, tolerance, relative});
  }

  void measure_mtf() {
    const double reach = std::min(12.0, 0.12 * field_mm_), radius = std::min(60.0, 0.35 * field_mm_);
    Object object;
    object.parts = {rod(0, 0, radius + 2 * reach, 0, false), rod(0, 0, radius, 1000, true)};
    object.slices = 1;
    object.field_of_view_mm = even_view_mm(p_, 2 * (radius + reach));
    const auto exposure = scanner_->expose(object);
    const double highest = 2 * p_.nyquist_per_mm();
    const measure::Curve mtf =
        measure::disk_mtf(exposure->noiseless(), 0, {0, 0, 0}, radius, reach, highest, 200);
    ScannerCurve curve{"MTF", "1/mm", "1", mtf.x, {}, mtf.y};
    for (const double f : mtf.x) curve.predicted.push_back(transfer_.mtf(f));
    result_.curves.push_back(std::move(curve));
    add("MTF50", "1/mm", transfer_.mtf_frequency(0.5), measure::falls_to(mtf, 0.5), 0.05);
    add("MTF10", "1/mm", transfer_.mtf_frequency(0.1), measure::falls_to(mtf, 0.1), 0.05);
  }

  /// Noise and mean near the axis of water; uniformity without noise.
  void measure_noise() {
    Object object;
    object.parts = {rod(0, 0, kWaterRadiusMm, 0, false)};
    object.slices = kNoiseSlices;
    object.field_of_view_mm = even_view_mm(p_, static_cast<double>(kNoisePixels) * p_.pixel_mm);
    const auto exposure = scanner_->expose(object);
    Volume noise = exposure->scan(Draws(seed_, "self-test", "scanner.ct", 0, 0));
    const Volume& still = exposure->noiseless();
    double mean = 0;
    for (std::int64_t z = 0; z < kNoiseSlices; ++z)
      mean += measure::ring_mean(noise, z, {0, 0, 0}, 0, kCentreMm) / static_cast<double>(kNoiseSlices);
    for (std::size_t i = 0; i < noise.voxels.size(); ++i) noise.voxels[i] -= still.voxels[i];
    Volume squares = noise;
    for (float& value : squares.voxels) value *= value;
    double variance = 0;
    for (std::int64_t z = 0; z < kNoiseSlices; ++z)
      variance += measure::ring_mean(squares, z, {0, 0, 0}, 0, kCentreMm) / static_cast<double>(kNoiseSlices);
    const double ray = centre_ray_variance(p_);
    add("water SD", "HU", transfer_.noise_sd(ray), std::sqrt(variance), 0.05);

    const std::int64_t square = std::min(kSquarePixels, imaging::fft_length(noise.lattice.size[0] / 2));
    const measure::Curve power = measure::radial_noise_power(noise, square);
    const measure::Curve expected =
        measure::folded_noise_power([&](double f) { return transfer_.noise_power(f, ray); }, p_.pixel_mm,
                                    square, 4 / p_.detector_pitch_mm);
    add("NPS peak", "1/mm", measure::peak_place(expected), measure::peak_place(power), 0.1);
    result_.curves.push_back({"NPS", "1/mm", "HU^2 mm^2", power.x, expected.y, power.y});

    const auto hu = [&](double r) { return water_hu(p_, r); };
    add("water", "HU", over_ring(0, kCentreMm, hu), mean, 1, false);
    measure_uniformity(object);
  }

  void measure_uniformity(Object& water) {
    const double outer = std::min(85.0, 0.45 * field_mm_), inner = outer - 10;
    if (!(inner > kCentreMm)) return;
    water.slices = 1;
    water.field_of_view_mm = even_view_mm(p_, 2 * outer);
    const auto exposure = scanner_->expose(water);
    const auto hu = [&](double r) { return water_hu(p_, r); };
    add("water, centre less rim", "HU", over_ring(0, kCentreMm, hu) - over_ring(inner, outer, hu),
        measure::ring_mean(exposure->noiseless(), 0, {0, 0, 0}, 0, kCentreMm) -
            measure::ring_mean(exposure->noiseless(), 0, {0, 0, 0}, inner, outer),
        1, false);
  }

  /// The ladder of phantom contrast_ladder, shrunk into the field of view.
  void measure_ladder() {
    constexpr double kHu[] = {15, -35, -100, -200, -1000, 990, 340, 120, -95, 955};
    const double scale = std::min(1.0, 0.95 * field_mm_ / kReferenceWaterMm);
    const double ring = 70 * scale, radius = 15 * scale;
    Object object;
    object.parts = {rod(0, 0, kWaterRadiusMm * scale, 0, false)};
    std::vector<Vec3> centres;
    for (std::size_t i = 0; i < std::size(kHu); ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(i) / std::size(kHu);
      centres.push_back({ring * std::cos(angle), ring * std::sin(angle), 0});
      object.parts.push_back(rod(centres[i][0], centres[i][1], radius, kHu[i], true));
    }
    object.slices = 1;
    object.field_of_view_mm = even_view_mm(p_, 2 * (ring + radius));
    const auto exposure = scanner_->expose(object);
    for (std::size_t i = 0; i < std::size(kHu); ++i)
      add("insert of " + to_text(kHu[i]) + " HU", "HU", kHu[i],
          measure::ring_mean(exposure->noiseless(), 0, centres[i], 0, 0.6 * radius), 2, false);
  }

  /// Rods that end at heights an eighth of a slice apart give the edge spread along z.
  void measure_slice() {
    const SliceSensitivity sensitivity(p_, tables_);
    const double reach = std::max(sensitivity.high_mm(), -sensitivity.low_mm());
    const auto beyond = static_cast<std::int64_t>(std::ceil(reach / p_.slice_mm)) + 1;
    const double radius = 20;
    measure::Curve edge;
    for (int shift = 0; shift < kEdgeShifts; ++shift) {
      const double end = p_.slice_mm * shift / kEdgeShifts;
      const double half = 100 * p_.slice_mm;
      Object object;
      object.parts = {{{ShapeKind::cylinder, {0, 0, end - half}, {radius, radius, half}}, water_of_hu(0)}};
      object.slices = 2 * beyond + 1;
      object.field_of_view_mm = even_view_mm(p_, 8);
      const auto exposure = scanner_->expose(object);
      const Volume& image = exposure->noiseless();
      for (std::int64_t z = 0; z < image.lattice.size[2]; ++z) {
        edge.x.push_back(image.lattice.to_physical({0, 0, static_cast<double>(z)})[2] - end);
        edge.y.push_back(measure::ring_mean(image, z, {0, 0, 0}, 0, 4));
      }
    }
    add("slice edge, 10 to 90 %", "mm", sensitivity.edge_width_mm(0.1, 0.9),
        measure::edge_width(std::move(edge), 0.1, 0.9), 0.05);
  }

  const Parameters& p_;
  const ScannerTables& tables_;
  std::uint64_t seed_;
  Transfer transfer_;
  std::unique_ptr<Scanner> scanner_;
  double field_mm_;
  ScannerSelfTest result_;
};

}  // namespace

ScannerSelfTest self_test(const Parameters& p, const ScannerTables& tables, std::uint64_t seed) {
  return CtSelfTest(p, tables, seed).run();
}

}  // namespace radgauge::phantoms::ct
