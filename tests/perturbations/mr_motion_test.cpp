#include <complex>
#include <numbers>

#include "core/error.h"
#include "image_fixtures.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

/// A blob in air: whole shifts within the lattice lose nothing.
Volume head(const Lattice& lattice) {
  const double cx = static_cast<double>(lattice.size[0] - 1) / 2,
               cy = static_cast<double>(lattice.size[1] - 1) / 2;
  return volume_of(lattice, [&](double x, double y, double z) {
    const double dx = x - cx + 1, dy = y - cy - 0.5;
    return dx * dx + 2 * dy * dy < 0.06 * cx * cx * 4 ? 100 + 5 * x - 3 * y + z : 0;
  });
}

Volume shifted(const Volume& image, std::int64_t sx, std::int64_t sy) {
  Volume result(image.lattice);
  const Index3& n = image.lattice.size;
  for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
    result((x + sx + n[0]) % n[0], (y + sy + n[1]) % n[1], z) = image.voxels[i];
  });
  return result;
}

/// The plain sum of the discrete Fourier transform along y, with lines of `moved` from frequency `from` on.
double plain(const Volume& still, const Volume& moved, std::int64_t from, std::int64_t x, std::int64_t y) {
  const std::int64_t n = still.lattice.size[1];
  std::complex<double> sum = 0;
  for (std::int64_t k = -n / 2; k < (n + 1) / 2; ++k) {
    std::complex<double> line = 0;
    for (std::int64_t j = 0; j < n; ++j) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(k * (y - j)) / static_cast<double>(n);
      line += static_cast<double>((k >= from ? moved : still)(x, j, 0)) * std::polar(1.0, angle);
    }
    sum += line / static_cast<double>(n);
  }
  return std::abs(sum);
}

// oracle: one move by whole voxels against the plain double sum.
TEST(MrMotionOracle, OneMoveIsTheSumOfTwoPartsOfKspace) {
  const Lattice lattice = lattice_of({24, 20, 1}, {1.5, 0.5, 3});
  const Volume image = head(lattice), moved = shifted(image, 2, -3);
  const Pose poses[] = {{-100, 4}, {4, 100, {2 * 1.5, -3 * 0.5}, 0}};
  const Volume out = acquired_in_poses(image, PhaseAxis::y, poses);
  for (std::int64_t y = 0; y < 20; ++y)
    for (std::int64_t x = 0; x < 24; ++x)
      ASSERT_NEAR(out(x, y, 0), plain(image, moved, 4, x, y), 1e-3) << x << " " << y;
  double most = 0;
  for (std::size_t i = 0; i < out.voxels.size(); ++i)
    most =
        std::max(most, std::abs(static_cast<double>(out.voxels[i]) - static_cast<double>(image.voxels[i])));
  EXPECT_GT(most, 5);
}

// oracle: all lines in one pose are the image in that pose: shifted, or turned by a right angle (x to y).
TEST(MrMotionOracle, OnePoseIsTheMovedImage) {
  const Lattice lattice = lattice_of({30, 30, 2}, {1, 1, 3});
  const Volume image = head(lattice);
  const Pose shift[] = {{-100, 100, {-2, 3}, 0}};
  const Pose turn[] = {{-100, 100, {0, 0}, 90}};
  for (const PhaseAxis axis : {PhaseAxis::x, PhaseAxis::y}) {
    const Volume there = acquired_in_poses(image, axis, shift), expected = shifted(image, -2, 3);
    for (std::size_t i = 0; i < there.voxels.size(); ++i)
      ASSERT_NEAR(there.voxels[i], expected.voxels[i], 1e-3);
    const Volume turned = acquired_in_poses(image, axis, turn);
    for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
      ASSERT_NEAR(turned(29 - y, x, z), image.voxels[i], 1e-3);
    });
  }
}

const Lattice kMrMotionLattice = lattice_of({48, 40, 3}, {1, 1, 3});
const Mask kMrMotionRoi = box_mask(kMrMotionLattice, {{15, 12, 1}, {33, 28, 2}});

ImageOutput moving(const std::vector<std::pair<std::string, Value>>& given, std::uint32_t repetition = 0) {
  return changed("mr.motion", head(kMrMotionLattice), kMrMotionRoi, given, repetition, Modality::mr);
}

// invariant: the middle of k-space does not move, so neither does the centre of what is seen by much; levels
// share times and directions.
TEST(MrMotionInvariant, MiddleStaysAndLevelsShareDraws) {
  for (std::uint32_t r = 0; r < 5; ++r) {
    const ImageOutput one = moving({{"translation_mm", 1.0}, {"moves", std::int64_t{3}}}, r);
    const ImageOutput two = moving({{"translation_mm", 2.0}, {"moves", std::int64_t{3}}}, r);
    const double moved = magnitude(one.magnitudes, "lines_moved").achieved;
    EXPECT_EQ(moved, magnitude(two.magnitudes, "lines_moved").achieved);
    EXPECT_LT(moved, 1);
    EXPECT_DOUBLE_EQ(2 * magnitude(one.magnitudes, "translation_mm").achieved,
                     magnitude(two.magnitudes, "translation_mm").achieved);
    EXPECT_LE(magnitude(two.magnitudes, "translation_mm").achieved, 2);
    EXPECT_EQ(magnitude(one.magnitudes, "rotation_deg").achieved, 0);
  }
  EXPECT_EQ(moving({{"rotation_deg", 3.0}}).image, moving({{"rotation_deg", 3.0}}).image);
  EXPECT_NE(moving({{"rotation_deg", 3.0}}).image, moving({{"rotation_deg", 3.0}}, 1).image);
}

TEST(MrMotionInvariant, CropChangesNoByte) {
  const Volume image = head(lattice_of({48, 40, 12}, {1, 1, 3}));
  const Mask roi = box_mask(image.lattice, {{15, 12, 5}, {33, 28, 7}});
  expect_crop_changes_no_byte("mr.motion", image, roi, {{"translation_mm", 2.0}, {"rotation_deg", 2.0}},
                              Modality::mr);
}

TEST(MrMotionMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("mr.motion", Modality::ct), "");
  EXPECT_NE(refusal_of("mr.motion", Modality::pet), "");
  EXPECT_EQ(refusal_of("mr.motion", Modality::mr), "");
  expect_refused_values("mr.motion", "translation_mm", {-1, NAN, HUGE_VAL});
  expect_refused_values("mr.motion", "rotation_deg", {-1, NAN, 46});
  EXPECT_NE(Applied("mr.motion", {{"moves", std::int64_t{21}}}).problem(), "");
  EXPECT_EQ(moving({}).image, head(kMrMotionLattice));
  EXPECT_EQ(moving({{"translation_mm", 3.0}, {"moves", std::int64_t{0}}}).image, head(kMrMotionLattice));
}

}  // namespace
}  // namespace radgauge
