#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kIntNormaliseLattice = lattice_of({60, 58, 30}, {1, 1, 2});
const Mask kIntNormaliseRoi = ball(kIntNormaliseLattice, {29, 28, 30}, 6);

using Given = std::vector<std::pair<std::string, Value>>;
const std::string kMarks = "0/5/10/20/30/40/50/60/70/90/100";

// oracle: over its own region a z-score has mean 0 and the scale as its standard deviation.
TEST(IntNormaliseOracle, ZScoreInTheRoi) {
  const Volume image = grainy(kIntNormaliseLattice, 400, 30);
  const ImageOutput out =
      changed("int.normalise", image, kIntNormaliseRoi,
              {{"method", std::string("z_score")}, {"region", std::string("roi")}, {"scale", 100.0}});
  EXPECT_NEAR(magnitude(out.magnitudes, "roi_mean").achieved, 0, 1e-4);
  EXPECT_NEAR(magnitude(out.magnitudes, "roi_sd").achieved, 100, 1e-4);
  EXPECT_NEAR(magnitude(out.magnitudes, "slope").achieved, 100 / 30.0, 0.2);
}

// invariant: what int.affine did before it is undone, whichever the method and region.
TEST(IntNormaliseInvariant, UndoesAffine) {
  const Volume image = grainy(kIntNormaliseLattice, 400, 30);
  const Volume other =
      changed("int.affine", image, kIntNormaliseRoi, {{"scale", 2.0}, {"shift", 50.0}}).image;
  for (const char* method : {"z_score", "percentile_range", "histogram", "peak"})
    for (const char* region : {"roi", "image", "tissue"}) {
      const Given given{
          {"method", std::string(method)}, {"region", std::string(region)}, {"standard", kMarks}};
      const Volume a = changed("int.normalise", image, kIntNormaliseRoi, given).image;
      const Volume b = changed("int.normalise", other, kIntNormaliseRoi, given).image;
      for (std::size_t i = 0; i < a.voxels.size(); ++i)
        ASSERT_NEAR(a.voxels[i], b.voxels[i], 2e-4 * std::max(1.0F, std::abs(a.voxels[i])))
            << method << region;
    }
  EXPECT_EQ(changed("int.normalise", image, kIntNormaliseRoi, {}).image, image);
}

TEST(IntNormaliseInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("int.normalise", grainy(kIntNormaliseLattice, 400, 30), kIntNormaliseRoi,
                              {{"method", std::string("z_score")}, {"region", std::string("roi")}});
}

// Statistics over image or tissue need all of it, those over the ROI do not.
TEST(IntNormaliseMechanics, SupportFollowsTheRegion) {
  const auto reach = [](const Given& given) {
    const Applied op("int.normalise", given);
    return op.operation->support(op.values).reach;
  };
  EXPECT_EQ(reach({}), Support::Reach::voxel);
  EXPECT_EQ(reach({{"method", std::string("peak")}, {"region", std::string("roi")}}), Support::Reach::voxel);
  EXPECT_EQ(reach({{"method", std::string("peak")}, {"region", std::string("image")}}),
            Support::Reach::volume);
  EXPECT_EQ(reach({{"method", std::string("peak")}}), Support::Reach::volume);
}

TEST(IntNormaliseMechanics, EdgeCases) {
  const Volume flat(kIntNormaliseLattice, 5);
  EXPECT_THROW(changed("int.normalise", flat, kIntNormaliseRoi, {{"method", std::string("z_score")}}), Error);
  EXPECT_NE(refusal_of("int.normalise", Modality::mr, {{"method", std::string("histogram")}}), "")
      << "a histogram needs a standard";
  EXPECT_EQ(refusal_of("int.normalise", Modality::mr, {{"method", std::string("peak")}}), "");
  expect_refused_values("int.normalise", "scale", {0, -1, NAN});
  expect_refused_values("int.normalise", "stripe", {0, 0.6, NAN});
  expect_refused_values("int.normalise", "tissue_fraction", {-0.1, 1, NAN});
  expect_refused_values("int.normalise", "lower_percentile", {-1, 50, NAN});
}

}  // namespace
}  // namespace radgauge
