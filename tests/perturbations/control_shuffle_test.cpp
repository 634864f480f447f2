#include <map>

#include "control_fixtures.h"
#include "core/error.h"

namespace radgauge {
namespace {

// oracle: the same intensities in another order, in the region alone.
TEST(ControlShuffleOracle, PermutesTheRegion) {
  expect_control("control.shuffle", [](std::vector<double> before, std::vector<double> after) {
    EXPECT_NE(before, after);
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    EXPECT_EQ(before, after);
  });
}

// oracle: every voxel is as likely to end at any place: over 2000 repetitions of 4 voxels, each of the 24
// permutations within 4.5 standard errors.
TEST(ControlShuffleOracle, PermutationsAreUniform) {
  const Lattice four = lattice_of({4, 1, 1}, {1, 1, 1});
  Volume image(four);
  image.voxels = {1, 2, 3, 4};
  std::map<std::vector<float>, int> seen;
  for (std::uint32_t r = 0; r < 2000; ++r)
    ++seen[changed("control.shuffle", image, Mask(four, 1), {}, r).image.voxels];
  EXPECT_EQ(seen.size(), 24u);
  const double expected = 2000.0 / 24;
  for (const auto& [order, n] : seen) EXPECT_NEAR(n, expected, 4.5 * std::sqrt(expected * 23 / 24));
}

TEST(ControlShuffleMechanics, RefusesWhatItCannotDo) {
  expect_control_refuses("control.shuffle");
}

}  // namespace
}  // namespace radgauge
