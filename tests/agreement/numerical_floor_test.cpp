#include "agreement/numerical_floor.h"

#include <gtest/gtest.h>

#include <cmath>

namespace radgauge {

using namespace radgauge::agreement;

namespace {

TEST(NumericalFloorOracle, RelativeChange) {
  EXPECT_EQ(relative_change(0, 0), 0);
  EXPECT_EQ(relative_change(0, -3), 1);
  EXPECT_EQ(relative_change(4, 3), 0.25);
  EXPECT_EQ(relative_change(-1, 1), 2);
}

// invariant: what stands before the tag of a full name changes nothing.
TEST(NumericalFloorInvariant, FullNamesEndInTheirTag) {
  for (const std::string tag : {"stat_mean", "cm_contrast_2_5D_avg", "morph_area_dens_mvee"}) {
    ASSERT_FALSE(std::isnan(numerical_floor(tag))) << tag;
    EXPECT_EQ(numerical_floor("bin25." + tag), numerical_floor(tag));
    EXPECT_EQ(numerical_floor("pvp.bin25.log_3mm." + tag), numerical_floor(tag));
  }
  EXPECT_NE(numerical_floor("cm_contrast_2_5D_avg"), numerical_floor("morph_area_dens_mvee"));
}

TEST(NumericalFloorMechanics, UnknownFeaturesHaveTheLeastTolerance) {
  for (const std::string name : {"", ".", "no_such_feature", "stat_mean.", "a.b.c"}) {
    EXPECT_TRUE(std::isnan(numerical_floor(name))) << name;
    EXPECT_EQ(smallest_real_change(name), kLeastTolerance);
  }
  EXPECT_EQ(smallest_real_change("stat_mean"), kLeastTolerance);
  EXPECT_FALSE(is_edge_sensitive("stat_mean", NAN));
  EXPECT_FALSE(is_edge_sensitive("stat_mean", 1e-6));
  EXPECT_TRUE(is_edge_sensitive("stat_mean", 1e-5));
}

}  // namespace
}  // namespace radgauge
