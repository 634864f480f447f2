#include "control_fixtures.h"
#include "core/error.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

// oracle: only intensities of the region, with replacement: of n voxels about n / e are never drawn.
TEST(ControlSampleOracle, DrawsWithReplacement) {
  expect_control("control.sample", [](std::vector<double> before, std::vector<double> after) {
    std::sort(before.begin(), before.end());
    for (const double v : after) ASSERT_TRUE(std::binary_search(before.begin(), before.end(), v));
    std::sort(after.begin(), after.end());
    double missing = 0;
    for (const double v : before) missing += !std::binary_search(after.begin(), after.end(), v);
    const auto n = static_cast<double>(before.size());
    // Variance of the number of empty boxes: n (1/e - 2/e^2).
    EXPECT_NEAR(missing, n / std::exp(1), 4 * std::sqrt(n * (std::exp(-1) - 2 * std::exp(-2))) + 1);
  });
}

// oracle: over repetitions the mean of the region is that of the intensities, with SD s / sqrt(n).
TEST(ControlSampleOracle, MeanOverRepetitions) {
  const Volume image = grainy(kControlLattice, 40, 12);
  const double n = static_cast<double>(count(kControlRoi));
  const RoiRange range = roi_range(image, kControlRoi);
  double variance = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (kControlRoi.voxels[i] != 0)
      variance += std::pow(static_cast<double>(image.voxels[i]) - range.mean, 2) / n;
  std::vector<double> means;
  for (std::uint32_t r = 0; r < 200; ++r)
    means.push_back(roi_range(changed("control.sample", image, kControlRoi, {}, r).image, kControlRoi).mean);
  const MeanOf found = mean_of(means);
  EXPECT_NEAR(found.mean, range.mean, 4 * std::sqrt(variance / n / 200));
  EXPECT_NEAR(found.error * std::sqrt(200), std::sqrt(variance / n), 4 * std::sqrt(variance / n / 400));
}

TEST(ControlSampleMechanics, RefusesWhatItCannotDo) {
  expect_control_refuses("control.sample");
}

}  // namespace
}  // namespace radgauge
