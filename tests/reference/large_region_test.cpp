// oracle: matrices of regions with more voxels, longer runs and higher levels than the tables of 16 bits hold
// at a time. A box of one level has a count by hand along every direction.
#include "reference/features/glcm.h"
#include "reference/features/glrlm.h"
#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

/// Pairs of neighbours along a direction within the box.
std::int64_t pairs_in(const Index3& size, const Index3& step) {
  std::int64_t pairs = 1;
  for (std::size_t a = 0; a < 3; ++a) pairs *= size[a] - std::abs(step[a]);
  return pairs;
}

/// Voxels of the longest run along a direction.
std::int64_t longest_run(const Index3& size, const Index3& step) {
  std::int64_t longest = std::numeric_limits<std::int64_t>::max();
  for (std::size_t a = 0; a < 3; ++a)
    if (step[a] != 0) longest = std::min(longest, size[a]);
  return longest;
}

class OneLevelOracle : public ::testing::TestWithParam<std::tuple<Index3, std::int64_t>> {
 protected:
  const Index3 size_ = std::get<0>(GetParam());
  const std::int64_t level_ = std::get<1>(GetParam());
  const LevelRegion region_{Volume(unit_lattice(size_), static_cast<float>(level_)),
                            Mask(unit_lattice(size_), 1)};
  const PreparedLevels prepared_ = prepare_levels(region_);
};

template <class Counts, class Builder>
std::vector<Counts> count_all(const Builder& builder, const Levels& levels) {
  std::vector<Counts> counts(Builder::kVolume, builder.make());
  builder.slices(0, levels.slices(), std::span(counts).first(Builder::kSlice));
  builder.volume(std::span(counts).subspan(Builder::kShared));
  return counts;
}

TEST_P(OneLevelOracle, PairsAreThoseOfABox) {
  const GlcmBuilder builder(prepared_.levels, 1, Weighting::none);
  const auto counts = count_all<PairCounts>(builder, prepared_.levels);
  for (std::size_t d = 0; d < kDirections.size(); ++d) {
    ASSERT_TRUE(counts[d].is_dense());
    const std::size_t stride = counts[d].stride();
    for (std::size_t i = 1; i < stride; ++i)
      for (std::size_t j = 1; j < stride; ++j) {
        const bool both = static_cast<std::int64_t>(i) == level_ && static_cast<std::int64_t>(j) == level_;
        EXPECT_EQ(counts[d].table()[i * stride + j], both ? pairs_in(size_, kDirections[d]) : 0);
      }
  }
}

TEST_P(OneLevelOracle, RunsAreThoseOfABox) {
  const GlrlmBuilder builder(prepared_.levels, Weighting::none);
  const auto counts = count_all<RunCounts>(builder, prepared_.levels);
  const std::int64_t voxels = size_[0] * size_[1] * size_[2];
  for (std::size_t d = 0; d < kDirections.size(); ++d) {
    std::vector<LevelSize> entries;
    counts[d].append(1, entries);
    double runs = 0, covered = 0;
    std::uint32_t longest = 0;
    for (const LevelSize& e : entries) {
      EXPECT_EQ(e.level, level_);
      runs += e.count;
      covered += e.count * e.size;
      longest = std::max(longest, e.size);
    }
    EXPECT_EQ(covered, voxels);
    EXPECT_EQ(runs, voxels - pairs_in(size_, kDirections[d])) << "every pair continues a run";
    EXPECT_EQ(longest, longest_run(size_, kDirections[d]));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Boxes, OneLevelOracle,
    ::testing::Combine(::testing::Values(Index3{31, 31, 31}, Index3{40, 50, 60}, Index3{110, 40, 30},
                                         Index3{254, 40, 20}, Index3{255, 40, 20}, Index3{300, 20, 20},
                                         Index3{20, 256, 20}, Index3{9, 20, 520}, Index3{270, 270, 3}),
                       ::testing::Values(1, 15, 16, 39, 40, 63, 64)));

}  // namespace
}  // namespace radgauge
