// oracle: size zone and distance zone matrices against a count by the definition, and their features from
// their formulas.
#include "reference/features/border_distance.h"
#include "reference/features/zones.h"
#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

constexpr Tags kSizeTags{"szm_sze",    "szm_lzlge",  "szm_szhge",  "szm_glnu",
                         "szm_z_perc", "szm_zs_var", "szm_zs_entr"};
constexpr Tags kDistanceTags{"dzm_sde",    "dzm_ldlge",  "dzm_sdhge",  "dzm_glnu",
                             "dzm_z_perc", "dzm_zd_var", "dzm_zd_entr"};

TEST(ZoneOracle, EqualsFloodingUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases) {
    SCOPED_TRACE("case " + std::to_string(seed));
    const LevelRegion r = region_of(c, seed++);
    const PreparedLevels p = prepare_levels(r);
    const auto part = [&](auto member) {
      return expected_of(
          r, [&](std::size_t, std::int64_t z) { return zones_of(r, true, z, z + 1).*member; },
          [&](std::size_t) { return zones_of(r, false, 0, r.size(2)).*member; }, 1, 1);
    };
    using Both = std::pair<Counted, Counted>;
    const Expected sizes = part(&Both::first);
    const Expected distances = part(&Both::second);
    const ZoneMaps maps = find_zones(p.roi, p.levels, Aggregation::all);
    compare_tables(SizeZoneBuilder(maps), p.levels, sizes, [](const ZoneCounts& z) { return z.by_size(); });
    compare_tables(DistanceZoneBuilder(maps), p.levels, distances,
                   [](const ZoneCounts& z) { return z.by_distance(); });
    compare_features(r, settings_of(r, "szm"), sizes, kSizeTags, {1});
    compare_features(r, settings_of(r, "dzm"), distances, kDistanceTags, {1});
  }
}

TEST(BorderDistanceOracle, EqualsTheNumberOfErosions) {
  for (const double inside : {0.3, 0.9, 0.99, 1.0}) {
    const LevelRegion r = random_region({13, 11, 9}, 2, 0, inside, 1, 5);
    const Roi roi = cut_roi(r.image, r.mask);
    ASSERT_EQ(roi.size, r.image.lattice.size);
    for (const bool by_slice : {true, false}) {
      const auto expected = erosions(r, by_slice);
      const std::vector<std::uint16_t> found = border_distance(roi, by_slice);
      for (std::int64_t z = 0; z < 9; ++z)
        for (std::int64_t y = 0; y < 11; ++y)
          for (std::int64_t x = 0; x < 13; ++x) {
            const auto at = expected.find({x, y, z});
            EXPECT_EQ(found[static_cast<std::size_t>(x + 1 + 15 * (y + 1 + 13 * (z + 1)))],
                      at == expected.end() ? 0 : at->second);
          }
    }
  }
}

}  // namespace
}  // namespace radgauge
