#include "settings_fixtures.h"

namespace radgauge {
namespace {

const std::vector<float> kResegRangeValues{-300, -200, 0, 150, 200, 201};

// oracle: both bounds belong to the range; open bounds keep everything.
TEST(ResegRangeOracle, KeepsTheClosedInterval) {
  ExtractionSettings s;
  s.resegmentation_lower = -100;
  s.resegmentation_upper = 100;
  const ExtractionOutput out = settings_after(s, "reseg.range", {{"lower", -200.0}, {"upper", 200.0}});
  EXPECT_EQ(kept(kResegRangeValues, out.settings), (std::vector<std::uint8_t>{0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(kept(kResegRangeValues, settings_after(s, "reseg.range", {{"lower", 0.0}}).settings),
            (std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(kept(kResegRangeValues, settings_after(s, "reseg.range", {}).settings),
            (std::vector<std::uint8_t>(kResegRangeValues.size(), 1)));
  EXPECT_EQ(magnitude(out.magnitudes, "lower").achieved, -200);
  EXPECT_EQ(magnitude(out.magnitudes, "upper").achieved, 200);
}

// invariant: nothing but the range changes, and an open range is not "nothing".
TEST(ResegRangeInvariant, TouchesTheRangeAlone) {
  ExtractionSettings before;
  before.resegmentation_sigma = 3;
  ExtractionSettings after = settings_after(before, "reseg.range", {{"lower", 1.0}}).settings;
  EXPECT_TRUE(same_grid(before, after));
  after.resegmentation_lower = before.resegmentation_lower;
  EXPECT_EQ(after, before);
  const Applied open("reseg.range");
  EXPECT_FALSE(open.operation->identity(open.values));
}

TEST(ResegRangeMechanics, RefusesBadRanges) {
  EXPECT_NE(Applied("reseg.range", {{"lower", std::nan("")}}).problem(), "");
  for (const auto& [lower, upper] : {std::pair{5.0, 4.0}, std::pair{5.0, 5.0}}) {
    const Applied op("reseg.range", {{"lower", lower}, {"upper", upper}});
    EXPECT_NE(op.operation->refusal(op.values, Modality::ct), "");
  }
}

}  // namespace
}  // namespace radgauge
