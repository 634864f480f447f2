#include "fixtures.h"

namespace radgauge {
namespace {

GridPlan plain_plan() {
  GridPlan plan;
  plan.output = lattice_of({21, 20, 19}, {1.5, 1.5, 1.5});
  plan.output.origin_mm = {-12, 30, 7};
  return plan;
}

Vec3 source_index(const GridPlan& plan, const Lattice& source, const Vec3& index) {
  return source.to_index(plan.output.to_physical(index));
}

// oracle: content at pivot + x appears at pivot + y after a quarter turn about z, and so on in cycle.
TEST(RotateOracle, QuarterTurnsMoveVoxelsOntoVoxels) {
  const GridPlan plan = plain_plan();
  const Vec3 pivot{9, 11, 8};
  const Vec3 centre_mm = plan.output.to_physical({9.3, 10.8, 8.4});
  const char* names[] = {"x", "y", "z"};
  for (std::size_t a = 0; a < 3; ++a)
    for (const double angle : {90.0, -90.0, 180.0, -180.0}) {
      const GridOutput out = Applied("geom.rotate", {{"angle_deg", angle}, {"axis", std::string(names[a])}})
                                 .to_grid(plan, centre_mm);
      const std::size_t u = (a + 1) % 3, v = (a + 2) % 3;
      Vec3 to{0, 0, 0}, expected{0, 0, 0};
      to[u] = 3;
      to[v] = 1;
      to[a] = -2;
      // Content now at (u, v) came from its position turned back by the angle.
      const double c = std::abs(angle) == 180 ? -1 : 0;
      const double s = angle == 90 ? 1 : angle == -90 ? -1 : 0;
      expected[u] = c * to[u] + s * to[v];
      expected[v] = -s * to[u] + c * to[v];
      expected[a] = to[a];
      const Vec3 found = source_index(out.plan, plan.output, pivot + to) - pivot;
      for (std::size_t r = 0; r < 3; ++r)
        EXPECT_NEAR(found[r], expected[r], 1e-12) << names[a] << " " << angle;
      EXPECT_TRUE(out.plan.interpolate);
      EXPECT_EQ(out.plan.output.size, plan.output.size);
    }
}

// oracle: 30 degrees about z on an oblique, anisotropic lattice, in mm along its axes.
TEST(RotateOracle, ObliqueAnisotropicLattice) {
  GridPlan plan = plain_plan();
  plan.output.spacing_mm = {0.7, 1.2, 3};
  plan.output.direction = multiply(rotation(1, 25), rotation(0, 10));
  const GridOutput out =
      Applied("geom.rotate", {{"angle_deg", 30.0}}).to_grid(plan, plan.output.to_physical({10, 10, 9}));
  const Vec3 step = source_index(out.plan, plan.output, {11, 10, 9}) - Vec3{10, 10, 9};
  EXPECT_NEAR(step[0] * 0.7, 0.7 * std::cos(M_PI / 6), 1e-12);
  EXPECT_NEAR(step[1] * 1.2, -0.7 * std::sin(M_PI / 6), 1e-12);
  EXPECT_NEAR(step[2], 0, 1e-12);
  const Matrix3& d = out.plan.output.direction;
  for (std::size_t a = 0; a < 3; ++a)
    EXPECT_NEAR(d[a] * d[a] + d[3 + a] * d[3 + a] + d[6 + a] * d[6 + a], 1, 1e-12);
}

// invariant: turning there and back returns; four quarter turns return exactly.
TEST(RotateInvariant, InverseAndFullTurn) {
  const GridPlan plan = plain_plan();
  const Vec3 centre_mm = plan.output.to_physical({9, 11, 8});
  const GridPlan there = Applied("geom.rotate", {{"angle_deg", 17.0}}).to_grid(plan, centre_mm).plan;
  const GridPlan back = Applied("geom.rotate", {{"angle_deg", -17.0}}).to_grid(there, centre_mm).plan;
  EXPECT_GT(largest_displacement_mm(there.output, plan.output), 1);
  EXPECT_NEAR(largest_displacement_mm(back.output, plan.output), 0, 1e-12);
  GridPlan turned = plan;
  for (int quarter = 0; quarter < 4; ++quarter)
    turned = Applied("geom.rotate", {{"angle_deg", 90.0}}).to_grid(turned, centre_mm).plan;
  EXPECT_EQ(turned.output, plan.output);
}

TEST(RotateMechanics, ZeroIsNoChange) {
  const GridOutput out = Applied("geom.rotate").to_grid(plain_plan(), {0, 0, 0});
  EXPECT_EQ(out.plan.output, plain_plan().output);
  EXPECT_FALSE(out.plan.interpolate);
}

TEST(RotateMechanics, RefusesBadParameters) {
  for (const double bad : {-180.5, 181.0, std::nan(""), HUGE_VAL})
    EXPECT_NE(Applied("geom.rotate", {{"angle_deg", bad}}).problem(), "");
  EXPECT_NE(Applied("geom.rotate", {{"axis", std::string("w")}}).problem(), "");
  EXPECT_EQ(Applied("geom.rotate", {{"axis", std::string("y")}}).problem(), "");
}

}  // namespace
}  // namespace radgauge
