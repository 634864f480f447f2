#include "runner/overshoot.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace radgauge {
namespace {

/// Tissue of 40 with noise of 12 within `radius` voxels of the axis, and `outside` beyond.
Volume cylinder(double radius, float outside) {
  Volume image(Lattice{{40, 40, 12}, {1, 1, 1}, {0, 0, 0}, kIdentity3});
  const Draws draws(2, "image", "cylinder", 0, 0);
  for (std::int64_t z = 0; z < 12; ++z)
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 40; ++x) {
        const std::size_t i = image.at(x, y, z);
        const double r = std::hypot(static_cast<double>(x) - 19.5, static_cast<double>(y) - 19.5);
        image.voxels[i] = r > radius ? outside : static_cast<float>(40 + 12 * draws.normal(i));
      }
  return image;
}

Mask region(const Lattice& lattice) {
  Mask mask(lattice);
  for (std::int64_t z = 2; z < 10; ++z)
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 40; ++x)
        mask(x, y, z) = std::hypot(static_cast<double>(x) - 19.5, static_cast<double>(y) - 19.5) <= 9 ? 1 : 0;
  return mask;
}

std::optional<Notice> found(const Volume& image, Interpolation interpolation = Interpolation::cubic) {
  GridSettings settings;
  settings.interpolation = interpolation;
  settings.spacing_x_mm = settings.spacing_y_mm = settings.spacing_z_mm = 0.7;
  const Mask mask = region(image.lattice);
  const GridPlan plan = reference::grid_plan(reference::whole_lattice(image), settings);
  return runner::overshoot(
      image, mask,
      reference::resample(reference::sampling_source(image, settings), image, mask, plan, settings, 0));
}

TEST(OvershootMechanics, PaddingBesideTheRegionIsNamedWithItsReach) {
  for (const float padding : {-3024.0F, 3000.0F}) {
    const auto beside = found(cylinder(9, padding));
    ASSERT_TRUE(beside) << padding;
    EXPECT_EQ(beside->kind, NoticeKind::overshoot);
    EXPECT_EQ(beside->reference, padding);
    EXPECT_GT(beside->amount, 100);
    const auto near = found(cylinder(10.5, padding));
    ASSERT_TRUE(near) << padding;
    EXPECT_LT(near->amount, beside->amount);
    EXPECT_FALSE(found(cylinder(15, padding))) << "six voxels away";
  }
}

TEST(OvershootMechanics, HealthyImagesAndSharpTissueAreNotTold) {
  EXPECT_FALSE(found(cylinder(100, 0)));
  // A sharp edge to other tissue: partial volume leaves the range of the region, too, and is measured.
  Volume tissue = cylinder(9, 0);
  const Draws draws(3, "image", "outside", 0, 0);
  for (std::size_t i = 0; i < tissue.voxels.size(); ++i)
    if (tissue.voxels[i] == 0) tissue.voxels[i] = static_cast<float>(-800 + 30 * draws.normal(i));
  EXPECT_FALSE(found(tissue));
}

}  // namespace
}  // namespace radgauge
