#include "core/error.h"
#include "sample_fixtures.h"

namespace radgauge {
namespace {

const Lattice kSamplePixelLattice = lattice_of({24, 20, 4}, {0.5, 0.5, 3});
const Mask kSamplePixelRoi = box_mask(kSamplePixelLattice, {{8, 8, 1}, {14, 14, 3}});

// oracle: pixels twice as large are means of four; 1.5 times as large share pixels by area.
TEST(SamplePixelOracle, MeansByArea) {
  const Volume image = grainy(kSamplePixelLattice, 10, 5);
  const auto v = [&](std::int64_t x, std::int64_t y) { return static_cast<double>(image(x, y, 2)); };
  const ImageOutput twice = changed("sample.pixel", image, kSamplePixelRoi, {{"pixel_mm", 1.0}});
  ASSERT_EQ(twice.image.lattice.size, (Index3{12, 10, 4}));
  for (std::int64_t y = 0; y < 10; ++y)
    for (std::int64_t x = 0; x < 12; ++x)
      ASSERT_NEAR(twice.image(x, y, 2),
                  (v(2 * x, 2 * y) + v(2 * x + 1, 2 * y) + v(2 * x, 2 * y + 1) + v(2 * x + 1, 2 * y + 1)) / 4,
                  1e-5);
  EXPECT_EQ(magnitude(twice.magnitudes, "pixel_mm").achieved, 1);
  EXPECT_DOUBLE_EQ(magnitude(twice.magnitudes, "pixels_averaged").achieved, 4);

  // 24 pixels of 0.5 mm are 16 of 0.75 mm: new pixel 0 holds pixel 0 and half of pixel 1 (along x).
  const Volume columns = volume_of(kSamplePixelLattice, [](double x, double, double) { return x * x; });
  const Volume less = changed("sample.pixel", columns, kSamplePixelRoi, {{"pixel_mm", 0.75}}).image;
  ASSERT_EQ(less.lattice.size[0], 16);
  EXPECT_NEAR(less(0, 5, 0), (0 + 0.5 * 1) / 1.5, 1e-6);
  EXPECT_NEAR(less(1, 5, 0), (0.5 * 1 + 4) / 1.5, 1e-6);
}

// invariant: whole pixels keep the mean of the image and their place; the slices stay.
TEST(SamplePixelInvariant, KeepsMeanAndPlace) {
  const Volume image = grainy(kSamplePixelLattice, 10, 5);
  const Volume out = changed("sample.pixel", image, kSamplePixelRoi, {{"pixel_mm", 1.0}}).image;
  double before = 0, after = 0;
  for (const float v : image.voxels) before += static_cast<double>(v);
  for (const float v : out.voxels) after += static_cast<double>(v);
  EXPECT_NEAR(after * 4, before, 1e-6 * before);
  const Vec3 centre = out.lattice.to_physical({5.5, 4.5, 1.5});
  const Vec3 old = image.lattice.to_physical({11.5, 9.5, 1.5});
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(centre[a], old[a], 1e-12);
}

TEST(SamplePixelInvariant, CropYieldsAPart) {
  const Lattice wide = lattice_of({260, 250, 4}, {0.5, 0.5, 3});
  expect_crop_yields_a_part("sample.pixel", grainy(wide, 10, 5),
                            box_mask(wide, {{120, 110, 1}, {140, 130, 3}}), {{"pixel_mm", 0.9}});
}

TEST(SamplePixelMechanics, RefusesSmallerPixels) {
  const Volume image = grainy(kSamplePixelLattice, 10, 5);
  EXPECT_THROW(changed("sample.pixel", image, kSamplePixelRoi, {{"pixel_mm", 0.4}}), Error);
  EXPECT_EQ(changed("sample.pixel", image, kSamplePixelRoi, {}).image, image);
  expect_refused_values("sample.pixel", "pixel_mm", {-1, NAN, HUGE_VAL});
}

}  // namespace
}  // namespace radgauge
