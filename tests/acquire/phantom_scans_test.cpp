#include "acquire/acquire.h"
#include "acquire/exposures.h"
#include "acquire_fixture.h"

namespace radgauge {

using namespace radgauge::acquire;

namespace {

class PhantomScansMechanics : public ::testing::Test {
 protected:
  static study::Study scanned_study(const std::string& keys) {
    return study::decode_study(
        io::parse_yaml(
            "study: s\nphantoms: {kind: water_cylinder, count: 2, radius_mm: 10, slices: 2, " + keys + "}\n",
            "s.yaml"),
        "");
  }
};

constexpr const char* kTwoScanners =
    "scanners: [{scanner: a, modality: ideal, matrix: 24}, {scanner: b, modality: ideal, matrix: 24, pixel_mm: 2}], "
    "repeats: 2";

// invariant: what look() says of a row is what its scan is.
TEST_F(PhantomScansMechanics, GeometryIsThatOfTheScan) {
  const study::Study study = scanned_study(kTwoScanners);
  const Sources sources(study);
  for (const study::CohortRow& row : study.rows) {
    const RowGeometry geometry = sources.of(row).look(row);
    ASSERT_FALSE(geometry.problem);
    const study::CohortRow* one = &row;
    const acquire::Scan scan = sources.of(row).scan({&one, 1}, {&geometry, 1});
    EXPECT_EQ(scan.image.lattice, geometry.image);
    EXPECT_EQ(bounding_box(scan.masks.front()), geometry.mask_box);
    EXPECT_EQ(count(scan.masks.front()), geometry.roi_voxels);
    EXPECT_EQ(scan.image.lattice.spacing_mm[0], row.scanner == "a" ? 1 : 2);
    ASSERT_TRUE(scan.truth);
    EXPECT_EQ(scan.truth->front().name, "radius_mm");
  }
}

// Rows of one object are one phantom on other scanners: what they follow from says so.
TEST_F(PhantomScansMechanics, IdentityTellsObjectScannerAndRepeatApart) {
  const study::Study study = scanned_study(kTwoScanners);
  const auto inputs =
      row_inputs(Sources(study), study::make_plan(study), std::vector<bool>(study.rows.size(), true));
  ASSERT_EQ(inputs[0].size(), 2u);
  EXPECT_EQ(inputs[0][0].sha256, inputs[3][0].sha256);
  EXPECT_NE(inputs[0][0].sha256, inputs[4][0].sha256);
  EXPECT_NE(inputs[0][1].sha256, inputs[1][1].sha256);
  EXPECT_NE(inputs[0][1].sha256, inputs[2][1].sha256);
  const study::Study other =
      scanned_study("scanners: [{scanner: a, modality: ideal, matrix: 24, oversampling: 2}], repeats: 1");
  EXPECT_NE(row_inputs(Sources(other), study::make_plan(other), {true, true})[0][1].sha256,
            inputs[0][1].sha256);
}

// Many threads ask for exposures, and each is made once while it is kept.
TEST_F(PhantomScansMechanics, ThreadsShareAnExposure) {
  const study::Study study = scanned_study(kTwoScanners);
  const Exposures exposures(study.sources.front().phantoms);
  std::vector<std::future<const phantoms::Exposure*>> asked;
  for (int i = 0; i < 8; ++i)
    asked.push_back(std::async(std::launch::async, [&] { return exposures.exposed(1, 1).exposure.get(); }));
  const phantoms::Exposure* first = asked.front().get();
  for (std::size_t i = 1; i < asked.size(); ++i) EXPECT_EQ(asked[i].get(), first);
  EXPECT_NE(exposures.exposed(1, 0).exposure.get(), first);
}

}  // namespace
}  // namespace radgauge
