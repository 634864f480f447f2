#include <map>

#include "imaging/slic.h"
#include "mask_fixtures.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

const Lattice kSupervoxelLattice = lattice_of({74, 72, 37}, {1, 1, 2});

/// A lesion brighter than its surroundings, with texture.
Volume scene(double contrast = 60) {
  Volume image(kSupervoxelLattice);
  const Mask bright = ball(kSupervoxelLattice, {37, 35, 37}, 11);
  const Draws draws(8, "scene", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(contrast * bright.voxels[i] + 10 * draws.normal(i));
  return image;
}

// oracle: on a constant image supervoxels are those of the grid; each is inside as often as its share in the
// mask says (0 below 0.2, always from 0.9 on): 100 repetitions, 4 standard errors, at a voxel that the
// closing cannot reach; and so the volume of what is drawn is the sum of the shares.
TEST(SupervoxelOracle, InsideWithTheProbabilityOfItsShare) {
  const Volume flat(kSupervoxelLattice, 3.0F);
  const Mask mask = ball(kSupervoxelLattice, {37, 35, 37}, 12);
  Box box{{0, 0, 0}, kSupervoxelLattice.size};
  for (std::size_t a = 0; a < 3; ++a) {
    const Box found = bounding_box(mask);
    const std::int64_t margin =
        1 + static_cast<std::int64_t>(std::ceil(25 / kSupervoxelLattice.spacing_mm[a]));
    box.begin[a] = std::max<std::int64_t>(0, found.begin[a] - margin);
    box.end[a] = std::min(kSupervoxelLattice.size[a], found.end[a] + margin);
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
  double volume = 0;
  const std::uint32_t repetitions = 100;
  for (std::uint32_t r = 0; r < repetitions; ++r) {
    const Mask out = apply_to(Applied("mask.supervoxel"), mask, flat, r).mask;
    double drawn = 0;
    for (const auto& [l, share] : shares) {
      const auto at = [&](std::size_t a) {
        return box.begin[a] + static_cast<std::int64_t>(centres[l][a] / share[0]);
      };
      inside[l] += out(at(0), at(1), at(2));
      drawn += share[0] * out(at(0), at(1), at(2));
    }
    // The closing only adds, and only in corners.
    EXPECT_GE(static_cast<double>(count(out)), drawn);
    EXPECT_LE(static_cast<double>(count(out)), 1.05 * drawn);
    volume += drawn / repetitions;
  }
  double expected_volume = 0, variance = 0;
  for (const auto& [l, share] : shares) {
    const double f = share[1] / share[0], p = f >= 0.9 ? 1 : f < 0.2 ? 0 : f;
    expected_volume += p * share[0];
    variance += p * (1 - p) * share[0] * share[0];
  }
  EXPECT_NEAR(volume, expected_volume, 4 * std::sqrt(variance / repetitions));
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
  const Mask lesion = ball(kSupervoxelLattice, {37, 35, 37}, 11),
             wide = ball(kSupervoxelLattice, {37, 35, 37}, 13);
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

/// The scene and a mask as acquired, and what is measured of them.
struct Object {
  Volume image = scene();
  Mask mask = ball(kSupervoxelLattice, {37, 35, 37}, 12);
  Memo memo;

  MaskOutput redrawn(const Applied& op, const Volume& measured, const Mask& on, std::uint32_t repetition,
                     std::span<const Displacement> displacements = {}) const {
    const MaskSource source{image, mask, memo, displacements};
    const Draws draws(1, "object", "mask.supervoxel", 0, repetition);
    return op.operation->mask({measured, on, draws, nullptr, &source}, op.values);
  }
};

const Applied kMirp("mask.supervoxel", {{"parity", std::string("mirp")}});

Volume noisy(Volume image, double sd) {
  const Draws draws(3, "object", "noise.white", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] += static_cast<float>(sd * draws.normal(i));
  return image;
}

// invariant: supervoxels are those of the object, whatever noise the measured image has; as MIRP makes them
// they are those of the measured image.
TEST(SupervoxelInvariant, NoiseDoesNotRedrawThem) {
  const Object object;
  const Applied op("mask.supervoxel");
  int differing = 0;
  for (std::uint32_t r = 0; r < 4; ++r) {
    const Mask clean = object.redrawn(op, object.image, object.mask, r).mask;
    EXPECT_EQ(clean, apply_to(op, object.mask, object.image, r).mask);
    for (const double sd : {5.0, 40.0})
      EXPECT_EQ(object.redrawn(op, noisy(object.image, sd), object.mask, r).mask, clean) << sd;
    differing += object.redrawn(kMirp, noisy(object.image, 20), object.mask, r).mask !=
                 object.redrawn(kMirp, object.image, object.mask, r).mask;
  }
  EXPECT_EQ(differing, 4);
}

// oracle: on a grid that sampled the image some whole voxels away, by an origin or by a displacement, the
// mask is the same at the same places.
TEST(SupervoxelOracle, FollowsTheGridByPosition) {
  const Object object;
  const Applied op("mask.supervoxel");
  const Index3 by{3, -2, 1};
  const Vec3 step_mm{3, -2, 2};
  const Mask moved = moved_by(object.mask, by);
  for (std::uint32_t r = 0; r < 3; ++r) {
    const Mask expected = moved_by(object.redrawn(op, object.image, object.mask, r).mask, by);
    const Displacement back = [&](const Vec3& p) { return p - step_mm; };
    EXPECT_EQ(object.redrawn(op, object.image, moved, r, std::span(&back, 1)).mask, expected);
    Mask on = moved;
    on.lattice.origin_mm = on.lattice.origin_mm - step_mm;
    EXPECT_EQ(object.redrawn(op, object.image, on, r).mask.voxels, expected.voxels);
  }
}

// invariant: a grid moved by part of a voxel changes the mask no more than it changes where voxels lie: each
// supervoxel that is drawn is drawn again.
TEST(SupervoxelInvariant, PartOfAVoxelMovesNoSupervoxel) {
  const Object object;
  const Applied op("mask.supervoxel");
  for (std::uint32_t r = 0; r < 4; ++r) {
    Mask on = object.mask;
    on.lattice.origin_mm = {0.4, -0.3, 0.6};
    EXPECT_EQ(object.redrawn(op, object.image, on, r).mask.voxels,
              object.redrawn(op, object.image, object.mask, r).mask.voxels);
  }
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
  EXPECT_THROW(apply_to(Applied("mask.supervoxel"), Mask(kSupervoxelLattice), scene()), Error);
  const Mask mask = ball(kSupervoxelLattice, {37, 35, 37}, 9);
  const MaskOutput sure =
      apply_to(Applied("mask.supervoxel", {{"certain", 0.2}, {"least", 0.2}}), mask, scene());
  EXPECT_EQ(sure.magnitudes[0].status, "no supervoxel is uncertain: every draw is the same");
  Volume holes = scene();
  holes(37, 35, 18) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_GT(count(apply_to(Applied("mask.supervoxel"), mask, holes).mask), 0);
  // A mask that no supervoxel lies in for the most part keeps the fullest one.
  const Mask voxel = box_mask(kSupervoxelLattice, {{30, 30, 20}, {31, 31, 21}});
  EXPECT_GT(count(apply_to(Applied("mask.supervoxel"), voxel, scene()).mask), 0);
  // A mask that grew beyond every supervoxel keeps what lies there, and says so.
  const Lattice lattice = lattice_of({110, 40, 20}, {1, 1, 2});
  const Volume flat(lattice, 1.0F);
  const Mask small = box_mask(lattice, {{20, 15, 8}, {30, 25, 12}});
  const Mask wide = box_mask(lattice, {{20, 15, 8}, {80, 25, 12}});
  const Memo memo;
  const MaskSource source{flat, small, memo, {}};
  const Applied op("mask.supervoxel");
  const Draws draws(1, "object", "mask.supervoxel", 0, 0);
  const MaskOutput out = op.operation->mask({flat, wide, draws, nullptr, &source}, op.values);
  EXPECT_NE(out.magnitudes[0].status.find("stay as they are"), std::string::npos) << out.magnitudes[0].status;
  EXPECT_EQ(out.mask(75, 20, 10), 1);
  for (const double bad : {0.0, -5.0, std::nan(""), HUGE_VAL})
    EXPECT_NE(Applied("mask.supervoxel", {{"volume_mm3", bad}}).problem(), "");
  for (const double bad : {-0.1, 1.1, std::nan("")}) {
    EXPECT_NE(Applied("mask.supervoxel", {{"certain", bad}}).problem(), "");
    EXPECT_NE(Applied("mask.supervoxel", {{"least", bad}}).problem(), "");
  }
}

}  // namespace
}  // namespace radgauge
