#include "core/error.h"
#include "fixtures.h"
#include "imaging/distance.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Applied changed_by(double fraction) {
  return Applied("mask.grow_fraction", {{"fraction", fraction}});
}

const Lattice kLattice = lattice_of({50, 48, 26}, {0.9, 0.9, 2.5});

Mask lesion() {
  return ball(kLattice, {21, 20, 30}, 10);
}

// oracle: the voxel count is round(n (1 + f)), to the voxel.
TEST(GrowFractionOracle, ExactVoxelCount) {
  const Mask mask = lesion();
  const auto n = static_cast<double>(count(mask));
  for (const double f : {-0.95, -0.3, -0.1, -0.013, 0.0, 0.013, 0.1, 0.3, 1.0}) {
    const MaskOutput out = changed_by(f).to_mask(mask);
    EXPECT_EQ(count(out.mask), std::llround(n * (1 + f)));
    const Magnitude& fraction = magnitude(out.magnitudes, "fraction");
    EXPECT_EQ(fraction.requested, f);
    EXPECT_NEAR(fraction.achieved, f, 0.5 / n + 1e-12);
    EXPECT_EQ(fraction.status, "ok");
    EXPECT_NEAR(magnitude(out.magnitudes, "volume_change").achieved, fraction.achieved, 1e-12);
  }
  EXPECT_EQ(changed_by(0).to_mask(mask).mask, mask);
}

// oracle: the voxels taken are the first of a full sort by (distance, index).
TEST(GrowFractionOracle, TakesTheNearestVoxels) {
  const Mask mask = lesion();
  const Grid<float> distance = signed_distance_mm(mask);
  std::vector<std::pair<float, std::size_t>> order;
  for (std::size_t i = 0; i < distance.voxels.size(); ++i) order.push_back({distance.voxels[i], i});
  std::sort(order.begin(), order.end());
  for (const double f : {-0.4, -0.05, 0.07, 0.6}) {
    const Mask changed = changed_by(f).to_mask(mask).mask;
    const auto wanted = static_cast<std::size_t>(count(changed));
    for (std::size_t k = 0; k < order.size(); ++k)
      ASSERT_EQ(changed.voxels[order[k].second] != 0, k < wanted) << f;
  }
}

// invariant: masks of growing fractions are nested.
TEST(GrowFractionInvariant, Nested) {
  const Mask mask = lesion();
  Mask smaller = changed_by(-0.5).to_mask(mask).mask;
  for (const double f : {-0.28, -0.04, 0.0, 0.04, 0.28, 1.5}) {
    const Mask larger = changed_by(f).to_mask(mask).mask;
    for (std::size_t i = 0; i < larger.voxels.size(); ++i) ASSERT_LE(smaller.voxels[i], larger.voxels[i]);
    smaller = larger;
  }
}

// invariant: a crop with the declared support gives the same mask and magnitudes.
TEST(GrowFractionInvariant, CropChangesNoByte) {
  const Mask mask = ball(kLattice, {21, 20, 30}, 7);
  for (const double f : {-0.3, 0.1, 0.3}) {
    const Applied op = changed_by(f);
    const double margin_mm = op.operation->support(op.values).margin_mm;
    Index3 margin;
    for (std::size_t a = 0; a < 3; ++a)
      margin[a] = static_cast<std::int64_t>(std::ceil(margin_mm / kLattice.spacing_mm[a]));
    const Box box = intersect(grow(bounding_box(mask), margin), Box{{0, 0, 0}, kLattice.size});
    ASSERT_LT(box.voxel_count(), kLattice.voxel_count());
    const MaskOutput whole = op.to_mask(mask);
    const MaskOutput part = op.to_mask(crop(mask, box));
    EXPECT_EQ(crop(whole.mask, box), part.mask);
    for (std::size_t i = 0; i < whole.magnitudes.size(); ++i) {
      EXPECT_EQ(whole.magnitudes[i].achieved, part.magnitudes[i].achieved);
      EXPECT_EQ(whole.magnitudes[i].status, part.magnitudes[i].status);
    }
  }
}

// oracle: a ball of the largest radius foreseen needs r ((1 + f)^(1/3) - 1) of room; the support holds it.
TEST(GrowFractionOracle, SupportHoldsTheWorstCase) {
  for (const double f : {0.1, 1.0, 10.0}) {
    const Applied op = changed_by(f);
    const double volume = 4.0 / 3 * M_PI * std::pow(75.0, 3);
    const double radius = std::cbrt(volume * (1 + f) * 3 / (4 * M_PI));
    EXPECT_GE(op.operation->support(op.values).margin_mm, radius - 75 + 4.9);
  }
}

TEST(GrowFractionMechanics, StatusTellsWhatLimited) {
  const Lattice lattice = lattice_of({20, 20, 20}, {1, 1, 1});
  const auto fraction = [](const Mask& mask, double f) {
    return magnitude(changed_by(f).to_mask(mask).magnitudes, "fraction");
  };
  const Mask inside = box_mask(lattice, {{7, 7, 7}, {13, 13, 13}});
  EXPECT_EQ(fraction(inside, 1).status, "ok");
  const Mask at_edge = box_mask(lattice, {{0, 7, 7}, {6, 13, 13}});
  EXPECT_EQ(fraction(at_edge, 0.5).status, "limited by the image edge");
  EXPECT_NEAR(fraction(at_edge, 0.5).achieved, 0.5, 1e-12);
  EXPECT_EQ(fraction(crop(inside, Box{{6, 0, 0}, {20, 20, 20}}), 3).status,
            "limited by the room around the mask");
  const Mask most = box_mask(lattice, {{1, 1, 1}, {19, 19, 19}});
  EXPECT_EQ(fraction(most, 1).status, "limited by the image edge");
  EXPECT_NEAR(fraction(most, 1).achieved, 8000.0 / 5832 - 1, 1e-12);
  EXPECT_EQ(fraction(inside, 0.001).status, "below one voxel: no voxel changed");
}

TEST(GrowFractionMechanics, EmptyingIsAnError) {
  const Lattice lattice = lattice_of({5, 5, 5}, {1, 1, 1});
  const Mask one = box_mask(lattice, {{2, 2, 2}, {3, 3, 3}});
  EXPECT_THROW(changed_by(-0.6).to_mask(one), Error);
  EXPECT_EQ(changed_by(-0.4).to_mask(one).mask, one);
  EXPECT_THROW(changed_by(0.1).to_mask(Mask(lattice)), Error);
}

TEST(GrowFractionMechanics, RefusesBadParameters) {
  for (const double bad : {-1.0, -1.5, 10.1, std::nan(""), HUGE_VAL})
    EXPECT_NE(changed_by(bad).problem(), "");
  EXPECT_EQ(changed_by(-0.99).problem(), "");
}

}  // namespace
}  // namespace radgauge
