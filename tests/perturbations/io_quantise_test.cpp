#include <limits>

#include "core/error.h"
#include "image_fixtures.h"
#include "perturbations/image_change.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

const Lattice kIoQuantiseLattice = lattice_of({40, 36, 20}, {1, 1, 2});
const Mask kIoQuantiseRoi = ball(kIoQuantiseLattice, {19, 17, 20}, 9);

ImageOutput stored(const Volume& image, const std::vector<std::pair<std::string, Value>>& given) {
  return changed("io.quantise", image, kIoQuantiseRoi, given);
}

// oracle: whole multiples of the slope, never farther than half of it, and the error has its variance s^2/12.
TEST(IoQuantiseOracle, RoundsToTheSlope) {
  const Volume image = grainy(kIoQuantiseLattice, 40, 30);
  const double slope = 4, intercept = -1024.5;
  const ImageOutput out = stored(image, {{"step", slope}, {"intercept", intercept}});
  double squares = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    const double code = (static_cast<double>(out.image.voxels[i]) - intercept) / slope;
    ASSERT_EQ(code, std::round(code));
    const double error = static_cast<double>(out.image.voxels[i]) - static_cast<double>(image.voxels[i]);
    ASSERT_LE(std::abs(error), slope / 2 + 1e-5);
    squares += error * error;
  }
  const double n = static_cast<double>(image.voxels.size());
  // Var of the square of a uniform error is s^4 / 180.
  EXPECT_NEAR(squares / n, slope * slope / 12, 4 * slope * slope / std::sqrt(180 * n));
  EXPECT_EQ(magnitude(out.magnitudes, "step").achieved, slope);
  EXPECT_EQ(magnitude(out.magnitudes, "limited").achieved, 0);
  EXPECT_EQ(stored(out.image, {{"step", slope}, {"intercept", intercept}}).image, out.image);
}

// oracle: the slope of a slice is its largest size over 32767.
TEST(IoQuantiseOracle, EverySliceHasItsSlope) {
  Volume image = volume_of(kIoQuantiseLattice,
                           [](double x, double y, double z) { return (z + 1) * (x + 0.37 * y) / 60; });
  image(3, 4, 7) = -50;
  const ImageOutput out = stored(image, {{"per_slice", true}});
  for (std::int64_t z = 0; z < 20; ++z) {
    double most = 0;
    for (std::int64_t y = 0; y < 36; ++y)
      for (std::int64_t x = 0; x < 40; ++x)
        most = std::max(most, std::abs(static_cast<double>(image(x, y, z))));
    const double slope = most / 32767;
    for (std::int64_t y = 0; y < 36; ++y)
      for (std::int64_t x = 0; x < 40; ++x) {
        const double code = static_cast<double>(out.image(x, y, z)) / slope;
        ASSERT_NEAR(code, std::round(code), 0.01);
        ASSERT_NEAR(out.image(x, y, z), image(x, y, z), slope * 0.501);
      }
  }
}

// oracle: clipping, padding and the range of 16 bits.
TEST(IoQuantiseOracle, ClipsPadsAndSaturates) {
  const Volume image = volume_of(kIoQuantiseLattice, [](double x, double, double) { return 100 * x; });
  const ImageOutput clipped = stored(image, {{"upper", 3071.0}, {"lower", 500.0}});
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    ASSERT_EQ(clipped.image.voxels[i], std::min(std::max(image.voxels[i], 500.0F), 3071.0F));
  const ImageOutput padded = stored(image, {{"pad_radius_mm", 15.0}, {"pad_value", -3024.0}});
  for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t) {
    const double r = std::hypot(static_cast<double>(x) - 19.5, static_cast<double>(y) - 17.5);
    ASSERT_EQ(padded.image.voxels[i], r > 15 ? -3024 : image.voxels[i]);
  });
  EXPECT_EQ(magnitude(padded.magnitudes, "limited").achieved, 0);
  const ImageOutput full = stored(image, {{"step", 0.01}});
  EXPECT_NEAR(*std::max_element(full.image.voxels.begin(), full.image.voxels.end()), 327.67, 1e-4);
  EXPECT_EQ(magnitude(full.magnitudes, "limited").achieved, 1);
  EXPECT_NE(magnitude(full.magnitudes, "step").status, "ok");
}

TEST(IoQuantiseInvariant, CropChangesNoByte) {
  const Volume image = grainy(kIoQuantiseLattice, 40, 30);
  const Mask roi = ball(kIoQuantiseLattice, {19, 17, 20}, 5);
  expect_crop_changes_no_byte("io.quantise", image, roi, {{"step", 3.0}, {"pad_radius_mm", 17.0}});
  expect_crop_changes_no_byte("io.quantise", image, roi, {{"per_slice", true}});
}

TEST(IoQuantiseMechanics, RefusesWhatMakesNoSense) {
  const Volume image = grainy(kIoQuantiseLattice, 40, 30);
  EXPECT_EQ(stored(image, {}).image, image);
  EXPECT_NE(refusal_of("io.quantise", Modality::ct, {{"lower", 5.0}, {"upper", 4.0}}), "");
  EXPECT_NE(refusal_of("io.quantise", Modality::pet, {{"step", 5.0}, {"per_slice", true}}), "");
  EXPECT_EQ(refusal_of("io.quantise", Modality::ct, {{"upper", 3071.0}}), "");
  expect_refused_values("io.quantise", "step", {-1, NAN, HUGE_VAL});
  expect_refused_values("io.quantise", "upper", {NAN});
}

}  // namespace
}  // namespace radgauge
