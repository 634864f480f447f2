// Distance maps of the ROI with 8 mm around it, as the mask stage has them. Checked by trying every target.
#include "imaging/distance.h"

#include <cmath>
#include <map>

#include "kernels/kernels.h"

namespace radgauge::bench {

namespace {

const Mask& mask_with_margin(const std::string& scan, const std::string& spacing_mm) {
  static std::map<std::string, Mask> made;
  Mask& mask = made[scan + spacing_mm];
  if (!mask.voxels.empty()) return mask;
  const Region& r = region(scan, spacing_mm);
  mask =
      reference::resample(r.source, r.image, r.mask,
                          reference::grid_plan(reference::whole_lattice(r.image), r.settings), r.settings, 8)
          .mask;
  return mask;
}

/// Every voxel of a small, thinly filled, anisotropic mask, by trying all others. `inside` distances are
/// negative.
std::string check_small(imaging::DistanceTo to, bool is_signed) {
  Lattice lattice;
  lattice.size = {13, 11, 9};
  lattice.spacing_mm = {0.8, 1.3, 2.5};
  Mask mask(lattice);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = i * i % 23 < 4 ? 1 : 0;
  const auto brute = [&](std::size_t from, std::uint8_t wanted, bool boxes) {
    double best = INFINITY;
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
      if (mask.voxels[i] != wanted) continue;
      double square = 0;
      std::size_t a_index = from, b_index = i;
      for (std::size_t a = 0; a < 3; ++a) {
        const auto n = static_cast<std::size_t>(lattice.size[a]);
        const double steps = std::abs(static_cast<double>(a_index % n) - static_cast<double>(b_index % n));
        const double d = lattice.spacing_mm[a] * (boxes ? std::max(0.0, steps - 0.5) : steps);
        square += d * d;
        a_index /= n;
        b_index /= n;
      }
      best = std::min(best, std::sqrt(square));
    }
    return best;
  };
  const Grid<float> found = is_signed ? imaging::signed_distance_mm(mask) : imaging::distance_mm(mask, to);
  std::vector<double> expected;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    const bool inside = mask.voxels[i] != 0;
    if (is_signed) {
      const std::uint8_t other = inside ? 0 : 1;
      expected.push_back((inside ? -0.5 : 0.5) * (brute(i, other, false) + brute(i, other, true)));
    } else {
      expected.push_back(inside ? 0 : brute(i, 1, to == imaging::DistanceTo::voxel_boxes));
    }
  }
  return compare_all("distances", std::vector<double>(found.voxels.begin(), found.voxels.end()), expected,
                     1e-5);
}

}  // namespace

void add_distance_benches(const std::string& scan, const std::string& spacing_mm) {
  const auto voxels = [=] { return static_cast<double>(mask_with_margin(scan, spacing_mm).voxels.size()); };
  const std::string variant = "/radgauge/" + scan + "/" + spacing_mm + "mm";
  add_bench(
      "distance_to_centres" + variant, [] { return check_small(imaging::DistanceTo::voxel_centres, false); },
      voxels, "voxel",
      [=] {
        benchmark::DoNotOptimize(
            imaging::distance_mm(mask_with_margin(scan, spacing_mm), imaging::DistanceTo::voxel_centres));
      });
  add_bench(
      "distance_to_boxes" + variant, [] { return check_small(imaging::DistanceTo::voxel_boxes, false); },
      voxels, "voxel",
      [=] {
        benchmark::DoNotOptimize(
            imaging::distance_mm(mask_with_margin(scan, spacing_mm), imaging::DistanceTo::voxel_boxes));
      });
  add_bench(
      "signed_distance" + variant, [] { return check_small(imaging::DistanceTo::voxel_centres, true); },
      voxels, "voxel",
      [=] { benchmark::DoNotOptimize(imaging::signed_distance_mm(mask_with_margin(scan, spacing_mm))); });
}

}  // namespace radgauge::bench
