#include "workflow/intensity_standard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "imaging/normalisation.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"

namespace radgauge::workflow {

namespace {

/// Writes images whose voxels are gain x i^power + shift, i = 0 ... 999, and their table.
class IntensityStandard : public testing::Test {
 protected:
  void add(double gain, double power, double shift) {
    Lattice lattice;
    lattice.size = {10, 10, 10};
    Volume image(lattice);
    for (std::size_t i = 0; i < image.voxels.size(); ++i)
      image.voxels[i] = static_cast<float>(gain * std::pow(static_cast<double>(i), power) + shift);
    const std::string name = "P" + std::to_string(++n_);
    io::write_image(folder_.file(name + ".nii"), image);
    Mask mask(lattice);
    for (std::size_t i = 500; i < mask.voxels.size(); ++i) mask.voxels[i] = 1;
    io::write_mask(folder_.file(name + "_mask.nii"), mask);
    table_ += name + "," + name + ".nii," + name + "_mask.nii,MR\n";
  }
  std::vector<double> standard(NormalisationRegion region) {
    std::ofstream(folder_.file("cohort.csv")) << table_;
    NormalisationSettings settings;
    settings.normalisation_region = region;
    settings.normalisation_lower_percentile = 0;
    settings.normalisation_upper_percentile = 100;
    std::ostringstream out;
    err_.str("");
    return intensity_standard(folder_.file("cohort.csv"), settings, {out, err_});
  }

  TemporaryFolder folder_;
  std::string table_ = "patient,image,mask,modality\n";
  std::ostringstream err_;
  int n_ = 0;
};

// oracle: deciles of i^p are 100 (k / 10)^p, whatever gain and shift of an image; two images have their mean.
TEST_F(IntensityStandard, OracleDecilesOfAPower) {
  add(3, 1, 50);
  add(0.01, 2, -20);
  const std::vector<double> marks = standard(NormalisationRegion::image);
  ASSERT_EQ(marks.size(), 11u);
  for (std::size_t k = 0; k < marks.size(); ++k) {
    const double share = static_cast<double>(k) / 10;
    EXPECT_NEAR(marks[k], 100 * (share + share * share) / 2, 0.05) << k;  // percentiles interpolate
  }
  EXPECT_NE(err_.str().find("2 images"), std::string::npos) << err_.str();
}

// invariant: over the ROI it is another, and an image counts as much as any other however its gain is.
TEST_F(IntensityStandard, InvariantOfGainAndOfWhatLiesOutside) {
  add(1, 2, 0);
  const std::vector<double> one = standard(NormalisationRegion::roi);
  add(1000, 2, 7);
  const std::vector<double> two = standard(NormalisationRegion::roi);
  for (std::size_t k = 0; k < one.size(); ++k) EXPECT_NEAR(one[k], two[k], 1e-4);
  EXPECT_GT(std::abs(one[5] - standard(NormalisationRegion::image)[5]), 5);
}

// mechanics: a flat image has no landmarks, and is named.
TEST_F(IntensityStandard, MechanicsOfWhatCannotBeUsed) {
  add(1, 1, 0);
  add(0, 1, 5);
  try {
    standard(NormalisationRegion::image);
    FAIL() << "a flat image";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("P2"), std::string::npos) << error.what();
  }
  std::ostringstream out, err;
  EXPECT_THROW(intensity_standard(folder_.file("none.csv"), {}, {out, err}), Error);
}

}  // namespace

}  // namespace radgauge::workflow
