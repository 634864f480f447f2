#include "core/error.h"
#include "settings_fixtures.h"

namespace radgauge {
namespace {

const std::vector<float> kValues{-7, -5, 0, 2.4F, 2.5F, 9.9F, 10};

// oracle: floor((v - start) / w) + 1 with the start at the ROI minimum, then at the lower bound, by hand.
TEST(DiscFbsOracle, LevelsFromTheMinimumAndFromTheBound) {
  ExtractionSettings s;
  s.bin_count = 8;
  const ExtractionOutput out = settings_after(s, "disc.fbs", {{"width", 5.0}});
  EXPECT_EQ(levels_of(kValues, out.settings), (std::vector<int>{1, 1, 2, 2, 2, 4, 4}));
  s.resegmentation_lower = -10;
  EXPECT_EQ(levels_of(kValues, settings_after(s, "disc.fbs", {{"width", 2.5}}).settings),
            (std::vector<int>{2, 3, 5, 5, 6, 8, 9}));
  EXPECT_EQ(magnitude(out.magnitudes, "width").requested, 5);
  EXPECT_EQ(magnitude(out.magnitudes, "width").achieved, 5);
}

// invariant: nothing but the discretisation changes, and 0 changes nothing.
TEST(DiscFbsInvariant, TouchesTheDiscretisationAlone) {
  const ExtractionSettings before;
  ExtractionSettings after = settings_after(before, "disc.fbs", {{"width", 3.0}}).settings;
  EXPECT_TRUE(same_grid(before, after));
  after.discretisation = before.discretisation;
  after.bin_width = before.bin_width;
  EXPECT_EQ(after, before);
  EXPECT_EQ(settings_after(before, "disc.fbs", {}).settings, before);
}

TEST(DiscFbsMechanics, RefusesBadWidths) {
  for (const double bad : {-1.0, std::nan(""), HUGE_VAL})
    EXPECT_NE(Applied("disc.fbs", {{"width", bad}}).problem(), "");
  EXPECT_THROW(levels_of(kValues, settings_after({}, "disc.fbs", {{"width", 1e-4}}).settings), Error);
}

}  // namespace
}  // namespace radgauge
