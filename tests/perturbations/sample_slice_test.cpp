#include <numbers>

#include "core/error.h"
#include "sample_fixtures.h"

namespace radgauge {
namespace {

const Lattice kSampleSliceLattice = lattice_of({6, 5, 30}, {1, 1, 1.25});
const Mask kSampleSliceRoi = box_mask(kSampleSliceLattice, {{1, 1, 10}, {5, 4, 20}});

// oracle: a box of three slices without overlap is their mean, at their middle.
TEST(SampleSliceOracle, WholeSlicesAreAveraged) {
  const Volume image = grainy(kSampleSliceLattice, 10, 5);
  const ImageOutput out = changed("sample.slice", image, kSampleSliceRoi, {{"thickness_mm", 3.75}});
  ASSERT_EQ(out.image.lattice.size, (Index3{6, 5, 10}));
  EXPECT_DOUBLE_EQ(out.image.lattice.spacing_mm[2], 3.75);
  EXPECT_NEAR(out.image.lattice.origin_mm[2], 1.25, 1e-12);
  for (std::int64_t z = 0; z < 10; ++z)
    for (std::int64_t x = 0; x < 6; ++x) {
      const double mean =
          (static_cast<double>(image(x, 2, 3 * z)) + static_cast<double>(image(x, 2, 3 * z + 1)) +
           static_cast<double>(image(x, 2, 3 * z + 2))) /
          3;
      ASSERT_NEAR(out.image(x, 2, z), mean, 1e-5);
    }
  EXPECT_NEAR(magnitude(out.magnitudes, "thickness_mm").achieved, 3.75, 1e-6);
  EXPECT_EQ(magnitude(out.magnitudes, "interval_mm").achieved, 3.75);
  EXPECT_EQ(magnitude(out.magnitudes, "slices").achieved, 10);
}

// oracle: the profile of whole slices is exact, of an even number as well; 2.5 slices of 1.25 mm cut a slice
// in two and become wider. By hand: 12 new slices, centred at 0.75, 3.25, ... old ones: a quarter off a
// slice, so that they hold a half, a whole and a whole one: weights (1 2 2) / 5, variance 0.56.
TEST(SampleSliceOracle, AchievedThickness) {
  const auto achieved = [](double thickness_mm) {
    return magnitude(changed("sample.slice", Volume(kSampleSliceLattice), kSampleSliceRoi,
                             {{"thickness_mm", thickness_mm}})
                         .magnitudes,
                     "thickness_mm")
        .achieved;
  };
  for (const double whole : {1.25, 2.5, 3.75, 6.25}) EXPECT_NEAR(achieved(whole), whole, 1e-5);
  EXPECT_NEAR(achieved(2.5 * 1.25), 1.25 * std::sqrt(12 * (0.56 + 1.0 / 12)), 1e-5);
}

// oracle: half of each slice lies in the next: every second slice is the one without overlap.
TEST(SampleSliceOracle, OverlapKeepsMoreSlices) {
  const Lattice odd = lattice_of({4, 4, 31}, {1, 1, 1});
  const Volume image = grainy(odd, 10, 5);
  const Mask roi(odd, 1);
  const ImageOutput out = changed("sample.slice", image, roi, {{"thickness_mm", 2.0}, {"overlap", 0.5}});
  ASSERT_EQ(out.image.lattice.size[2], 31);
  for (std::int64_t z = 1; z < 30; ++z) {
    // Two slices thick about a slice: half of each neighbour, all of the middle.
    const double mean = (0.5 * static_cast<double>(image(1, 1, z - 1)) + static_cast<double>(image(1, 1, z)) +
                         0.5 * static_cast<double>(image(1, 1, z + 1))) /
                        2;
    ASSERT_NEAR(out.image(1, 1, z), mean, 1e-5);
  }
}

// oracle: a linear ramp stays the same ramp at the new places (away from the ends, for both profiles), and a
// cosine loses what the transform of the box, sinc, says.
TEST(SampleSliceOracle, RampAndCosine) {
  const Lattice fine = lattice_of({3, 3, 200}, {1, 1, 0.5});
  const Mask roi(fine, 1);
  const Volume ramp = volume_of(fine, [](double, double, double z) { return 3 * z * 0.5; });
  for (const std::string profile : {"box", "gaussian"}) {
    const Volume out =
        changed("sample.slice", ramp, roi, {{"thickness_mm", 5.0}, {"profile", profile}}).image;
    ASSERT_EQ(out.lattice.size[2], 20);
    for (std::int64_t z = 3; z < 17; ++z) {
      const double mm = out.lattice.to_physical({0, 0, static_cast<double>(z)})[2];
      ASSERT_NEAR(out(1, 1, z), 3 * mm, 1e-3) << profile;
    }
  }
  const double f = 1 / 12.5;
  const Volume wave = volume_of(
      fine, [&](double, double, double z) { return 100 * std::cos(2 * std::numbers::pi * f * z * 0.5); });
  const Volume out = changed("sample.slice", wave, roi, {{"thickness_mm", 5.0}}).image;
  const double argument = std::numbers::pi * f * 5;
  // A mean of ten points instead of an integral: sin(10 a)/(10 sin(a)).
  const double a = argument / 10, kept = std::sin(argument) / (10 * std::sin(a));
  for (std::int64_t z = 1; z < 19; ++z) {
    const double mm = out.lattice.to_physical({0, 0, static_cast<double>(z)})[2];
    ASSERT_NEAR(out(1, 1, z), 100 * kept * std::cos(2 * std::numbers::pi * f * mm), 1e-3);
  }
}

// oracle: the achieved width of a Gaussian profile holds the depth of the old slices: squares add.
TEST(SampleSliceOracle, GaussianProfileWidens) {
  const Lattice fine = lattice_of({3, 3, 200}, {1, 1, 0.5});
  const ImageOutput out = changed("sample.slice", Volume(fine), Mask(fine, 1),
                                  {{"thickness_mm", 4.0}, {"profile", std::string("gaussian")}});
  // Weights over cells hold one cell, the slices themselves another: 2 x 0.5^2 / 12.
  const double sd = std::sqrt(std::pow(4 / 2.354820045, 2) + 2 * 0.25 / 12);
  EXPECT_NEAR(magnitude(out.magnitudes, "thickness_mm").achieved, sd * 2.354820045, 5e-3);
}

TEST(SampleSliceInvariant, CropYieldsAPart) {
  const Lattice deep = lattice_of({8, 8, 160}, {1, 1, 1});
  const Volume image = grainy(deep, 40, 20);
  const Mask roi = box_mask(deep, {{2, 2, 70}, {6, 6, 82}});
  expect_crop_yields_a_part("sample.slice", image, roi, {{"thickness_mm", 2.0}});
  expect_crop_yields_a_part("sample.slice", image, roi,
                            {{"thickness_mm", 2.0}, {"overlap", 0.5}, {"profile", std::string("gaussian")}});
}

TEST(SampleSliceMechanics, RefusesThinnerSlices) {
  const Volume image = grainy(kSampleSliceLattice, 10, 5);
  EXPECT_THROW(changed("sample.slice", image, kSampleSliceRoi, {{"thickness_mm", 1.0}}), Error);
  EXPECT_EQ(changed("sample.slice", image, kSampleSliceRoi, {}).image, image);
  const Volume same = changed("sample.slice", image, kSampleSliceRoi, {{"thickness_mm", 1.25}}).image;
  EXPECT_EQ(same.voxels, image.voxels);
  expect_refused_values("sample.slice", "thickness_mm", {-1, NAN, HUGE_VAL});
  expect_refused_values("sample.slice", "overlap", {-0.1, NAN, 1});
}

}  // namespace
}  // namespace radgauge
