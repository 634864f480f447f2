#include <cmath>
#include <numbers>

#include "scanner_fixture.h"

namespace radgauge {
namespace {

// oracle: diameters and places of the image quality phantom of NEMA NU 2.
TEST(NemaSpheresOracle, SpheresHaveTheirSizePlaceAndActivity) {
  const phantoms::Object object = Made("nema_spheres", {{"contrast_ratio", 8.0}}).object();
  ASSERT_EQ(object.inserts.size(), 6u);
  ASSERT_EQ(object.regions.size(), 6u);
  const std::vector<double> diameters{10, 13, 17, 22, 28, 37};
  for (std::size_t i = 0; i < 6; ++i) {
    const phantoms::Insert& sphere = object.inserts[i];
    const double radius = 0.5 * diameters[i];
    EXPECT_EQ(sphere.radius_mm, radius);
    EXPECT_NEAR(std::hypot(sphere.centre_mm[0], sphere.centre_mm[1]), 57.2, 1e-12);
    EXPECT_EQ(sphere.centre_mm[2], 0);
    const auto at = [&](double distance) { return sphere.centre_mm + Vec3{0, 0, distance}; };
    EXPECT_EQ(tissue_at(object, at(0.99 * radius)).activity, 8);
    EXPECT_EQ(sphere.activity, 8);
    EXPECT_EQ(tissue_at(object, at(1.01 * radius)).activity, 1);
    EXPECT_EQ(tissue_at(object, at(0)).attenuation, 1);
    EXPECT_TRUE(object.regions[i].inside(at(0.99 * radius)));
    EXPECT_FALSE(object.regions[i].inside(at(1.01 * radius)));
  }
  EXPECT_EQ(tissue_at(object, {149, 0, 0}).activity, 1);
  EXPECT_EQ(tissue_at(object, {0, 116, 0}).activity, 0);
  EXPECT_EQ(tissue_at(object, {0, 0, 91}).activity, 0);
  ASSERT_EQ(object.truth.front().name, "background");
  EXPECT_EQ(object.truth.front().value, 1);
  const Made made("nema_spheres");
  EXPECT_EQ(made.phantom->lesions(made.values), 6);
}

// oracle: cold spheres are empty of activity, not of water.
TEST(NemaSpheresOracle, ColdSpheresHoldWaterAlone) {
  const phantoms::Object object = Made("nema_spheres", {{"contrast_ratio", 0.0}}).object();
  const phantoms::Tissue tissue = tissue_at(object, object.inserts.back().centre_mm);
  EXPECT_EQ(tissue.activity, 0);
  EXPECT_EQ(tissue.attenuation, 1);
}

// oracle: masks hold the volumes of the spheres.
TEST(NemaSpheresOracle, RegionsHoldTheVolumeOfTheirSphere) {
  const phantoms::Object object = Made("nema_spheres").object();
  Lattice lattice;
  lattice.size = {300, 240, 81};
  lattice.spacing_mm = {0.5, 0.5, 0.5};
  lattice.origin_mm = {-74.6, -59.7, -20};
  const double volume = static_cast<double>(count(mask_of(object.regions[3], lattice))) / 8;
  EXPECT_NEAR(volume, 4 * std::numbers::pi / 3 * 11 * 11 * 11, 0.005 * volume);
}

}  // namespace
}  // namespace radgauge
