#include "core/error.h"
#include "settings_fixtures.h"

namespace radgauge {
namespace {

const std::vector<float> kDiscOriginValues{3, 4, 12, 13, 27, 28, 52};

ExtractionSettings fbs(double width) {
  ExtractionSettings s;
  s.discretisation = Discretisation::fbs;
  s.bin_width = width;
  return s;
}

// oracle: bins of 25 from the ROI minimum 3 shifted by 3/25 start at 0, where pyradiomics has its edges:
// floor(v / 25) - floor(min / 25) + 1.
TEST(DiscOriginOracle, ShiftReachesMultiplesOfTheWidth) {
  const ExtractionOutput out = settings_after(fbs(25), "disc.origin", {{"shift", 3.0 / 25}});
  std::vector<int> expected;
  for (const float v : kDiscOriginValues) expected.push_back(static_cast<int>(std::floor(v / 25)) + 1);
  EXPECT_EQ(levels_of(kDiscOriginValues, out.settings), expected);
  EXPECT_NE(levels_of(kDiscOriginValues, fbs(25)), expected);
  EXPECT_EQ(magnitude(out.magnitudes, "shift").achieved, 3.0 / 25);
}

// oracle: a shift by half a bin is a lower bound half a bin below.
TEST(DiscOriginOracle, SameAsALowerStart) {
  ExtractionSettings lower = fbs(8);
  lower.resegmentation_lower = -4;
  ExtractionSettings bounded = fbs(8);
  bounded.resegmentation_lower = 0;
  const ExtractionSettings shifted = settings_after(bounded, "disc.origin", {{"shift", 0.5}}).settings;
  EXPECT_EQ(levels_of(kDiscOriginValues, shifted), levels_of(kDiscOriginValues, lower));
}

// invariant: two halves are a whole bin, which is none; levels never fall below 1.
TEST(DiscOriginInvariant, WholeBinsFallAway) {
  const ExtractionSettings half = settings_after(fbs(8), "disc.origin", {{"shift", 0.5}}).settings;
  const ExtractionOutput whole = settings_after(half, "disc.origin", {{"shift", 0.5}});
  EXPECT_EQ(whole.settings, fbs(8));
  EXPECT_NE(whole.magnitudes[0].status, "ok");
  for (const double shift : {0.0, 0.25, 0.5, 0.75, 0.999})
    for (const int level :
         levels_of(kDiscOriginValues, settings_after(fbs(8), "disc.origin", {{"shift", shift}}).settings))
      EXPECT_GE(level, 1) << shift;
}

TEST(DiscOriginMechanics, RefusesBadShiftsAndFixedNumbers) {
  for (const double bad : {-0.1, 1.0, std::nan("")})
    EXPECT_NE(Applied("disc.origin", {{"shift", bad}}).problem(), "");
  EXPECT_THROW(settings_after({}, "disc.origin", {{"shift", 0.5}}), Error);
}

}  // namespace
}  // namespace radgauge
