#include "fixtures.h"

namespace radgauge {
namespace {

const Vec3 kRoiCentre{10, -20, 300};

Applied breath(double amplitude_mm, double extent_mm = 60) {
  return Applied("geom.breathing", {{"amplitude_mm", amplitude_mm}, {"extent_mm", extent_mm}});
}

Vec3 sampled_at(const Applied& op, const Vec3& point) {
  GridPlan plan;
  plan.output = lattice_of({20, 20, 20}, {1, 1, 2});
  const GridOutput out = op.to_grid(plan, kRoiCentre);
  Vec3 at = point;
  for (const Displacement& displace : out.plan.displacements) at = displace(at);
  return at;
}

// oracle: the Gaussian of the definition, at places where it is known: 1 at the peak, exp(-1/2) at the ROI,
// nothing far away; never across the body.
TEST(BreathingOracle, GaussianAlongTheBody) {
  for (const double amplitude : {5.0, -12.0}) {
    const auto moved = [&](double z) { return z - sampled_at(breath(amplitude), {1, 2, z})[2]; };
    EXPECT_NEAR(moved(240), amplitude, 1e-12);
    EXPECT_NEAR(moved(300), amplitude * std::exp(-0.5), 1e-12);
    EXPECT_NEAR(moved(180), amplitude * std::exp(-0.5), 1e-12);
    EXPECT_NEAR(moved(360), amplitude * std::exp(-2), 1e-12);
    EXPECT_NEAR(moved(900), 0, 1e-12);
    EXPECT_EQ(sampled_at(breath(amplitude), {1, 2, 300})[0], 1);
    EXPECT_EQ(sampled_at(breath(amplitude), {1, 2, 300})[1], 2);
  }
}

// oracle: the strain that is reported is the slope of the displacement at the ROI.
TEST(BreathingOracle, StrainIsTheSlope) {
  GridPlan plan;
  plan.output = lattice_of({20, 20, 20}, {1, 1, 2});
  const auto magnitudes = breath(10, 40).to_grid(plan, kRoiCentre).magnitudes;
  const double h = 1e-4;
  const double slope =
      (sampled_at(breath(10, 40), {0, 0, 300 + h})[2] - sampled_at(breath(10, 40), {0, 0, 300 - h})[2]) /
      (2 * h);
  EXPECT_NEAR(slope - 1, magnitude(magnitudes, "strain_at_roi").achieved, 1e-7);
  EXPECT_NEAR(magnitude(magnitudes, "shift_at_roi_mm").achieved, 10 * std::exp(-0.5), 1e-12);
  EXPECT_EQ(magnitude(magnitudes, "amplitude_mm").achieved, 10);
}

// invariant: at the end of the ranges the order of places is kept: nothing is shown twice.
TEST(BreathingInvariant, DoesNotFold) {
  const Applied strongest = breath(30, 20);
  EXPECT_EQ(strongest.problem(), "");
  double last = -1e9;
  for (double z = 150; z < 450; z += 0.25) {
    const double from = sampled_at(strongest, {0, 0, z})[2];
    ASSERT_GT(from, last) << z;
    last = from;
  }
}

TEST(BreathingMechanics, ZeroAndBadParameters) {
  GridPlan plan;
  plan.output = lattice_of({20, 20, 20}, {1, 1, 2});
  const GridOutput out = breath(0).to_grid(plan, kRoiCentre);
  EXPECT_TRUE(out.plan.displacements.empty());
  EXPECT_FALSE(out.plan.interpolate);
  EXPECT_TRUE(breath(2).to_grid(plan, kRoiCentre).plan.interpolate);
  for (const double bad : {-30.1, 31.0, std::nan(""), HUGE_VAL}) EXPECT_NE(breath(bad).problem(), "");
  for (const double bad : {0.0, 19.0, std::nan("")}) EXPECT_NE(breath(1, bad).problem(), "");
}

}  // namespace
}  // namespace radgauge
