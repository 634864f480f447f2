#include "core/error.h"
#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

// oracle: the partial volumes add up to 4/3 pi r^3; the mask counts voxel centres.
TEST(SphereOracle, VolumeInClosedForm) {
  for (const double radius : {4.0, 10.0, 17.3})
    for (const double spacing_z : {1.0, 2.5}) {
      const Scan scan = Made("sphere", {{"radius_mm", radius},
                                        {"inside", 150.0},
                                        {"outside", -50.0},
                                        {"spacing_z_mm", spacing_z},
                                        {"jitter", 1.0}})
                            .scan(2, 5);
      const double voxel = scan.image.lattice.voxel_volume_mm3();
      double share = 0, masked = 0;
      for (std::size_t i = 0; i < scan.image.voxels.size(); ++i) {
        const double s = (static_cast<double>(scan.image.voxels[i]) + 50) / 200;
        share += s;
        masked += scan.mask.voxels[i];
        // A voxel whose centre is inside is never without a share, one outside never full.
        EXPECT_TRUE(scan.mask.voxels[i] != 0 ? s > 0 : s < 1);
      }
      const double volume = 4 * M_PI / 3 * std::pow(radius, 3);
      // Points on a fine lattice: the error of the count is of the order of sqrt(points on the surface).
      const double surface = 4 * M_PI * radius * radius;
      const double point = voxel / 64;
      EXPECT_NEAR(share * voxel, volume, 4 * std::sqrt(surface / std::pow(point, 2.0 / 3)) * point);
      EXPECT_NEAR(masked * voxel, volume, 4 * std::sqrt(surface / std::pow(voxel, 2.0 / 3)) * voxel);
    }
}

// invariant: a centred ball is symmetric in every axis and does not depend on the seed.
TEST(SphereInvariant, SymmetricWithoutJitter) {
  const Scan scan = Made("sphere", {{"radius_mm", 6.2}}).scan();
  const Index3& n = scan.image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const float v = scan.image(x, y, z);
        ASSERT_EQ(v, scan.image(n[0] - 1 - x, y, z));
        ASSERT_EQ(v, scan.image(x, n[1] - 1 - y, z));
        ASSERT_EQ(v, scan.image(z, y, x));
      }
  EXPECT_EQ(Made("sphere", {{"radius_mm", 6.2}}).scan(8, 9).image, scan.image);
  EXPECT_NE(Made("sphere", {{"jitter", 1.0}}).scan(8, 9).image,
            Made("sphere", {{"jitter", 1.0}}).scan(8, 8).image);
}

// oracle: in a scanner it has the closed forms of a ball, in a cylinder of the outside intensity.
TEST(SphereOracle, ObjectOfTheSameBall) {
  using namespace testing;
  const Made made("sphere", {{"radius_mm", 8.0}, {"inside", 150.0}, {"outside", -40.0}, {"jitter", 1.0}});
  const phantoms::Object object = made.object(2, 5);
  auto truth = truth_of(object);
  const ObjectMoments m = moments_of(object, {0.4, 0.4, 0.4});
  EXPECT_NEAR(truth["volume_mm3"], 4 * M_PI / 3 * 512, 1e-9);
  EXPECT_NEAR(truth["surface_area_mm2"], 4 * M_PI * 64, 1e-9);
  EXPECT_NEAR(m.volume_mm3, truth["volume_mm3"], 0.003 * truth["volume_mm3"]);
  for (const double variance : m.variance_mm2)
    EXPECT_NEAR(truth["least_axis_mm"], 4 * std::sqrt(variance), 0.05);
  EXPECT_NEAR(m.mean, 150, 1e-9);
  EXPECT_NEAR(hu_at(object, {0, 0, 12}), -40, 1e-9);
  EXPECT_EQ(hu_at(object, {24, 0, 0}), -1000);
  // The centre is that of the image which is made without a scanner.
  const Scan scan = made.scan(2, 5);
  const Vec3 centre = centroid_mm(scan.mask);
  EXPECT_EQ(mask_of(object.regions.front(), scan.mask.lattice), scan.mask);
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(m.centre_mm[a], centre[a], 0.1);
}

TEST(SphereMechanics, RefusesWhatCannotBeMade) {
  EXPECT_THROW(Made("sphere", {{"radius_mm", 200.0}, {"spacing_x_mm", 0.05}, {"spacing_y_mm", 0.05}}).scan(),
               Error);
  EXPECT_NO_THROW(Made("sphere", {{"radius_mm", 0.1}}).scan());
  EXPECT_THROW(Made("sphere", {{"radius_mm", 0.1}, {"jitter", 1.0}, {"spacing_z_mm", 20.0}}).scan(1, 1),
               Error);
}

}  // namespace
}  // namespace radgauge
