#include "reference/features/weighted_sample.h"
#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {
namespace {

using testing::measure;
using testing::Scatter;
using testing::unit_lattice;

// oracle: intensity-volume histograms by hand, in the three conventions. Intensities 1, 1, 2, 4, 8.
TEST(IvhOracle, ByHand) {
  const Lattice lattice = unit_lattice({5, 1, 1});
  Volume image(lattice);
  image.voxels = {1, 1, 2, 4, 8};
  const Mask mask(lattice, 1);
  ExtractionSettings s;
  s.families = "ivh";
  s.ivh_discretisation = Discretisation::none;
  auto v = measure(image, mask, s);
  EXPECT_NEAR(v.at("ivh_v10").value, 0.6, 1e-12) << "intensity 2 is the first at 10 % of [1, 8]";
  EXPECT_NEAR(v.at("ivh_v90").value, 0.2, 1e-12) << "intensity 8";
  EXPECT_EQ(v.at("ivh_i90").value, 2) << "1 is reached by everything";
  EXPECT_EQ(v.at("ivh_i10").status, Status::degenerate) << "8 is reached by a fifth, and ends the range";
  EXPECT_NEAR(v.at("ivh_auc").value, (1 / 2.0 + 0.6 + 0.4 + 0.4 + 0.2 * 3 + 0.2 / 2) / 7, 1e-12);
  s.resegmentation_lower = 0;
  s.resegmentation_upper = 10;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_v10").value, 1) << "[0, 10] is the range: intensity 1";
  EXPECT_EQ(v.at("ivh_v90").value, 0) << "intensity 9";
  EXPECT_EQ(v.at("ivh_i10").value, 9);
  EXPECT_EQ(v.at("ivh_diff_i10_i90").value, 7);
  s.ivh_discretisation = Discretisation::fbs;
  s.ivh_bin_width = 2;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_i90").value, 3) << "the centre of [2, 4)";
  EXPECT_EQ(v.at("ivh_v90").value, 0.2) << "the bin of 9, the last centre within [0, 10]";
  s.ivh_discretisation = Discretisation::fbn;
  s.ivh_bin_count = 7;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_i90").value, 2) << "bins of 1 to 8 are numbered";
  EXPECT_EQ(v.at("ivh_diff_v10_v90").value, 0.6 - 0.2);
  EXPECT_EQ(feature_list(s)[2].unit, "1") << "a bin number is no intensity";
}

// oracle: values by hand, and the two ways of counting agree.
TEST(WeightedSampleOracle, ByHandAndByEitherWay) {
  const std::vector<float> values{4, 1, 1, 2, 8, -3, 1};
  const WeightedSample s(values);
  EXPECT_EQ(s.size(), 7);
  EXPECT_EQ(s.mean(), 2);
  EXPECT_EQ(s.energy(), 96);
  EXPECT_EQ(s.percentile(0.5), 1);
  EXPECT_EQ(s.percentile(0.9), 8);
  EXPECT_EQ(s.percentile(0), -3);
  EXPECT_NEAR(s.moment(2), 96.0 / 7 - 4, 1e-12);
  EXPECT_NEAR(s.mean_absolute_deviation(2), 16.0 / 7, 1e-12);
  std::vector<float> wide(5000);  // not whole numbers: sorted by radix
  Scatter scatter(5);
  for (float& v : wide) v = static_cast<float>(200 * scatter.next() - 100);
  const WeightedSample radix(wide);
  std::sort(wide.begin(), wide.end());
  EXPECT_EQ(radix.lowest(), wide.front());
  EXPECT_EQ(radix.percentile(0.25), wide[1249]);
  EXPECT_TRUE(std::is_sorted(radix.values().begin(), radix.values().end()));
}

}  // namespace
}  // namespace radgauge
