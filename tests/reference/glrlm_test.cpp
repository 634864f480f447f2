// oracle: run length matrices against a count by the definition, and their features from their formulas.
#include "reference/features/glrlm.h"

#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

constexpr Tags kRunTags{"rlm_sre",    "rlm_lrlge",  "rlm_srhge",  "rlm_glnu",
                        "rlm_r_perc", "rlm_rl_var", "rlm_rl_entr"};

Expected expected_runs(const LevelRegion& r) {
  const std::vector<Index3> steps = half_of_the_neighbours();
  // In slices a run is along one direction; the order of directions is not compared, only the sets.
  return expected_of(
      r, [&](std::size_t d, std::int64_t z) { return runs_along(r, steps[d], z, z + 1); },
      [&](std::size_t d) { return runs_along(r, steps[d], 0, r.size(2)); }, 4, 13);
}

TEST(GlrlmOracle, EqualsABruteForceCountUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases) {
    SCOPED_TRACE("case " + std::to_string(seed));
    const LevelRegion r = region_of(c, seed++);
    const PreparedLevels p = prepare_levels(r);
    Expected e = expected_runs(r);
    const GlrlmBuilder builder(p.levels, Weighting::none);
    // The builder's order of directions.
    const std::vector<Index3> steps = half_of_the_neighbours();
    Expected ordered = e;
    for (std::size_t d = 0; d < kDirections.size(); ++d) {
      const auto same =
          static_cast<std::size_t>(std::find(steps.begin(), steps.end(), kDirections[d]) - steps.begin());
      ASSERT_LT(same, steps.size());
      ordered.volume[d] = e.volume[same];
      for (std::size_t z = 0; d < 4 && z < e.slices.size(); ++z) ordered.slices[z][d] = e.slices[z][same];
    }
    compare_tables(builder, p.levels, ordered, [](const RunCounts& counts) {
      std::vector<LevelSize> entries;
      counts.append(1, entries);
      return entries;
    });
    compare_features(r, settings_of(r, "rlm"), e, kRunTags, std::vector<double>(13, 1));
  }
}

TEST(GlrlmOracle, WeightsMultiplyTheCountsThatAreMerged) {
  const LevelRegion r = random_region({7, 6, 5}, 4, 0, 0.9, 1, 77);
  for (const Weighting norm : {Weighting::chebyshev, Weighting::manhattan, Weighting::euclidean}) {
    ExtractionSettings s = settings_of(r, "rlm");
    s.rlm_weighting = norm;
    std::vector<double> weights;
    for (const Index3& step : half_of_the_neighbours()) {
      const auto axes = static_cast<double>(std::abs(step[0]) + std::abs(step[1]) + std::abs(step[2]));
      weights.push_back(norm == Weighting::chebyshev   ? 1
                        : norm == Weighting::manhattan ? 1 / axes
                                                       : 1 / std::sqrt(axes));
    }
    compare_features(r, s, expected_runs(r), kRunTags, weights);
  }
}

}  // namespace
}  // namespace radgauge
