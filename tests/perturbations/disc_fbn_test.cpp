#include "settings_fixtures.h"

namespace radgauge {
namespace {

const std::vector<float> kRamp{0, 1, 2, 3, 4, 5, 6, 7, 8};

// oracle: floor(N (v - min) / (max - min)) + 1, the maximum in bin N, by hand.
TEST(DiscFbnOracle, LevelsOfARamp) {
  ExtractionSettings fbs;
  fbs.discretisation = Discretisation::fbs;
  const ExtractionOutput out = settings_after(fbs, "disc.fbn", {{"count", std::int64_t{4}}});
  EXPECT_EQ(levels_of(kRamp, out.settings), (std::vector<int>{1, 1, 2, 2, 3, 3, 4, 4, 4}));
  EXPECT_EQ(levels_of(kRamp, settings_after(fbs, "disc.fbn", {{"count", std::int64_t{2}}}).settings),
            (std::vector<int>{1, 1, 1, 1, 2, 2, 2, 2, 2}));
  EXPECT_EQ(magnitude(out.magnitudes, "count").requested, 4);
  EXPECT_EQ(magnitude(out.magnitudes, "count").achieved, 4);
}

// invariant: nothing but the discretisation changes, and 0 changes nothing.
TEST(DiscFbnInvariant, TouchesTheDiscretisationAlone) {
  ExtractionSettings before;
  before.discretisation = Discretisation::fbs;
  before.resegmentation_lower = -200;
  before.spacing_x_mm = 2;
  ExtractionSettings after = settings_after(before, "disc.fbn", {{"count", std::int64_t{64}}}).settings;
  EXPECT_TRUE(same_grid(before, after));
  after.discretisation = before.discretisation;
  after.bin_count = before.bin_count;
  EXPECT_EQ(after, before);
  EXPECT_EQ(settings_after(before, "disc.fbn", {}).settings, before);
  const Applied none("disc.fbn");
  EXPECT_TRUE(none.operation->identity(none.values));
}

TEST(DiscFbnMechanics, RefusesBadCounts) {
  for (const std::int64_t bad : {std::int64_t{-1}, std::int64_t{65536}})
    EXPECT_NE(Applied("disc.fbn", {{"count", bad}}).problem(), "");
  const Applied one("disc.fbn", {{"count", std::int64_t{1}}});
  EXPECT_NE(one.operation->refusal(one.values, Modality::ct), "");
  const Applied two("disc.fbn", {{"count", std::int64_t{2}}});
  EXPECT_EQ(two.operation->refusal(two.values, Modality::ct), "");
}

}  // namespace
}  // namespace radgauge
