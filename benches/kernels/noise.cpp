// Normal numbers alone, and the operation noise.white on the crop (with its estimate of the noise already
// there).
#include <cmath>

#include "common/scans.h"
#include "kernels/kernels.h"
#include "perturbations/registry.h"

namespace radgauge::bench {

namespace {

constexpr double kSd = 20;

const Draws& draws() {
  static const Draws made(1, "bench", "noise.white", 0, 0);
  return made;
}

std::string check_normals() {
  std::vector<double> numbers(100000), expected(numbers.size());
  draws().normals(17, numbers);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    expected[i] = draws().normal(17 + i);
    sum += numbers[i];
    squares += numbers[i] * numbers[i];
  }
  const auto n = static_cast<double>(numbers.size());
  std::string problem = compare_all("normal numbers", numbers, expected, 0);
  if (problem.empty()) problem = compare("their mean", sum / n, 0, 5 / std::sqrt(n));
  if (problem.empty()) problem = compare("their variance", squares / n, 1, 5 * std::sqrt(2 / n));
  return problem;
}

Volume add_white_noise(const Region& r) {
  const Operation& operation = *perturbations::find_perturbation("noise.white");
  std::vector<Value> values;
  for (const Field& field : operation.fields)
    values.push_back(field.name == "sd" ? Value(kSd) : field.fallback);
  return operation.image({r.image, r.mask, draws(), Modality::ct}, values).image;
}

/// Each voxel is what its own random number says; numbers are keyed by the voxel of the whole image.
std::string check_noise(const Region& r) {
  const Volume noisy = add_white_noise(r);
  std::vector<double> found, expected;
  const Index3& n = r.image.lattice.size;
  const CropWindow& w = r.image.window;
  for (std::int64_t z = 0; z < n[2]; z += 3)
    for (std::int64_t y = 0; y < n[1]; y += 5)
      for (std::int64_t x = 0; x < n[0]; x += 7) {
        const std::int64_t key =
            x + w.offset[0] + w.whole_size[0] * (y + w.offset[1] + w.whole_size[1] * (z + w.offset[2]));
        found.push_back(static_cast<double>(noisy(x, y, z)));
        expected.push_back(static_cast<double>(static_cast<float>(
            static_cast<double>(r.image(x, y, z)) + kSd * draws().normal(static_cast<std::uint64_t>(key)))));
      }
  return compare_all("noisy intensities", found, expected, 0);
}

}  // namespace

void add_noise_benches(const std::string& scan) {
  const auto voxels = [=] { return region(scan, "2").source_voxels(); };
  add_bench("normal_numbers/radgauge/" + scan + "/native", check_normals, voxels, "voxel", [=] {
    static std::vector<double> numbers(region(scan, "2").image.voxels.size());
    draws().normals(0, numbers);
    benchmark::DoNotOptimize(numbers.data());
    benchmark::ClobberMemory();
  });
  add_bench(
      "noise_white/radgauge/" + scan + "/native", [=] { return check_noise(region(scan, "2")); }, voxels,
      "voxel", [=] { benchmark::DoNotOptimize(add_white_noise(region(scan, "2"))); });
}

}  // namespace radgauge::bench
