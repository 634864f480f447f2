#include "settings_fixtures.h"

namespace radgauge {
namespace {

// 98 voxels at 0 and one each at +-10: mean 0, population variance 2, so that 10 is 7.07 SDs away.
std::vector<float> with_outliers() {
  std::vector<float> values(98, 0.0F);
  values.push_back(10);
  values.push_back(-10);
  return values;
}

std::int64_t n_kept(double sigma) {
  std::int64_t n = 0;
  for (const std::uint8_t in :
       kept(with_outliers(), settings_after({}, "reseg.outlier", {{"sigma", sigma}}).settings))
    n += in;
  return n;
}

// oracle: 10 = 7.0711 SDs.
TEST(ResegOutlierOracle, CutsAtTheStandardDeviation) {
  EXPECT_EQ(n_kept(7.07), 98);
  EXPECT_EQ(n_kept(7.08), 100);
  EXPECT_EQ(n_kept(0), 100);
}

// invariant: replaces the filter of the extraction, also by none; nothing else changes.
TEST(ResegOutlierInvariant, TouchesTheFilterAlone) {
  ExtractionSettings before;
  before.resegmentation_sigma = 3;
  const ExtractionOutput out = settings_after(before, "reseg.outlier", {});
  EXPECT_EQ(magnitude(out.magnitudes, "sigma").achieved, 0);
  ExtractionSettings after = out.settings;
  EXPECT_EQ(after.resegmentation_sigma, 0);
  after.resegmentation_sigma = 3;
  EXPECT_EQ(after, before);
}

TEST(ResegOutlierMechanics, RefusesBadSigmas) {
  for (const double bad : {-1.0, std::nan(""), HUGE_VAL})
    EXPECT_NE(Applied("reseg.outlier", {{"sigma", bad}}).problem(), "");
}

}  // namespace
}  // namespace radgauge
