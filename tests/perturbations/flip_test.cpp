#include "fixtures.h"

namespace radgauge {
namespace {

GridPlan oblique_plan() {
  GridPlan plan;
  plan.output = lattice_of({21, 20, 19}, {0.7, 1.2, 3});
  plan.output.origin_mm = {-12, 30, 7};
  plan.output.direction = multiply(rotation(1, 25), rotation(0, 10));
  return plan;
}

Applied flip(bool x, bool y, bool z) {
  return Applied("geom.flip", {{"flip_x", x}, {"flip_y", y}, {"flip_z", z}});
}

// oracle: voxel i of the new lattice is voxel size - 1 - i of the old one along a mirrored axis, i along
// others.
TEST(FlipOracle, VoxelsOntoVoxels) {
  const GridPlan plan = oblique_plan();
  for (int bits = 0; bits < 8; ++bits) {
    const std::array<bool, 3> axes{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    const GridOutput out = flip(axes[0], axes[1], axes[2]).to_grid(plan, {0, 0, 0});
    const Vec3 at{3, 7, 11};
    const Vec3 found = plan.output.to_index(out.plan.output.to_physical(at));
    const char* names[] = {"flip_x", "flip_y", "flip_z"};
    for (std::size_t a = 0; a < 3; ++a) {
      const double expected = axes[a] ? static_cast<double>(plan.output.size[a]) - 1 - at[a] : at[a];
      EXPECT_NEAR(found[a], expected, 1e-12);
      EXPECT_EQ(magnitude(out.magnitudes, names[a]).achieved, axes[a] ? 1 : 0);
      EXPECT_EQ(magnitude(out.magnitudes, names[a]).requested, axes[a] ? 1 : 0);
    }
    EXPECT_EQ(out.plan.output.size, plan.output.size);
    EXPECT_FALSE(out.plan.interpolate) << "a flip alone interpolates nothing";
  }
}

// invariant: twice is not at all.
TEST(FlipInvariant, TwiceReturns) {
  const GridPlan plan = oblique_plan();
  const GridPlan once = flip(true, false, true).to_grid(plan, {0, 0, 0}).plan;
  const GridPlan twice = flip(true, false, true).to_grid(once, {0, 0, 0}).plan;
  EXPECT_GT(largest_displacement_mm(once.output, plan.output), 10);
  EXPECT_NEAR(largest_displacement_mm(twice.output, plan.output), 0, 1e-12);
}

TEST(FlipMechanics, NothingIsNothing) {
  const Applied none = flip(false, false, false);
  EXPECT_TRUE(none.operation->identity(none.values));
  EXPECT_EQ(none.to_grid(oblique_plan(), {0, 0, 0}).plan.output, oblique_plan().output);
}

}  // namespace
}  // namespace radgauge
