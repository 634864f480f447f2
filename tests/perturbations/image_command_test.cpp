#include "image_fixtures.h"
#include "program_fixtures.h"

namespace radgauge {
namespace {

const Lattice kImageCommandLattice = lattice_of({12, 10, 8}, {1, 1, 2});

ImageOutput commanded(const PretendedPrograms& programs, const Volume& image, const Mask& roi,
                      std::uint32_t repetition = 0,
                      const std::string& command = "tool {image} {output} {seed}") {
  const Applied op("image.command", {{"command", command}, {"timeout_s", 7.0}});
  const Draws draws(1, "object", "image.command", 0, repetition);
  return op.operation->image({image, roi, draws, Modality::ct, &programs}, op.values);
}

// oracle: the image is what the program made of it, and the magnitudes are those of a change that is known:
// +3 in a quarter of the voxels, none in the others.
TEST(ImageCommandOracle, IsWhatTheProgramMade) {
  PretendedPrograms programs;
  programs.image = [](const Volume& v, const Mask&) {
    Volume changed = v;
    for (std::size_t i = 0; i < v.voxels.size(); i += 4) changed.voxels[i] += 3;
    return changed;
  };
  const Volume image =
      volume_of(kImageCommandLattice, [](double x, double y, double z) { return x + 10 * y - 4 * z; });
  const Mask roi = box_mask(kImageCommandLattice, {{0, 0, 0}, {12, 10, 8}});
  const ImageOutput out = commanded(programs, image, roi);
  EXPECT_EQ(out.image, programs.image(image, roi));
  EXPECT_EQ(magnitude(out.magnitudes, "changed_voxels").achieved, 0.25);
  EXPECT_NEAR(magnitude(out.magnitudes, "rms_change").achieved, 1.5, 1e-12);
  const double n = static_cast<double>(image.voxels.size());
  EXPECT_NEAR(magnitude(out.magnitudes, "sd_of_change_in_roi").achieved,
              std::sqrt(9 * 0.25 * 0.75 * n / (n - 1)), 1e-9);
  ASSERT_EQ(programs.calls.size(), 1u);
  EXPECT_EQ(programs.calls[0].words, (std::vector<std::string>{"tool", "{image}", "{output}", "{seed}"}));
  EXPECT_EQ(programs.calls[0].timeout_s, 7);
}

// invariant: the seed is the same for the same repetition and another for another, whatever the command.
TEST(ImageCommandInvariant, SeedBelongsToTheRepetition) {
  PretendedPrograms programs;
  const Volume image(kImageCommandLattice);
  const Mask roi = box_mask(kImageCommandLattice, {{2, 2, 2}, {5, 5, 5}});
  for (const std::uint32_t r : {0u, 1u, 2u, 0u}) commanded(programs, image, roi, r);
  commanded(programs, image, roi, 1, "other {mask} {output}");
  const auto seed = [&](std::size_t i) { return programs.calls[i].seed; };
  EXPECT_EQ(seed(0), seed(3));
  EXPECT_EQ(seed(1), seed(4));
  EXPECT_NE(seed(0), seed(1));
  EXPECT_NE(seed(1), seed(2));
  for (const ProgramCall& call : programs.calls) {
    EXPECT_GE(call.seed, 0);
    EXPECT_LT(call.seed, std::int64_t{1} << 31);
  }
}

// invariant: the whole image is asked for, so that no crop can change what a program sees.
TEST(ImageCommandInvariant, NeedsTheWholeImage) {
  const Applied op("image.command", {{"command", std::string("t {image} {output}")}});
  EXPECT_EQ(op.operation->support(op.values).reach, Support::Reach::volume);
}

TEST(ImageCommandMechanics, CommandsAreChecked) {
  expect_commands_are_checked("image.command");
  const Volume image(kImageCommandLattice);
  const Mask roi(kImageCommandLattice, 1);
  const Applied op("image.command", {{"command", std::string("t {image} {output}")}});
  const Draws draws(1, "object", "image.command", 0, 0);
  EXPECT_THROW(op.operation->image({image, roi, draws, Modality::ct}, op.values), Error) << "no host";
}

}  // namespace
}  // namespace radgauge
