#include <cmath>
#include <limits>
#include <memory>

#include "common/program.h"
#include "phantoms/object/materials.h"
#include "phantoms/scanners/scanner.h"
#include "scanners/scanners.h"

namespace radgauge::bench {

namespace {

using namespace radgauge::phantoms;

std::unique_ptr<Scanner> ct_scanner(const std::vector<std::pair<std::string, Value>>& given) {
  const ScannerKind& kind = *find_scanner_kind("ct");
  std::vector<Value> values;
  for (const Field& field : kind.fields) {
    values.push_back(field.fallback);
    for (const auto& [name, value] : given)
      if (name == field.name) values.back() = value;
  }
  return kind.make(values, {});
}

Part rod(double x_mm, double radius_x_mm, double radius_y_mm, double hu, bool in_water) {
  const double endless = std::numeric_limits<double>::infinity();
  return {{ShapeKind::cylinder, {x_mm, 0, 0}, {radius_x_mm, radius_y_mm, endless}},
          in_water ? water_of_hu(hu) - kWater : water_of_hu(hu)};
}

/// Water with a rod of 100 HU, in one slice.
Object water_and_rod(double radius_mm) {
  Object object;
  object.parts = {rod(0, radius_mm, radius_mm, 0, false), rod(0.4 * radius_mm, 12, 12, 100, true)};
  object.slices = 1;
  return object;
}

/// A torso with a textured ball of 80 mm, in 48 slices of 128 x 128 pixels.
Object torso_and_lesion(double pixel_mm, std::int64_t slices) {
  Object object;
  object.parts = {rod(0, 170, 110, 0, false)};
  object.centre_mm = {60, 20, 0};
  object.slices = slices;
  object.field_of_view_mm = 127.5 * pixel_mm;
  Lattice lattice;
  lattice.size = {81, 81, 81};
  lattice.origin_mm = {20, -12, -40};
  Volume voxels(lattice);
  for (std::int64_t z = 0; z < 81; ++z)
    for (std::int64_t y = 0; y < 81; ++y)
      for (std::int64_t x = 0; x < 81; ++x) {
        const double dx = static_cast<double>(x - 40), dy = static_cast<double>(y - 40);
        const double r = std::hypot(dx, dy, static_cast<double>(z - 40));
        if (r < 36) voxels(x, y, z) = static_cast<float>(60 + 30 * std::sin(0.7 * dx) * std::sin(0.6 * dy));
      }
  object.textures = {{std::move(voxels), 1e-3 * kWater}};
  return object;
}

/// Mean of a square of 9 pixels around a point.
double mean_at(const Volume& image, const Vec3& point_mm) {
  const Vec3 index = image.lattice.to_index(point_mm);
  double sum = 0;
  for (std::int64_t dy = -1; dy <= 1; ++dy)
    for (std::int64_t dx = -1; dx <= 1; ++dx)
      sum += static_cast<double>(
          image(std::lround(index[0]) + dx, std::lround(index[1]) + dy, std::lround(index[2])));
  return sum / 9;
}

void add_slice_bench(const std::string& name, std::int64_t matrix, std::int64_t views) {
  const std::shared_ptr<Scanner> scanner =
      ct_scanner({{"matrix", matrix}, {"views", views}, {"window_cutoff", 0.85}});
  const Object object = water_and_rod(0.3 * 0.78 * static_cast<double>(matrix));
  add_bench(
      "ct/radgauge/" + name,
      [=] {
        const auto exposure = scanner->expose(object);
        const Volume& image = exposure->noiseless();
        const std::string water = compare("water", mean_at(image, {0, -20, 0}), 0, 1);
        const Vec3 rod_mm = object.parts[1].shape.centre_mm;
        return water.empty() ? compare("rod", mean_at(image, rod_mm), 100, 2) : water;
      },
      [] { return 1.0; }, "slice", [=] { benchmark::DoNotOptimize(scanner->expose(object)); });
}

void add_lesion_bench(const std::string& scanner_name, double pixel_mm, double pitch_mm, double slice_mm) {
  constexpr std::int64_t kSlices = 48;
  const std::shared_ptr<Scanner> scanner = ct_scanner({{"pixel_mm", pixel_mm},
                                                       {"detector_pitch_mm", pitch_mm},
                                                       {"slice_mm", slice_mm},
                                                       {"window_cutoff", 0.85}});
  const Object object = torso_and_lesion(pixel_mm, kSlices);
  add_bench(
      "ct/radgauge/lesion_128x128x48_" + scanner_name,
      [=] {
        const auto exposure = scanner->expose(torso_and_lesion(pixel_mm, 8));
        const Volume scan = exposure->scan(Draws(1, "lesion", "bench", 0, 0));
        const Volume& still = exposure->noiseless();
        double squares = 0;
        for (std::size_t i = 0; i < scan.voxels.size(); ++i) {
          const double d = static_cast<double>(scan.voxels[i]) - static_cast<double>(still.voxels[i]);
          squares += d * d;
        }
        // Between the noise of 220 and of 340 mm of water.
        const double sd = std::sqrt(squares / static_cast<double>(scan.voxels.size()));
        const std::string water = compare("water", mean_at(still, {32, -8, 0}), 0, 1);
        return water.empty() ? compare("noise SD", sd, 15, 8) : water;
      },
      [] { return static_cast<double>(kSlices); }, "slice",
      [=] { benchmark::DoNotOptimize(scanner->expose(object)->scan(Draws(1, "lesion", "bench", 0, 0))); }, 1);
}

}  // namespace

void add_ct_benches() {
  add_slice_bench("512x512_1160_views", 512, 1160);
  add_slice_bench("256x256_360_views", 256, 360);
  add_lesion_bench("pixel_0.78_mm", 0.78, 0.548, 3);
  add_lesion_bench("pixel_0.59_mm", 0.59, 0.548, 1.25);
}

}  // namespace radgauge::bench
