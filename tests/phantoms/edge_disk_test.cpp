#include "fixtures.h"

namespace radgauge {
namespace {

// oracle: the disk stands so many HU above the water around it, and air beyond.
TEST(EdgeDiskOracle, DiskWaterAndAir) {
  const phantoms::Object object =
      Made("edge_disk", {{"radius_mm", 50.0}, {"contrast", 100.0}, {"water_mm", 20.0}}).object();
  const auto hu = [&](double x, double z) { return 1000 * (tissue_at(object, {x, 0, z}).attenuation - 1); };
  EXPECT_NEAR(hu(49.9, 0), 100, 1e-9);
  EXPECT_NEAR(hu(50.1, 1000), 0, 1e-9);
  EXPECT_NEAR(hu(-69.9, 0), 0, 1e-9);
  EXPECT_EQ(hu(70.1, 0), -1000);
  ASSERT_EQ(object.truth.size(), 1u);
  EXPECT_EQ(object.truth[0].name, "radius_mm");
  EXPECT_EQ(object.truth[0].value, 50);
}

}  // namespace
}  // namespace radgauge
