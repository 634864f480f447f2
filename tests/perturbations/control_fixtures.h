#pragma once

#include <algorithm>

#include "core/error.h"
#include "image_fixtures.h"
#include "perturbations/image_change.h"

namespace radgauge {

inline const Lattice kControlLattice = lattice_of({30, 28, 12}, {1, 1, 2});
inline const Mask kControlRoi = ball(kControlLattice, {14, 13, 12}, 5);

/// Is voxel i in the region? By plain distances between centres.
inline std::vector<bool> in_region(const std::string& region, double reach_mm) {
  std::vector<bool> inside(kControlRoi.voxels.size());
  perturbations::for_each_voxel(
      kControlRoi, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
        const bool is_roi = kControlRoi.voxels[i] != 0;
        bool is_near = false;
        perturbations::for_each_voxel(
            kControlRoi, [&](std::size_t j, std::int64_t a, std::int64_t b, std::int64_t c) {
              if (kControlRoi.voxels[j] == 0 || is_near) return;
              const auto dx = static_cast<double>(x - a), dy = static_cast<double>(y - b),
                         dz = 2 * static_cast<double>(z - c);
              is_near = dx * dx + dy * dy + dz * dz <= reach_mm * reach_mm;
            });
        inside[i] = region == "roi" ? is_roi : !is_roi && (region == "background" || is_near);
      });
  return inside;
}

/// Checks that a control changes its region alone, the same for every crop, and refuses what it cannot do;
/// `check`(before, after) gets the intensities of the region.
template <class F>
void expect_control(const std::string& id, F check) {
  const Volume image = grainy(kControlLattice, 40, 12);
  for (const std::string region : {"roi", "rim", "background"}) {
    const std::vector<std::pair<std::string, Value>> given{{"region", region}, {"reach_mm", 4.0}};
    const ImageOutput out = changed(id, image, kControlRoi, given);
    const std::vector<bool> inside = in_region(region, 4);
    std::vector<double> before, after;
    double moved = 0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (!inside[i]) {
        ASSERT_EQ(out.image.voxels[i], image.voxels[i]) << region;
        continue;
      }
      before.push_back(image.voxels[i]);
      after.push_back(out.image.voxels[i]);
      moved += before.back() != after.back();
    }
    check(before, after);
    EXPECT_EQ(magnitude(out.magnitudes, "changed").achieved, moved / static_cast<double>(before.size()));
    const double correlation = magnitude(out.magnitudes, "correlation").achieved;
    EXPECT_LT(std::abs(correlation) * std::sqrt(static_cast<double>(before.size())), 4) << region;
    EXPECT_EQ(changed(id, image, kControlRoi, given).image, out.image);
    EXPECT_NE(changed(id, image, kControlRoi, given, 1).image, out.image);
    if (region != "background") expect_crop_changes_no_byte(id, image, kControlRoi, given);
  }
}

inline void expect_control_refuses(const std::string& id) {
  const Volume image = grainy(kControlLattice, 40, 12);
  EXPECT_THROW(changed(id, image, Mask(kControlLattice), {}), Error);
  EXPECT_THROW(changed(id, image, Mask(kControlLattice, 1), {{"region", std::string("background")}}), Error);
  const ImageOutput flat = changed(id, Volume(kControlLattice), kControlRoi, {});
  EXPECT_NE(magnitude(flat.magnitudes, "changed").status, "ok");
  expect_refused_values(id, "reach_mm", {0, -1, NAN, 201});
  const Applied rim(id, {{"region", std::string("rim")}, {"reach_mm", 7.0}});
  EXPECT_EQ(rim.operation->support(rim.values).margin_mm, 7);
  const Applied all(id, {{"region", std::string("background")}});
  EXPECT_EQ(all.operation->support(all.values).reach, Support::Reach::volume);
}

}  // namespace radgauge
