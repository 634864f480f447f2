#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: over whole periods the mean is -1000 + 1000 f HU, in every direction of the walls.
TEST(HexagonalLatticeOracle, MeanOfTheFill) {
  for (const double fill : {0.2, 0.5}) {
    const phantoms::Object object = Made("hexagonal_lattice", {{"fill", fill}, {"width_mm", 60.0}}).object();
    const double row = 8 * std::sqrt(3.0);
    double sum = 0;
    constexpr int kPoints = 400;
    for (int j = 0; j < kPoints; ++j)
      for (int i = 0; i < kPoints; ++i)
        sum += hu_at(object, {8 * (i + 0.5) / kPoints, row * (j + 0.5) / kPoints, 3});
    EXPECT_NEAR(sum / (kPoints * kPoints), -1000 + 1000 * fill, 3) << fill;
    EXPECT_EQ(truth_of(object)["mean_hu"], -1000 + 1000 * fill);
  }
}

// oracle: holes of air in a triangle of centres, walls of water half way between them.
TEST(HexagonalLatticeOracle, HolesAndWalls) {
  const phantoms::Object object = Made("hexagonal_lattice", {{"fill", 0.5}}).object();
  const double row = 4 * std::sqrt(3.0);
  for (const Vec3 hole : {Vec3{0, 0, 0}, Vec3{8, 0, 9}, Vec3{4, row, -9}, Vec3{-12, -row, 0}}) {
    EXPECT_EQ(hu_at(object, hole), -1000);
    EXPECT_NEAR(hu_at(object, hole + Vec3{4, 0, 0}), 0, 1e-3);
    EXPECT_NEAR(hu_at(object, hole + Vec3{2, row / 2, 0}), 0, 1e-3);
  }
  EXPECT_NEAR(truth_of(object)["wall_mm"], 8 * (1 - std::sqrt(0.5)), 1e-12);
}

}  // namespace
}  // namespace radgauge
