#include <map>

#include "mask_fixtures.h"

namespace radgauge {
namespace {

using Given = std::vector<std::pair<std::string, Value>>;

Applied observer(const Given& given) {
  return Applied("mask.observer", given);
}

double observer_normal_probability(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

const Lattice kObserverLattice = lattice_of({48, 46, 24}, {1, 1, 2});

Mask lesion(double radius_mm) {
  return ball(kObserverLattice, {23.3, 22.6, 23.5}, radius_mm);
}

// oracle: behind a flat face a voxel of signed distance d is inside with probability Phi((bias - d) / sd), in
// layers of 1 mm at d = (n - 1/4) mm; over 400 repetitions, within 4 standard errors.
TEST(ObserverOracle, FlatFaceIsCrossedWithTheNormalProbability) {
  const Lattice lattice = lattice_of({7, 7, 40}, {2, 2, 1});
  const Mask slab = box_mask(lattice, {{0, 0, 0}, {7, 7, 20}});
  const std::uint32_t repetitions = 400;
  for (const double bias : {0.0, 1.1, -0.7}) {
    const double sd = 2;
    const Applied op = observer({{"sd_mm", sd}, {"bias_mm", bias}, {"correlation_mm", 2.0}});
    std::vector<double> inside(40, 0);
    for (std::uint32_t r = 0; r < repetitions; ++r) {
      const Mask out = apply_to(op, slab, r).mask;
      for (std::int64_t z = 0; z < 40; ++z) inside[static_cast<std::size_t>(z)] += out(3, 3, z);
    }
    for (std::int64_t z = 15; z < 25; ++z) {
      const double layer = static_cast<double>(z - 19);
      const double distance = z > 19 ? layer - 0.25 : layer - 0.75;
      const double p = observer_normal_probability((bias - distance) / sd);
      EXPECT_NEAR(inside[static_cast<std::size_t>(z)] / repetitions, p,
                  4 * std::sqrt(p * (1 - p) / repetitions))
          << z << " " << bias;
    }
  }
}

// oracle: a bias alone is mask.grow_mm, voxel for voxel.
TEST(ObserverOracle, BiasAloneIsGrowing) {
  const Mask mask = lesion(9);
  for (const double bias : {-2.2, 1.3, 3.7}) {
    const MaskOutput out = apply_to(observer({{"bias_mm", bias}}), mask);
    EXPECT_EQ(out.mask, Applied("mask.grow_mm", {{"distance_mm", bias}}).to_mask(mask).mask);
    EXPECT_NEAR(magnitude(out.magnitudes, "bias_mm").achieved, bias, 0.5);
    EXPECT_LT(magnitude(out.magnitudes, "sd_mm").achieved, 0.6);
  }
}

// oracle: over repetitions the surface lies about its bias with the SD that was asked for. What voxels add to
// the mean square is at most the square of half a spacing.
TEST(ObserverOracle, AchievedSdAndBias) {
  const Lattice lattice = lattice_of({50, 50, 40}, {1, 1, 1});
  const Mask slab = box_mask(lattice, {{0, 0, 0}, {50, 50, 20}});
  const double sd = 2, bias = 0.5;
  const Applied op = observer({{"sd_mm", sd}, {"bias_mm", bias}, {"correlation_mm", 8.0}});
  double sum = 0, square_sum = 0, mean_sum = 0, means_square = 0;
  const std::uint32_t n = 60;
  for (std::uint32_t r = 0; r < n; ++r) {
    const MaskOutput out = apply_to(op, slab, r);
    const double mean = magnitude(out.magnitudes, "bias_mm").achieved;
    const double square =
        std::pow(magnitude(out.magnitudes, "sd_mm").achieved, 2) + (mean - bias) * (mean - bias);
    sum += square;
    square_sum += square * square;
    mean_sum += mean;
    means_square += mean * mean;
  }
  const double mean = sum / n, error = std::sqrt((square_sum / n - mean * mean) / (n - 1));
  EXPECT_NEAR(mean, sd * sd, 4 * error + 0.25);
  EXPECT_LT(error, 0.15 * sd * sd);
  const double centre = mean_sum / n;
  EXPECT_NEAR(centre, bias, 4 * std::sqrt((means_square / n - centre * centre) / (n - 1)));
}

// oracle: the ends change as often as they should, each by one slice as contoured, and nothing else does.
TEST(ObserverOracle, SliceEndsAreBinomial) {
  const Mask mask = box_mask(kObserverLattice, {{15, 14, 9}, {30, 31, 17}});
  const double p = 0.6;
  const Applied op = observer({{"end_probability", p}, {"end_thickness_mm", 4.0}});
  const std::uint32_t repetitions = 600;
  std::map<std::pair<std::int64_t, std::int64_t>, int> seen;
  for (std::uint32_t r = 0; r < repetitions; ++r) {
    const MaskOutput out = apply_to(op, mask, r);
    const Box box = bounding_box(out.mask);
    EXPECT_EQ(box.voxel_count(), count(out.mask));
    EXPECT_EQ(box.size()[0], 15);
    EXPECT_EQ(box.size()[1], 17);
    ++seen[{box.begin[2] - 9, box.end[2] - 17}];
    const double changed = (box.begin[2] != 9) + (box.end[2] != 17);
    EXPECT_EQ(magnitude(out.magnitudes, "end_probability").achieved, 0.5 * changed);
  }
  const auto chance = [&](std::int64_t change) { return change == 0 ? 1 - p : 0.5 * p; };
  for (const std::int64_t low : {-2, 0, 2})
    for (const std::int64_t high : {-2, 0, 2}) {
      const double expected = chance(low) * chance(high);
      EXPECT_NEAR(seen[std::pair(low, high)] / static_cast<double>(repetitions), expected,
                  4 * std::sqrt(expected * (1 - expected) / repetitions));
    }
  EXPECT_EQ(seen.size(), 9u);
}

// oracle: the target is met within 0.01 on each draw where the voxels allow it, and in the mean.
TEST(ObserverOracle, TargetDiceIsReached) {
  for (const double target : {0.7, 0.85, 0.95})
    for (const double correlation : {3.0, 10.0, 40.0}) {
      double sum = 0;
      for (std::uint32_t r = 0; r < 8; ++r) {
        const MaskOutput out =
            apply_to(observer({{"target_dice", target}, {"correlation_mm", correlation}}), lesion(10), r);
        const Magnitude& met = magnitude(out.magnitudes, "target_dice");
        EXPECT_EQ(met.status, "ok");
        EXPECT_NEAR(met.achieved, target, 0.01);
        EXPECT_EQ(met.achieved, magnitude(out.magnitudes, "dice").achieved);
        EXPECT_GT(magnitude(out.magnitudes, "fitted_sd_mm").achieved, 0);
        sum += met.achieved;
      }
      EXPECT_NEAR(sum / 8, target, 0.002) << correlation;
    }
}

TEST(ObserverOracle, TargetHd95IsReached) {
  for (const double target : {2.0, 4.0, 7.0})
    for (std::uint32_t r = 0; r < 4; ++r) {
      const MaskOutput out =
          apply_to(observer({{"target_hd95_mm", target}, {"correlation_mm", 6.0}}), lesion(12), r);
      EXPECT_NEAR(magnitude(out.magnitudes, "target_hd95_mm").achieved, target, 1.0);
      EXPECT_EQ(magnitude(out.magnitudes, "target_hd95_mm").status, "ok");
    }
}

// invariant: without bias and slice ends, what changed sides at a small SD stays changed at every larger one.
TEST(ObserverInvariant, LevelsShareTheirDraws) {
  const Mask mask = lesion(9);
  Mask smaller = mask;
  for (const double sd : {0.0, 0.4, 1.0, 2.0, 4.0}) {
    const MaskOutput out = apply_to(observer({{"sd_mm", sd}, {"correlation_mm", 5.0}}), mask);
    for (std::size_t i = 0; i < mask.voxels.size(); ++i)
      if (smaller.voxels[i] != mask.voxels[i]) {
        ASSERT_NE(out.mask.voxels[i], mask.voxels[i]) << sd;
      }
    smaller = out.mask;
  }
  EXPECT_NE(smaller, mask);
  EXPECT_EQ(apply_to(observer({}), mask).mask, mask);
}

TEST(ObserverInvariant, CropChangesNoByte) {
  const Lattice lattice = lattice_of({110, 100, 50}, {0.8, 0.8, 2});
  const Mask mask = ball(lattice, {44, 40, 52}, 7);
  expect_crop_changes_nothing(observer({{"sd_mm", 1.0}, {"bias_mm", 0.5}, {"end_probability", 0.7}}), mask);
  expect_crop_changes_nothing(observer({{"target_dice", 0.8}, {"correlation_mm", 4.0}}), mask);
}

TEST(ObserverMechanics, SaysWhereATargetCannotBeMet) {
  const auto status = [](const Given& given, const Mask& mask) {
    return apply_to(observer(given), mask).magnitudes[0].status;
  };
  // Dice of a mask of four voxels steps by much more than 0.01.
  const Mask few = box_mask(kObserverLattice, {{20, 20, 10}, {22, 22, 11}});
  EXPECT_NE(status({{"target_dice", 0.95}, {"correlation_mm", 2.0}}, few).find("too coarse"),
            std::string::npos);
  EXPECT_NE(status({{"target_dice", 0.95}, {"bias_mm", 4.0}}, lesion(9)).find("nothing is left to fit"),
            std::string::npos);
  // A slab as wide as the image can lose and gain 20 mm only.
  const Lattice long_lattice = lattice_of({5, 5, 400}, {1, 1, 1});
  const Mask slab = box_mask(long_lattice, {{0, 0, 0}, {5, 5, 200}});
  EXPECT_NE(status({{"target_dice", 0.5}}, slab).find("not reached"), std::string::npos);
}

TEST(ObserverMechanics, RefusesBadParameters) {
  for (const double bad : {-0.1, 20.1, std::nan(""), HUGE_VAL})
    EXPECT_NE(observer({{"sd_mm", bad}}).problem(), "");
  for (const double bad : {-0.1, 1.0, 1.5, std::nan("")})
    EXPECT_NE(observer({{"target_dice", bad}}).problem(), "");
  for (const double bad : {-15.1, 15.1, std::nan("")}) EXPECT_NE(observer({{"bias_mm", bad}}).problem(), "");
  const auto refusal = [](const Given& given) {
    const Applied op = observer(given);
    return op.operation->refusal(op.values, Modality::ct);
  };
  EXPECT_EQ(refusal({{"target_dice", 0.8}}), "");
  EXPECT_NE(refusal({{"target_dice", 0.8}, {"target_hd95_mm", 3.0}}), "");
  EXPECT_NE(refusal({{"target_dice", 0.8}, {"sd_mm", 1.0}}), "");
  EXPECT_THROW(apply_to(observer({{"bias_mm", -12.0}}), lesion(6)), Error);
  EXPECT_THROW(apply_to(observer({{"sd_mm", 1.0}}), Mask(kObserverLattice)), Error);
}

}  // namespace
}  // namespace radgauge
