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

void add_slice_bench(const std::string& name, std::int64_t matrix, std::int64_t views) {
  const std::shared_ptr<Scanner> scanner =
      scanner_of("ct", {{"matrix", matrix}, {"views", views}, {"window_cutoff", 0.85}});
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
  const std::shared_ptr<Scanner> scanner = scanner_of("ct", {{"pixel_mm", pixel_mm},
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
