#include <numbers>

#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kResKernelLattice = lattice_of({64, 60, 24}, {0.8, 0.8, 2});
const Mask kResKernelRoi = ball(kResKernelLattice, {25, 24, 24}, 7);

// oracle: what a source of f50 = 0.6 shows of a cosine becomes what a target of 0.3 shows of it.
TEST(ResKernelOracle, SourceBecomesTarget) {
  const double source = 0.6, target = 0.3;
  for (const double f : {0.1, 0.2, 0.3}) {
    const double seen = 100 * std::exp2(-std::pow(f / source, 2));
    const Volume image = volume_of(kResKernelLattice, [&](double x, double, double) {
      return seen * std::cos(2 * std::numbers::pi * f * 0.8 * (x - 32));
    });
    const ImageOutput out = changed("res.kernel", image, kResKernelRoi,
                                    {{"source_f50_per_mm", source}, {"target_f50_per_mm", target}});
    EXPECT_NEAR(out.image(32, 30, 12), 100 * std::exp2(-std::pow(f / target, 2)), 0.5) << f;
    EXPECT_NEAR(magnitude(out.magnitudes, "target_f50_per_mm").achieved, target, 0.002);
    EXPECT_EQ(magnitude(out.magnitudes, "target_f50_per_mm").status, "ok");
  }
}

// oracle: the same where the step between the kernels is narrower than the voxels (0.31 voxel), which a
// sampled Gaussian would miss by a quarter.
TEST(ResKernelOracle, SmallStepsReachTheirTarget) {
  const Lattice coarse = lattice_of({64, 60, 4}, {1, 1, 2});
  const Mask roi = box_mask(coarse, {{25, 25, 1}, {40, 40, 3}});
  const double source = 0.5, target = 0.4;
  for (const double f : {0.1, 0.2, 0.3, 0.4}) {
    const double seen = 100 * std::exp2(-std::pow(f / source, 2));
    const Volume image = volume_of(coarse, [&](double x, double, double) {
      return seen * std::cos(2 * std::numbers::pi * f * (x - 32));
    });
    const ImageOutput out =
        changed("res.kernel", image, roi, {{"source_f50_per_mm", source}, {"target_f50_per_mm", target}});
    EXPECT_NEAR(out.image(32, 30, 2), 100 * std::exp2(-std::pow(f / target, 2)), 0.5) << f;
    EXPECT_NEAR(magnitude(out.magnitudes, "target_f50_per_mm").achieved, target, 0.004);
    EXPECT_EQ(magnitude(out.magnitudes, "target_f50_per_mm").status, "ok");
  }
}

// invariant: slices do not mix.
TEST(ResKernelInvariant, SlicesStayApart) {
  const Volume image = volume_of(kResKernelLattice, [](double, double, double z) { return 10 * z; });
  const Volume out =
      changed("res.kernel", image, kResKernelRoi, {{"source_f50_per_mm", 0.6}, {"target_f50_per_mm", 0.3}})
          .image;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) ASSERT_NEAR(out.voxels[i], image.voxels[i], 1e-3);
}

TEST(ResKernelInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("res.kernel", grainy(kResKernelLattice, 40, 20), kResKernelRoi,
                              {{"source_f50_per_mm", 0.6}, {"target_f50_per_mm", 0.3}}, Modality::ct);
}

TEST(ResKernelMechanics, NeverSharpens) {
  const auto refused = [](double source, double target, Modality modality = Modality::ct) {
    return refusal_of("res.kernel", modality, {{"source_f50_per_mm", source}, {"target_f50_per_mm", target}});
  };
  EXPECT_EQ(refused(0.6, 0.3), "");
  EXPECT_EQ(refused(0, 0), "");
  EXPECT_NE(refused(0.3, 0.6), "");
  EXPECT_NE(refused(0.3, 0.3), "");
  EXPECT_NE(refused(0, 0.3), "");
  EXPECT_NE(refused(0.6, 0.3, Modality::mr), "");
  EXPECT_NE(refused(0.6, 0.3, Modality::pet), "");
  expect_refused_values("res.kernel", "target_f50_per_mm", {-1, NAN, 11});
  const Volume image = grainy(kResKernelLattice, 40, 20);
  EXPECT_EQ(changed("res.kernel", image, kResKernelRoi, {}).image, image);
  // A step from 0.6 to 0.59 is narrower than these voxels; to 0.7 1/mm no frequency is left.
  const ImageOutput fine =
      changed("res.kernel", image, kResKernelRoi, {{"source_f50_per_mm", 0.9}, {"target_f50_per_mm", 0.8}});
  EXPECT_NE(magnitude(fine.magnitudes, "target_f50_per_mm").status, "ok");
}

}  // namespace
}  // namespace radgauge
