#include "mask_fixtures.h"

namespace radgauge {
namespace {

Applied displaced_by(double rms_mm, double correlation_mm) {
  return Applied("mask.displace", {{"rms_mm", rms_mm}, {"correlation_mm", correlation_mm}});
}

double normal_probability(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// oracle: behind a flat face a voxel is inside with probability Phi(-d / sd), d the signed distance of its
// centre ((n - 1/4) s in layer n, linear between the layers) and sd = rms / sqrt(3): over 400 repetitions
// within 4 standard errors, for coarse slices as for fine ones.
TEST(DisplaceOracle, FlatFaceIsCrossedWithTheNormalProbability) {
  const Lattice lattice = lattice_of({9, 9, 40}, {2, 2, 1});
  const Mask slab = box_mask(lattice, {{0, 0, 0}, {9, 9, 20}});
  const double rms = 4, sd = rms / std::sqrt(3.0);
  const std::uint32_t repetitions = 400;
  std::vector<double> inside(40, 0);
  for (std::uint32_t r = 0; r < repetitions; ++r) {
    const Mask out = apply_to(displaced_by(rms, 1), slab, r).mask;
    for (std::int64_t z = 0; z < 40; ++z) inside[static_cast<std::size_t>(z)] += out(4, 4, z);
  }
  for (std::int64_t z = 16; z < 24; ++z) {
    // x + u is inside when it lies before the middle between layers 19 and 20.
    const double p = normal_probability((19.5 - static_cast<double>(z)) / sd);
    EXPECT_NEAR(inside[static_cast<std::size_t>(z)] / repetitions, p,
                4 * std::sqrt(p * (1 - p) / repetitions))
        << z;
  }
}

// oracle: the mean square of the displacement over repetitions is rms^2 (less 0.02 % for the cut at 4 SD).
TEST(DisplaceOracle, RmsOverRepetitions) {
  const Mask mask = ball(lattice_of({40, 40, 20}, {1, 1, 2}), {19, 20, 19}, 9);
  for (const double rms : {0.5, 2.0}) {
    double sum = 0, squares = 0;
    const std::uint32_t n = 60;
    for (std::uint32_t r = 0; r < n; ++r) {
      const MaskOutput out = apply_to(displaced_by(rms, 3), mask, r);
      const double square = std::pow(magnitude(out.magnitudes, "rms_mm").achieved, 2);
      sum += square;
      squares += square * square;
    }
    const double mean = sum / n, error = std::sqrt((squares / n - mean * mean) / (n - 1));
    EXPECT_NEAR(mean, rms * rms, 4 * error);
    EXPECT_LT(error, 0.1 * rms * rms);
  }
}

// oracle: a field that is nearly constant over the mask shifts it by its own length, and the volume stays in
// the mean: 4 standard errors over 24 repetitions, and 1 % for the voxels.
TEST(DisplaceOracle, LongCorrelationIsAShift) {
  const Mask mask = ball(lattice_of({50, 50, 50}, {1, 1, 1}), {24, 25, 24}, 9);
  double sum = 0, squares = 0;
  const std::uint32_t n = 24;
  for (std::uint32_t r = 0; r < n; ++r) {
    const MaskOutput out = apply_to(displaced_by(2, 100), mask, r);
    const double change = magnitude(out.magnitudes, "volume_change").achieved;
    sum += change;
    squares += change * change;
    const Vec3 moved = centroid_mm(out.mask) - centroid_mm(mask);
    EXPECT_NEAR(std::hypot(moved[0], moved[1], moved[2]), magnitude(out.magnitudes, "rms_mm").achieved, 0.25);
  }
  const double mean = sum / n, sd = std::sqrt((squares / n - mean * mean) * n / (n - 1));
  EXPECT_LT(std::abs(mean), 4 * sd / std::sqrt(n) + 0.01);
  // The divergence of the field has a standard deviation of rms / (sqrt(2) w) = 1.4 %.
  EXPECT_LT(sd, 0.04);
}

// invariant: the same draws at every level: the achieved RMS grows in proportion.
TEST(DisplaceInvariant, LevelsShareTheirDraws) {
  const Mask mask = ball(lattice_of({40, 40, 20}, {1, 1, 2}), {19, 20, 19}, 8);
  const auto achieved = [&](double rms) {
    return magnitude(apply_to(displaced_by(rms, 5), mask).magnitudes, "rms_mm").achieved;
  };
  EXPECT_NEAR(achieved(2) / achieved(1), 2, 0.01);
  EXPECT_NE(apply_to(displaced_by(1, 5), mask, 0).mask, apply_to(displaced_by(1, 5), mask, 1).mask);
  EXPECT_EQ(apply_to(displaced_by(1, 5), mask, 1).mask, apply_to(displaced_by(1, 5), mask, 1).mask);
  EXPECT_EQ(apply_to(displaced_by(0, 5), mask).mask, mask);
}

TEST(DisplaceInvariant, CropChangesNoByte) {
  const Lattice lattice = lattice_of({60, 58, 30}, {0.8, 0.8, 2});
  expect_crop_changes_nothing(displaced_by(1.5, 4), ball(lattice, {24, 23, 30}, 6));
}

TEST(DisplaceMechanics, SaysWhatItCannotDo) {
  const Lattice lattice = lattice_of({20, 20, 20}, {1, 1, 1});
  const Mask box = box_mask(lattice, {{2, 6, 6}, {14, 14, 14}});
  EXPECT_EQ(apply_to(displaced_by(6, 3), box).magnitudes[0].status, "limited by the image edge");
  EXPECT_EQ(apply_to(displaced_by(0.01, 3), box).magnitudes[0].status,
            "below the size of a voxel: no voxel changed");
  EXPECT_THROW(apply_to(displaced_by(1, 3), Mask(lattice)), Error);
  // One voxel is lost in some repetitions when the field is much larger than it.
  const Mask voxel = box_mask(lattice, {{10, 10, 10}, {11, 11, 11}});
  int lost = 0;
  for (std::uint32_t r = 0; r < 20; ++r) try {
      apply_to(displaced_by(8, 100), voxel, r);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      ++lost;
    }
  EXPECT_GT(lost, 0);
  for (const double bad : {-0.1, 21.0, std::nan(""), HUGE_VAL}) {
    EXPECT_NE(displaced_by(bad, 1).problem(), "");
    EXPECT_NE(displaced_by(1, bad * 10).problem(), "");
  }
}

}  // namespace
}  // namespace radgauge
