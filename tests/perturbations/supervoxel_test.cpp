#include <map>

#include "imaging/slic.h"
#include "mask_fixtures.h"

namespace radgauge {
namespace {

const Lattice kLattice = lattice_of({74, 72, 37}, {1, 1, 2});

/// A lesion brighter than its surroundings, with texture.
Volume scene(double contrast = 60) {
  Volume image(kLattice);
  const Mask bright = ball(kLattice, {37, 35, 37}, 11);
  const Draws draws(8, "scene", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(contrast * bright.voxels[i] + 10 * draws.normal(i));
  return image;
}

// oracle: on a constant image supervoxels are those of the grid; each is inside as often as its share in the
// mask says (0 below 0.2, always from 0.9 on): 100 repetitions, 4 standard errors, at a voxel that the
// closing cannot reach.
TEST(SupervoxelOracle, InsideWithTheProbabilityOfItsShare) {
  const Volume flat(kLattice, 3.0F);
  const Mask mask = ball(kLattice, {37, 35, 37}, 12);
  Box box{{0, 0, 0}, kLattice.size};
  for (std::size_t a = 0; a < 3; ++a) {
    const Box found = bounding_box(mask);
    const std::int64_t margin = 1 + static_cast<std::int64_t>(std::ceil(25 / kLattice.spacing_mm[a]));
    box.begin[a] = std::max<std::int64_t>(0, found.begin[a] - margin);
    box.end[a] = std::min(kLattice.size[a], found.end[a] + margin);
  }
  const Grid<std::int32_t> label = slic(crop(flat, box), 500, 0.05);
  std::map<std::int32_t, std::array<double, 2>> shares;
  std::map<std::int32_t, Vec3> centres;
  const Index3 n = box.size();
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        auto& share = shares[label(x, y, z)];
        share[0] += 1;
        share[1] += mask(x + box.begin[0], y + box.begin[1], z + box.begin[2]);
        centres[label(x, y, z)] =
            centres[label(x, y, z)] +
            Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
      }
  std::map<std::int32_t, double> inside;
  const std::uint32_t repetitions = 100;
  for (std::uint32_t r = 0; r < repetitions; ++r) {
    const Mask out = apply_to(Applied("mask.supervoxel"), mask, flat, r).mask;
    for (const auto& [l, share] : shares) {
      const auto at = [&](std::size_t a) {
        return box.begin[a] + static_cast<std::int64_t>(centres[l][a] / share[0]);
      };
      inside[l] += out(at(0), at(1), at(2));
    }
  }
  int uncertain = 0;
  for (const auto& [l, share] : shares) {
    const double f = share[1] / share[0], p = f >= 0.9 ? 1 : f < 0.2 ? 0 : f;
    EXPECT_NEAR(inside[l] / repetitions, p, 4 * std::sqrt(p * (1 - p) / repetitions)) << f;
    uncertain += p > 0 && p < 1;
  }
  EXPECT_GT(uncertain, 5);
  EXPECT_EQ(magnitude(apply_to(Applied("mask.supervoxel"), mask, flat).magnitudes, "uncertain_supervoxels")
                .achieved,
            uncertain);
}

// invariant: where the lesion stands out, supervoxels follow its edge: a mask drawn 2 mm too wide comes back
// towards the lesion, which it does not on an image that shows nothing.
TEST(SupervoxelInvariant, FollowsTheEdgeOfTheLesion) {
  const Mask lesion = ball(kLattice, {37, 35, 37}, 11), wide = ball(kLattice, {37, 35, 37}, 13);
  const auto dice = [&](const Mask& mask) {
    double common = 0, sum = 0;
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
      common += mask.voxels[i] & lesion.voxels[i];
      sum += mask.voxels[i] + lesion.voxels[i];
    }
    return 2 * common / sum;
  };
  double seen = 0, unseen = 0;
  for (std::uint32_t r = 0; r < 5; ++r) {
    seen += dice(apply_to(Applied("mask.supervoxel"), wide, scene(300), r).mask) / 5;
    unseen += dice(apply_to(Applied("mask.supervoxel"), wide, scene(0), r).mask) / 5;
  }
  EXPECT_GT(seen, dice(wide) + 0.05);
  EXPECT_GT(seen, unseen + 0.05);
}

TEST(SupervoxelInvariant, CropChangesNoByteAndDrawsDiffer) {
  const Lattice lattice = lattice_of({120, 118, 60}, {1, 1, 2});
  const Mask mask = ball(lattice, {60, 58, 60}, 7);
  Volume image(lattice);
  const Draws draws(8, "scene", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(40 * mask.voxels[i] + 10 * draws.normal(i));
  const Applied op("mask.supervoxel");
  expect_crop_changes_nothing(op, mask, image);
  EXPECT_NE(apply_to(op, mask, image, 0).mask, apply_to(op, mask, image, 1).mask);
  EXPECT_EQ(apply_to(op, mask, image, 1).mask, apply_to(op, mask, image, 1).mask);
}

TEST(SupervoxelMechanics, SaysWhatItCannotDo) {
  EXPECT_THROW(apply_to(Applied("mask.supervoxel"), Mask(kLattice), scene()), Error);
  const Mask mask = ball(kLattice, {37, 35, 37}, 9);
  const MaskOutput sure =
      apply_to(Applied("mask.supervoxel", {{"certain", 0.2}, {"least", 0.2}}), mask, scene());
  EXPECT_EQ(sure.magnitudes[0].status, "no supervoxel is uncertain: every draw is the same");
  Volume holes = scene();
  holes(37, 35, 18) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_GT(count(apply_to(Applied("mask.supervoxel"), mask, holes).mask), 0);
  // A mask that no supervoxel lies in for the most part keeps the fullest one.
  const Mask voxel = box_mask(kLattice, {{30, 30, 20}, {31, 31, 21}});
  EXPECT_GT(count(apply_to(Applied("mask.supervoxel"), voxel, scene()).mask), 0);
  for (const double bad : {0.0, -5.0, std::nan(""), HUGE_VAL})
    EXPECT_NE(Applied("mask.supervoxel", {{"volume_mm3", bad}}).problem(), "");
  for (const double bad : {-0.1, 1.1, std::nan("")}) {
    EXPECT_NE(Applied("mask.supervoxel", {{"certain", bad}}).problem(), "");
    EXPECT_NE(Applied("mask.supervoxel", {{"least", bad}}).problem(), "");
  }
}

}  // namespace
}  // namespace radgauge
