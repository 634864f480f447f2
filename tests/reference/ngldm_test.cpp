// oracle: grey level dependence matrices against a count by the definition, and their features from their
// formulas.
#include "reference/features/neighbourhood.h"
#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

constexpr Tags kDependenceTags{"ngl_lde",     "ngl_hdlge",  "ngl_ldhge",  "ngl_glnu",
                               "ngl_dc_perc", "ngl_dc_var", "ngl_dc_entr"};

TEST(NgldmOracle, EqualsABruteForceCountUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases)
    for (const auto& [distance, coarseness] : {std::pair{1, 0}, {1, 2}, {2, 0}, {3, 1}}) {
      SCOPED_TRACE("case " + std::to_string(seed) + ", distance " + std::to_string(distance));
      const LevelRegion r = region_of(c, seed++);
      const PreparedLevels p = prepare_levels(r, distance);
      const std::int64_t reach = distance;
      const int apart = coarseness;
      const Expected e = expected_of(
          r, [&](std::size_t, std::int64_t z) { return dependences(r, reach, apart, true, z, z + 1); },
          [&](std::size_t) { return dependences(r, reach, apart, false, 0, r.size(2)); }, 1, 1);
      compare_tables(NgldmBuilder(p.levels, distance, coarseness), p.levels, e,
                     [](const LevelCounts& counts) {
                       std::vector<LevelSize> entries;
                       counts.each([&](std::size_t level, std::size_t dependence, std::uint64_t n) {
                         entries.push_back({static_cast<std::uint32_t>(level),
                                            static_cast<std::uint32_t>(dependence), static_cast<double>(n)});
                       });
                       return entries;
                     });
      ExtractionSettings s = settings_of(r, "ngl");
      s.ngl_distance = distance;
      s.ngl_coarseness = coarseness;
      compare_features(r, s, e, kDependenceTags, {1});
    }
}

}  // namespace
}  // namespace radgauge
