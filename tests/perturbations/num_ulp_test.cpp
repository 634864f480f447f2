#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kNumUlpLattice = lattice_of({30, 28, 12}, {1, 1, 2});
const Mask kNumUlpRoi = ball(kNumUlpLattice, {14, 13, 12}, 6);

// oracle: a third each stays, goes to the next float and to the one before.
TEST(NumUlpOracle, OneStepEitherWay) {
  const Volume image = grainy(kNumUlpLattice, 0, 100);  // both signs
  const ImageOutput out = changed("num.ulp", image, kNumUlpRoi, {{"ulps", std::int64_t{1}}});
  double up = 0, down = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    const float before = image.voxels[i], after = out.image.voxels[i];
    if (after == std::nextafter(before, HUGE_VALF))
      up += 1;
    else if (after == std::nextafter(before, -HUGE_VALF))
      down += 1;
    else
      ASSERT_EQ(after, before);
  }
  const double n = static_cast<double>(image.voxels.size()), error = std::sqrt(n * 2 / 9);
  EXPECT_NEAR(up, n / 3, 4 * error);
  EXPECT_NEAR(down, n / 3, 4 * error);
  EXPECT_EQ(magnitude(out.magnitudes, "ulps").achieved, 1);
  const double voxels = static_cast<double>(count(kNumUlpRoi));
  EXPECT_NEAR(magnitude(out.magnitudes, "moved").achieved, 2.0 / 3, 4 * std::sqrt(2.0 / 9 / voxels));
}

// oracle: around 1000 a unit is 2^-14; 0 steps to the smallest numbers of either sign.
TEST(NumUlpOracle, UnitsOfTheFloat) {
  const Volume image = volume_of(kNumUlpLattice, [](double, double, double) { return 1000; });
  const Volume out = changed("num.ulp", image, kNumUlpRoi, {{"ulps", std::int64_t{5}}}).image;
  const double unit = std::pow(2, -14);
  for (const float v : out.voxels) {
    const double steps = (static_cast<double>(v) - 1000) / unit;
    ASSERT_EQ(steps, std::round(steps));
    ASSERT_LE(std::abs(steps), 5);
  }
  EXPECT_EQ(*std::max_element(out.voxels.begin(), out.voxels.end()), static_cast<float>(1000 + 5 * unit));
  EXPECT_EQ(*std::min_element(out.voxels.begin(), out.voxels.end()), static_cast<float>(1000 - 5 * unit));
  const Volume zero =
      changed("num.ulp", Volume(kNumUlpLattice), kNumUlpRoi, {{"ulps", std::int64_t{1}}}).image;
  EXPECT_EQ(*std::min_element(zero.voxels.begin(), zero.voxels.end()), std::nextafter(0.0F, -1.0F));
  EXPECT_EQ(*std::max_element(zero.voxels.begin(), zero.voxels.end()), std::nextafter(0.0F, 1.0F));
}

TEST(NumUlpInvariant, CropChangesNoByteAndRepetitionsDiffer) {
  const Volume image = grainy(kNumUlpLattice, 40, 12);
  const std::vector<std::pair<std::string, Value>> one{{"ulps", std::int64_t{1}}};
  expect_crop_changes_no_byte("num.ulp", image, kNumUlpRoi, one);
  EXPECT_EQ(changed("num.ulp", image, kNumUlpRoi, one).image,
            changed("num.ulp", image, kNumUlpRoi, one).image);
  EXPECT_NE(changed("num.ulp", image, kNumUlpRoi, one, 1).image,
            changed("num.ulp", image, kNumUlpRoi, one).image);
  EXPECT_EQ(changed("num.ulp", image, kNumUlpRoi, {}).image, image);
}

TEST(NumUlpMechanics, KeepsWhatIsNoNumber) {
  Volume image = grainy(kNumUlpLattice, 40, 12);
  image(0, 0, 0) = NAN;
  image(1, 0, 0) = HUGE_VALF;
  image(2, 0, 0) = std::numeric_limits<float>::max();
  for (std::uint32_t r = 0; r < 8; ++r) {
    const Volume out = changed("num.ulp", image, kNumUlpRoi, {{"ulps", std::int64_t{1}}}, r).image;
    EXPECT_TRUE(std::isnan(out(0, 0, 0)));
    EXPECT_EQ(out(1, 0, 0), HUGE_VALF);
    EXPECT_TRUE(std::isfinite(out(2, 0, 0)));
  }
  for (const std::int64_t bad : {std::int64_t{-1}, std::int64_t{1000001}})
    EXPECT_NE(Applied("num.ulp", {{"ulps", bad}}).problem(), "");
  EXPECT_THROW(changed("num.ulp", image, Mask(kNumUlpLattice), {{"ulps", std::int64_t{1}}}), Error);
}

}  // namespace
}  // namespace radgauge
