#include <complex>
#include <numbers>

#include "core/error.h"
#include "image_fixtures.h"
#include "perturbations/image_change.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

const Lattice kMrGhostLattice = lattice_of({40, 64, 3}, {1, 1, 3});
const Mask kMrGhostRoi = box_mask(kMrGhostLattice, {{10, 20, 1}, {30, 40, 2}});

// oracle: |I(y) + a e^(ip) I(y + s) + a e^(-ip) I(y - s)| with the phase that is reported, wrapping round.
TEST(MrGhostOracle, TwoGhostsThatWrapRound) {
  const Volume image = grainy(kMrGhostLattice, 100, 20);
  for (std::uint32_t r = 0; r < 4; ++r) {
    const ImageOutput out =
        changed("mr.ghost", image, kMrGhostRoi, {{"intensity", 0.2}, {"shift", 0.25}}, r, Modality::mr);
    const double phase = magnitude(out.magnitudes, "phase_deg").achieved * std::numbers::pi / 180;
    for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
      const double before = image(x, (y + 16) % 64, z), after = image(x, (y + 48) % 64, z);
      const std::complex<double> sum = static_cast<double>(image.voxels[i]) +
                                       0.2 * before * std::polar(1.0, phase) +
                                       0.2 * after * std::polar(1.0, -phase);
      ASSERT_NEAR(out.image.voxels[i], std::abs(sum), 1e-4);
    });
    EXPECT_NEAR(magnitude(out.magnitudes, "intensity").achieved, 0.2, 0.2 * 0.3);
  }
}

// invariant: levels share their phase, repetitions do not; the phase is uniform.
TEST(MrGhostInvariant, PhaseBelongsToTheRepetition) {
  const Volume image = grainy(kMrGhostLattice, 100, 20);
  const auto phase = [&](double intensity, std::uint32_t r) {
    return magnitude(changed("mr.ghost", image, kMrGhostRoi, {{"intensity", intensity}}, r).magnitudes,
                     "phase_deg")
        .achieved;
  };
  EXPECT_EQ(phase(0.1, 0), phase(0.3, 0));
  EXPECT_NE(phase(0.1, 0), phase(0.1, 1));
  EXPECT_EQ(changed("mr.ghost", image, kMrGhostRoi, {{"intensity", 0.1}}).image,
            changed("mr.ghost", image, kMrGhostRoi, {{"intensity", 0.1}}).image);
}

TEST(MrGhostInvariant, CropChangesNoByte) {
  const Volume image = grainy(lattice_of({64, 50, 12}, {1, 1, 3}), 100, 20);
  const Mask roi = box_mask(image.lattice, {{20, 20, 5}, {40, 40, 7}});
  expect_crop_changes_no_byte("mr.ghost", image, roi, {{"intensity", 0.2}, {"phase_axis", std::string("x")}},
                              Modality::mr);
}

TEST(MrGhostMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("mr.ghost", Modality::ct), "");
  EXPECT_NE(refusal_of("mr.ghost", Modality::pet), "");
  EXPECT_EQ(refusal_of("mr.ghost", Modality::mr), "");
  expect_refused_values("mr.ghost", "intensity", {-0.1, NAN, 1.1});
  expect_refused_values("mr.ghost", "shift", {0, NAN, 0.6});
  const Volume image = grainy(kMrGhostLattice, 100, 20);
  EXPECT_EQ(changed("mr.ghost", image, kMrGhostRoi, {}).image, image);
  EXPECT_THROW(changed("mr.ghost", grainy(kMrGhostLattice, -100, 20), kMrGhostRoi, {{"intensity", 0.1}}),
               Error);
}

}  // namespace
}  // namespace radgauge
