#include "fixtures.h"

namespace radgauge {
namespace {

// oracle: a cylinder of water is 0 HU where it is, air where it is not.
TEST(WaterCylinderOracle, WaterWithinItsEndsAndAirBeyond) {
  const phantoms::Object object =
      Made("water_cylinder", {{"radius_mm", 40.0}, {"length_mm", 20.0}, {"offset_z_mm", 5.0}}).object();
  const auto hu = [&](double x, double z) { return 1000 * (tissue_at(object, {x, 0, z}).attenuation - 1); };
  EXPECT_EQ(hu(39.9, 14.9), 0);
  EXPECT_EQ(hu(40.1, 0), -1000);
  EXPECT_EQ(hu(0, 15.1), -1000);
  EXPECT_EQ(hu(0, -4.9), 0);
}

// oracle: the mean of the points of a voxel on the surface is its share of water.
TEST(WaterCylinderOracle, IdealVoxelsHoldTheAreaOfTheDisk) {
  const Scan scan = Made("water_cylinder", {{"radius_mm", 20.5}, {"slices", std::int64_t{1}}})
                        .scan_by("ideal", {{"matrix", std::int64_t{64}}, {"oversampling", std::int64_t{8}}});
  double area = 0;
  for (const float hu : scan.image.voxels) area += (static_cast<double>(hu) + 1000) / 1000;
  EXPECT_NEAR(area, 3.14159265 * 20.5 * 20.5, 1);
}

// invariant: a cylinder that ends does so within its scan, three slices before the last or more.
TEST(WaterCylinderInvariant, ItsEndsAreWithinTheScan) {
  const phantoms::ScannerKind& ideal = *phantoms::find_scanner_kind("ideal");
  for (const double slice_mm : {1.0, 3.0, 7.5}) {
    const phantoms::Object object =
        Made("water_cylinder", {{"length_mm", 40.0}, {"offset_z_mm", 3.0}, {"slices", std::int64_t{2}}})
            .object();
    const Lattice lattice =
        ideal.make(with_defaults(ideal.fields, {{"slice_mm", slice_mm}}), {})->lattice(object);
    const double first = lattice.origin_mm[2];
    const double last = first + static_cast<double>(lattice.size[2] - 1) * slice_mm;
    EXPECT_LE(first + 2.5 * slice_mm, 3 - 20) << slice_mm;
    EXPECT_GE(last - 2.5 * slice_mm, 3 + 20) << slice_mm;
  }
  EXPECT_EQ(ideal.make(with_defaults(ideal.fields, {}), {})
                ->lattice(Made("water_cylinder", {{"slices", std::int64_t{2}}}).object())
                .size[2],
            2);
}

// invariant: the region is water wherever the cylinder ends.
TEST(WaterCylinderInvariant, ItsRegionIsWater) {
  const Scan scan = Made("water_cylinder", {{"radius_mm", 15.0}, {"length_mm", 20.0}, {"offset_z_mm", 2.0}})
                        .scan_by("ideal", {{"matrix", std::int64_t{40}}});
  std::int64_t inside = 0;
  for (std::size_t i = 0; i < scan.mask.voxels.size(); ++i) {
    if (scan.mask.voxels[i] == 0) continue;
    ++inside;
    EXPECT_EQ(scan.image.voxels[i], 0.0F);
  }
  EXPECT_GT(inside, 1000);
}

}  // namespace
}  // namespace radgauge
