#include "phantoms/scanners/measure/edge.h"
#include "two_scanners.h"

namespace radgauge {
namespace {

// oracle: the edge of a disk under the imitated scanner has the MTF that the scanner itself shows.
TEST(ScanCtOracle, AnEdgeIsAsSoftAsTheTargets) {
  const double radius = 25;
  const phantoms::Object disk = object_of({rod_of(40), rod_of(radius, 900)}, 1);
  const auto seen = [&](const Volume& image) {
    return phantoms::measure::disk_mtf(image, 0, {0, 0, 0}, radius, 9, 0.8, 200);
  };
  const TwoScanners host(sharp_ct(), soft_ct());
  const Volume source = phantoms::ct::make_scanner(sharp_ct(), {})->expose(disk)->noiseless();
  const Volume target = phantoms::ct::make_scanner(soft_ct(), {})->expose(disk)->noiseless();
  const ImageOutput out =
      imitated("scan.ct", source, host, {{"target", std::string("target")}, {"noise", false}});
  const auto before = seen(source), wanted = seen(target), got = seen(out.image);
  const double half = phantoms::measure::falls_to(wanted, 0.5);
  EXPECT_GT(phantoms::measure::falls_to(before, 0.5), 1.4 * half);
  EXPECT_NEAR(phantoms::measure::falls_to(got, 0.5), half, 0.01 * half);
  EXPECT_NEAR(phantoms::measure::falls_to(got, 0.1), phantoms::measure::falls_to(wanted, 0.1), 0.03 * half);
  EXPECT_NEAR(magnitude(out.magnitudes, "mtf50_per_mm").achieved, half, 0.02 * half);
  EXPECT_EQ(magnitude(out.magnitudes, "mtf50_per_mm").status, "ok");
}

// oracle: water under the imitated scanner is as noisy as under the scanner itself.
TEST(ScanCtOracle, WaterIsAsNoisyAsTheTargets) {
  const phantoms::Object water = water_of(40, 12);
  const TwoScanners host(sharp_ct(), soft_ct());
  const Draws draws(3, "water", "scan", 0, 0);
  const Volume source = phantoms::ct::make_scanner(sharp_ct(), {})->expose(water)->scan(draws);
  const Volume target = phantoms::ct::make_scanner(soft_ct(), {})->expose(water)->scan(draws);
  const ImageOutput out =
      imitated("scan.ct", source, host, {{"target", std::string("target")}, {"water_mm", 80.0}});
  const double wanted = sd_in_the_middle(target, 20), got = sd_in_the_middle(out.image, 20);
  EXPECT_NEAR(magnitude(out.magnitudes, "noise_sd").requested, wanted, 0.04 * wanted);
  EXPECT_NEAR(got, wanted, 0.05 * wanted);
  EXPECT_NEAR(magnitude(out.magnitudes, "added_sd").achieved, magnitude(out.magnitudes, "added_sd").requested,
              0.06 * wanted);
}

// invariant: a target that is sharper changes no frequency, and one with less noise adds none; both are said.
TEST(ScanCtInvariant, NothingIsSharpened) {
  const TwoScanners host(soft_ct(), sharp_ct());
  const Draws draws(3, "water", "scan", 0, 0);
  const Volume image = phantoms::ct::make_scanner(soft_ct(), {})->expose(water_of(30, 2))->scan(draws);
  const ImageOutput out =
      imitated("scan.ct", image, host, {{"target", std::string("target")}, {"noise", false}});
  for (std::size_t i = 0; i < image.voxels.size(); ++i) ASSERT_EQ(out.image.voxels[i], image.voxels[i]) << i;
  EXPECT_EQ(magnitude(out.magnitudes, "mtf50_per_mm").status,
            "limited by the source, which is not sharpened");
  Parameters clean = soft_ct();
  clean.photons *= 10;
  const TwoScanners cleaner(soft_ct(), clean);
  const ImageOutput less = imitated("scan.ct", image, cleaner, {{"target", std::string("target")}});
  EXPECT_EQ(magnitude(less.magnitudes, "noise_sd").status, "the source has more noise than the target");
  EXPECT_EQ(magnitude(less.magnitudes, "added_sd").achieved, 0);
}

// invariant: a voxel that is no number takes what the weights reach from it, and no more.
TEST(ScanCtInvariant, WhatIsNotFiniteStaysWhereItIs) {
  const TwoScanners host(sharp_ct(), soft_ct());
  Volume image = phantoms::ct::make_scanner(sharp_ct(), {})->expose(water_of(40, 1))->noiseless();
  const auto imitate = [&] {
    return imitated("scan.ct", image, host, {{"target", std::string("target")}, {"noise", false}}).image;
  };
  const Volume whole = imitate();
  image(5, 6, 0) = std::numeric_limits<float>::quiet_NaN();
  const Volume holed = imitate();
  const Index3& n = image.lattice.size;
  for (std::int64_t y = 0; y < n[1]; ++y)
    for (std::int64_t x = 0; x < n[0]; ++x)
      if (std::abs(x - 5) <= 31 && std::abs(y - 6) <= 31)
        ASSERT_TRUE(std::isnan(holed(x, y, 0))) << x << " " << y;
      else
        ASSERT_NEAR(holed(x, y, 0), whole(x, y, 0), 0.001) << x << " " << y;
}

// oracle: the end of a cylinder is as blurred along z as the target's thicker slices blur it.
TEST(ScanCtOracle, SlicesAreAsThickAsTheTargets) {
  Parameters thick = sharp_ct();
  thick.slice_mm = 5;
  const TwoScanners host(sharp_ct(), thick);
  phantoms::Object step = object_of({rod_of(30)}, 40);
  step.parts.front().shape.half_mm[2] = 1000;
  step.parts.front().shape.centre_mm[2] = 1000;  // from z = 0 upwards
  step.field_of_view_mm = 80;
  const Volume image = phantoms::ct::make_scanner(sharp_ct(), {})->expose(step)->noiseless();
  const ImageOutput out =
      imitated("scan.ct", image, host, {{"target", std::string("target")}, {"noise", false}});
  phantoms::measure::Curve edge;
  const Index3& n = image.lattice.size;
  for (std::int64_t z = 8; z < n[2] - 8; ++z) {
    edge.x.push_back(static_cast<double>(z));
    edge.y.push_back(out.image(n[0] / 2, n[1] / 2, z));
  }
  // A box of 5 mm takes 5 (0.9 - 0.1) mm from a tenth to nine tenths.
  EXPECT_NEAR(phantoms::measure::edge_width(edge, 0.1, 0.9), 4, 0.3);
}

}  // namespace
}  // namespace radgauge
