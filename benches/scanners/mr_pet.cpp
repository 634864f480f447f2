#include <memory>

#include "common/program.h"
#include "scanners/scanners.h"

namespace radgauge::bench {

namespace {

using namespace radgauge::phantoms;

/// Where the torso is water, within the scan.
constexpr Vec3 kWaterMm{22, -14, 0};

Volume scan_of(const Exposure& exposure) {
  return exposure.scan(Draws(1, "lesion", "bench", 0, 0));
}

}  // namespace

void add_mr_benches() {
  constexpr std::int64_t kSlices = 24;
  const std::shared_ptr<Scanner> scanner = scanner_of("mr", {{"matrix_x", std::int64_t{320}},
                                                             {"matrix_y", std::int64_t{320}},
                                                             {"matrix_out", std::int64_t{320}},
                                                             {"coils", std::int64_t{4}},
                                                             {"snr", 35.0},
                                                             {"field_of_view_mm", 384.0}});
  add_bench(
      "mr/radgauge/lesion_320x320_4_coils",
      [=] {
        const auto exposure = scanner->expose(torso_and_lesion(1.2, 8));
        const double sigma = exposure->truth().front().value;
        return compare("noise", sd_of_difference(scan_of(*exposure), exposure->noiseless(), kWaterMm), sigma,
                       0.1 * sigma);
      },
      [] { return static_cast<double>(kSlices); }, "slice",
      [=] { benchmark::DoNotOptimize(scan_of(*scanner->expose(torso_and_lesion(1.2, kSlices)))); }, 1);
}

void add_pet_benches() {
  constexpr std::int64_t kSlices = 48;
  const std::shared_ptr<Scanner> scanner = scanner_of("pet", {{"fwhm_mm", 5.0},
                                                              {"pixel_mm", 2.73},
                                                              {"matrix", std::int64_t{256}},
                                                              {"slice_mm", 3.27},
                                                              {"cov", 0.12}});
  add_bench(
      "pet/radgauge/lesion_128x128x48",
      [=] {
        const auto exposure = scanner->expose(torso_and_lesion(2.73, kSlices));
        const std::string mean = compare("water", mean_at(exposure->noiseless(), kWaterMm), 1, 0.01);
        if (!mean.empty()) return mean;
        return compare("COV", sd_of_difference(scan_of(*exposure), exposure->noiseless(), kWaterMm), 0.12,
                       0.03);
      },
      [] { return static_cast<double>(kSlices); }, "slice",
      [=] { benchmark::DoNotOptimize(scan_of(*scanner->expose(torso_and_lesion(2.73, kSlices)))); }, 1);
}

}  // namespace radgauge::bench
