#include <gtest/gtest.h>

#include <limits>

#include "reference/extractor.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A row of voxels 0, 1, ..., 9 and a mask of all of them.
struct Ramp {
  Volume image{Lattice{{10, 1, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3}};
  Mask mask{image.lattice, 1};
  Ramp() {
    for (std::size_t i = 0; i < 10; ++i) image.voxels[i] = static_cast<float>(i);
  }
  std::vector<Notice> of(const FeatureSettings& settings) const { return notices(image, mask, settings); }
};

FeatureSettings range(double lower, double upper, double sigma = 0) {
  FeatureSettings s;
  s.resegmentation_lower = lower;
  s.resegmentation_upper = upper;
  s.resegmentation_sigma = sigma;
  return s;
}

// oracle: counted by hand.
TEST(ExtractionNoticesOracle, ShareThatResegmentationKeeps) {
  const Ramp ramp;
  EXPECT_TRUE(ramp.of(range(-kInf, kInf)).empty());
  EXPECT_TRUE(ramp.of(range(0, 9)).empty());
  EXPECT_EQ(ramp.of(range(2, 5)), (std::vector<Notice>{{NoticeKind::resegmented, 0.4}}));
  EXPECT_EQ(ramp.of(range(-kInf, 8)), (std::vector<Notice>{{NoticeKind::resegmented, 0.9}}));
  EXPECT_EQ(ramp.of(range(100, 200)), (std::vector<Notice>{{NoticeKind::resegmented, 0}}));
  // Within one population SD (2.87) of the mean (4.5): 2 to 7.
  EXPECT_EQ(ramp.of(range(-kInf, kInf, 1)), (std::vector<Notice>{{NoticeKind::resegmented, 0.6}}));
}

TEST(ExtractionNoticesOracle, OneGreyLevel) {
  Ramp ramp;
  FeatureSettings s;
  s.discretisation = Discretisation::fbs;
  for (const double width : {0.5, 4.0, 9.0}) {
    s.bin_width = width;
    EXPECT_TRUE(ramp.of(s).empty()) << width;
  }
  s.bin_width = 25;
  EXPECT_EQ(ramp.of(s), (std::vector<Notice>{{NoticeKind::one_grey_level, 10, 9}}));
  s.discretisation = Discretisation::fbn;
  EXPECT_TRUE(ramp.of(s).empty());
  ramp.image.voxels.assign(10, 7.0F);
  EXPECT_EQ(ramp.of(s), (std::vector<Notice>{{NoticeKind::one_grey_level, 10, 0}}));
  ramp.mask.voxels.assign(10, 0);
  ramp.mask.voxels[3] = 1;
  EXPECT_TRUE(ramp.of(s).empty()) << "of one voxel";
}

}  // namespace
}  // namespace radgauge
