#include "reference/features/weighted_sample.h"
#include "reference/features/whole_counts.h"
#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

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
  EXPECT_NEAR(s.percentile(0.9), 4 + 0.4 * (8 - 4), 1e-12) << "rank 6.4 of -3 1 1 1 2 4 8";
  EXPECT_EQ(s.percentile(0), -3);
  EXPECT_NEAR(s.moment(2), 96.0 / 7 - 4, 1e-12);
  EXPECT_NEAR(s.mean_absolute_deviation(2), 16.0 / 7, 1e-12);
  std::vector<float> wide(5000);  // not whole numbers: sorted by radix
  Scatter scatter(5);
  for (float& v : wide) v = static_cast<float>(200 * scatter.next() - 100);
  const WeightedSample radix(wide);
  std::sort(wide.begin(), wide.end());
  EXPECT_EQ(radix.lowest(), wide.front());
  EXPECT_NEAR(radix.percentile(0.25), wide[1249] + 0.75 * (wide[1250] - wide[1249]), 1e-6);
  EXPECT_EQ(WeightedSample(std::vector<float>{0.5F, 2.5F}).percentile(0.5), 1.5);
  EXPECT_TRUE(std::is_sorted(radix.values().begin(), radix.values().end()));
}

// oracle: sizes around those of blocks, lanes and tables, ranges that are counted and that are sorted,
// against a sorted copy.
TEST(WeightedSampleOracle, EverySizeAndRange) {
  Scatter scatter(11);
  for (const std::size_t size : {1U, 2U, 3U, 5U, 8U, 9U, 31U, 1023U, 1024U, 1025U, 4099U})
    for (const double range : {1.0, 3.0, 50.0, 3000.0, 1e6})
      for (const bool whole : {true, false}) {
        std::vector<float> values(size);
        for (float& v : values) {
          v = static_cast<float>(range * (scatter.next() - 0.4));
          if (whole) v = std::floor(v);
        }
        const WeightedSample s(values);
        std::sort(values.begin(), values.end());
        ASSERT_EQ(s.size(), static_cast<std::int64_t>(size));
        double sum = 0, cubes = 0, deviation = 0, robust = 0, n = 0, centre = 0;
        for (const float v : values) sum += v;
        const double mean = sum / static_cast<double>(size);
        for (const float v : values) {
          cubes += (v - mean) * (v - mean) * (v - mean);
          deviation += std::abs(v - mean);
        }
        const double low = s.percentile(0.1), high = s.percentile(0.9);
        for (const float v : values)
          if (v >= low && v <= high) ++n, centre += v;
        for (const float v : values)
          if (v >= low && v <= high) robust += std::abs(v - centre / n);
        const auto count = static_cast<double>(size);
        const double own = s.robust_mean_absolute_deviation(low, high);
        if (n > 0) {
          EXPECT_NEAR(own, robust / n, 1e-12 * range);
        } else {
          EXPECT_TRUE(std::isnan(own)) << size;
        }
        EXPECT_NEAR(s.mean(), mean, 1e-12 * range);
        EXPECT_NEAR(s.moment(3), cubes / count, 1e-12 * range * range * range);
        EXPECT_NEAR(s.mean_absolute_deviation(mean), deviation / count, 1e-12 * range);
        for (const int percent : {1, 10, 25, 50, 75, 90, 100}) {
          const std::size_t hundredths = static_cast<std::size_t>(percent) * (size - 1);  // of a rank, from 0
          const std::size_t below = hundredths / 100;
          const double rest = static_cast<double>(hundredths % 100) / 100;
          const double next = values[std::min(below + 1, size - 1)];
          EXPECT_NEAR(s.percentile(percent / 100.0), values[below] + rest * (next - values[below]),
                      1e-9 * range)
              << percent << " % of " << size;
        }
      }
}

// mechanics: what cannot be counted says so.
TEST(CountWholeMechanics, RefusesWhatItCannotCount) {
  const auto count = [](const std::vector<float>& v) {
    return count_whole(v, *std::min_element(v.begin(), v.end()), *std::max_element(v.begin(), v.end()));
  };
  EXPECT_TRUE(count({-3, 4, 4, 9}).has_value());
  EXPECT_TRUE(count({-0.0F, 0.0F}).has_value());
  EXPECT_FALSE(count({-3, 4.5F, 9}).has_value());
  EXPECT_FALSE(count({-3.5F, 4, 9}).has_value());
  EXPECT_FALSE(count({0, 16777216}).has_value());
  EXPECT_FALSE(count({0, 30000}).has_value()) << "a wide range for two values";
  EXPECT_FALSE(count_whole({}, 0, 0).has_value());
}

}  // namespace
}  // namespace radgauge
