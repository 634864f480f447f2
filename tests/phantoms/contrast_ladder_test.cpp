#include "fixtures.h"

namespace radgauge {
namespace {

// oracle: each insert has its HU and radius where the truth says; water lies between them.
TEST(ContrastLadderOracle, InsertsStandWhereTheTruthSays) {
  const phantoms::Object object = Made("contrast_ladder").object();
  const auto hu = [&](double x, double y) { return 1000 * (tissue_at(object, {x, y, 3}).attenuation - 1); };
  ASSERT_EQ(object.inserts.size(), 10u);
  for (const phantoms::Insert& insert : object.inserts) {
    const double x = insert.centre_mm[0], y = insert.centre_mm[1];
    EXPECT_NEAR(hu(x, y), insert.hu, 1e-9);
    EXPECT_NEAR(hu(x + 0.99 * insert.radius_mm, y), insert.hu, 1e-9);
    EXPECT_NEAR(hu(x, y - 1.01 * insert.radius_mm), 0, 1e-9);
  }
  EXPECT_EQ(hu(0, 0), 0);
  EXPECT_EQ(hu(101, 0), -1000);
}

// oracle: without blur and noise a voxel within an insert is its HU.
TEST(ContrastLadderOracle, IdealScan) {
  const Made made("contrast_ladder", {{"slices", std::int64_t{1}}});
  const Scan scan = made.scan_by("ideal", {{"pixel_mm", 2.0}, {"matrix", std::int64_t{101}}});
  for (const phantoms::Insert& insert : made.object().inserts) {
    const Vec3 at = scan.image.lattice.to_index(insert.centre_mm);
    EXPECT_NEAR(scan.image(std::lround(at[0]), std::lround(at[1]), 0), insert.hu, 1e-3);
  }
}

TEST(ContrastLadderMechanics, RefusesInsertsThatDoNotFit) {
  const phantoms::Phantom& kind = *phantoms::find_phantom("contrast_ladder");
  const auto problem = [&](const std::string& name, double value) {
    return kind.problem(with_defaults(kind.fields, {{name, value}}));
  };
  EXPECT_EQ(problem("radius_mm", 100.0), "");
  EXPECT_NE(problem("radius_mm", 70.0).find("reach out of the water"), std::string::npos);
  EXPECT_NE(problem("insert_radius_mm", 25.0).find("overlap"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
