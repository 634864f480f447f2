#include "fixtures.h"

namespace radgauge {
namespace {

GridPlan gridshift_oblique_plan() {
  GridPlan plan;
  plan.output = lattice_of({20, 18, 9}, {0.8, 0.9, 2.5});
  plan.output.origin_mm = {-12, 30, 7};
  plan.output.direction = multiply(rotation(2, 20), rotation(0, -35));
  return plan;
}

// oracle: a shift of the origin along each column of the direction matrix.
TEST(GridshiftOracle, MovesAlongTheAxesOfTheLattice) {
  const GridPlan plan = gridshift_oblique_plan();
  for (std::size_t a = 0; a < 3; ++a) {
    const char* names[] = {"shift_x", "shift_y", "shift_z"};
    const GridOutput out = Applied("geom.gridshift", {{names[a], 0.25}}).to_grid(plan, {0, 0, 0});
    EXPECT_TRUE(out.plan.interpolate);
    EXPECT_EQ(out.plan.output.direction, plan.output.direction);
    EXPECT_EQ(out.plan.output.size, plan.output.size);
    const Vec3 moved = out.plan.output.origin_mm - plan.output.origin_mm;
    for (std::size_t r = 0; r < 3; ++r)
      EXPECT_NEAR(moved[r], 0.25 * plan.output.spacing_mm[a] * plan.output.direction[3 * r + a], 1e-12);
    EXPECT_EQ(magnitude(out.magnitudes, names[a]).requested, 0.25);
    EXPECT_NEAR(magnitude(out.magnitudes, names[a]).achieved, 0.25, 1e-12);
    EXPECT_NEAR(magnitude(out.magnitudes, "displacement_mm").achieved, 0.25 * plan.output.spacing_mm[a],
                1e-12);
  }
}

// invariant: a shift and its opposite cancel.
TEST(GridshiftInvariant, InverseReturns) {
  const GridPlan plan = gridshift_oblique_plan();
  const GridPlan there = Applied("geom.gridshift", {{"shift_x", 0.3}, {"shift_y", -0.7}, {"shift_z", 0.5}})
                             .to_grid(plan, {})
                             .plan;
  const GridPlan back = Applied("geom.gridshift", {{"shift_x", -0.3}, {"shift_y", 0.7}, {"shift_z", -0.5}})
                            .to_grid(there, {})
                            .plan;
  EXPECT_NEAR(largest_displacement_mm(back.output, plan.output), 0, 1e-12);
  EXPECT_GT(largest_displacement_mm(there.output, plan.output), 1);
}

TEST(GridshiftMechanics, NoShiftIsNoChange) {
  const GridOutput out = Applied("geom.gridshift").to_grid(gridshift_oblique_plan(), {0, 0, 0});
  EXPECT_EQ(out.plan.output, gridshift_oblique_plan().output);
  EXPECT_FALSE(out.plan.interpolate);
  EXPECT_EQ(magnitude(out.magnitudes, "displacement_mm").achieved, 0);
}

TEST(GridshiftMechanics, RefusesBadParameters) {
  for (const double bad : {-1.1, 1.01, std::nan(""), HUGE_VAL})
    for (const char* name : {"shift_x", "shift_y", "shift_z"})
      EXPECT_NE(Applied("geom.gridshift", {{name, bad}}).problem(), "");
  EXPECT_EQ(Applied("geom.gridshift", {{"shift_x", 0.75}}).problem(), "");
}

}  // namespace
}  // namespace radgauge
