#include "stages_fixtures.h"

namespace radgauge {

using namespace radgauge::testing;
using namespace radgauge::store;

namespace {

const char* const kMrHead =
    "study: s\nseed: 3\nphantoms: {kind: lesion, count: 1, background_mean: 400}\nextractions:\n";

std::vector<double> values_of(const std::string& settings, const std::string& condition = "base",
                              const std::string& conditions = "") {
  return measure(kMrHead + ("  original: {preset: none, families: stat+cm, " + settings + "}\n") + conditions,
                 2, Modality::mr)
      .of(condition)
      .values;
}

// invariant: the setting of an extraction and the operation of that name are one map, and a scale and offset
// before them are undone; the ROI is the same in both.
TEST(NormalisedStudyInvariant, SettingAndOperationAgree) {
  for (const char* method : {"z_score", "percentile_range", "peak"})
    for (const char* region : {"roi", "image", "tissue"}) {
      const std::string m = method, r = region;
      const auto by_setting = values_of("normalisation: " + m + ", normalisation_region: " + r);
      const auto by_operation =
          values_of("bin_count: 32", "int.normalise:method=" + m + (r == "tissue" ? "" : ":region=" + r),
                    "conditions:\n  n: {chain: [{int.normalise: {method: " + m + ", region: " + r + "}}]}\n");
      EXPECT_TRUE(same_values(by_setting, by_operation)) << m << " " << r;
    }
}

// oracle: with a z-score in the ROI the mean is 0 and the variance the square of the scale.
TEST(NormalisedStudyOracle, MeanAndVarianceOfTheRegion) {
  const auto values =
      values_of("normalisation: z_score, normalisation_region: roi, normalisation_scale: 100");
  EXPECT_NEAR(values[0], 0, 1e-4);    // stat_mean
  EXPECT_NEAR(values[1], 1e4, 0.01);  // stat_var
}

// invariant: an extraction that normalises leaves those beside it as they are, in either order.
TEST(NormalisedStudyInvariant, ExtractionsShareNothing) {
  const std::string plain = "  plain: {preset: none, families: stat}\n";
  const std::string other =
      "  z: {preset: none, families: stat, normalisation: z_score, bias_correction: n4}\n";
  const auto one = measure(kMrHead + plain, 1, Modality::mr).of("base").values;
  const auto two = measure(kMrHead + other, 1, Modality::mr).of("base").values;
  EXPECT_FALSE(same_values(one, two));
  for (const bool plain_first : {true, false}) {
    const auto both = measure(kMrHead + (plain_first ? plain + other : other + plain), 4, Modality::mr);
    std::vector<double> expected = plain_first ? one : two;
    const auto& second = plain_first ? two : one;
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_TRUE(same_values(both.of("base").values, expected)) << plain_first;
  }
}

}  // namespace
}  // namespace radgauge
