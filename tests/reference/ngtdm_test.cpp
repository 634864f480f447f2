// oracle: grey tone difference matrices against a count by the definition, and their features from their
// formulas.
#include "reference/features/neighbourhood.h"
#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

TEST(NgtdmOracle, EqualsABruteForceCount) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases)
    for (const std::int64_t distance : {1, 2, 3}) {
      SCOPED_TRACE("case " + std::to_string(seed) + ", distance " + std::to_string(distance));
      const LevelRegion r = region_of(c, seed++);
      const PreparedLevels p = prepare_levels(r, distance);
      const NgtdmBuilder builder(p.levels, distance);
      std::vector<ToneCounts> counts(1, builder.make());
      builder.volume(counts);
      expect_tones(builder.matrix(counts), tones(r, distance, false, 0, r.size(2)));
      counts[0].clear();
      builder.slices(0, p.levels.slices(), counts);
      expect_tones(builder.matrix(counts), tones(r, distance, true, 0, r.size(2)));
    }
}

/// Features straight from the double sums of the manual.
std::map<std::string, double> tone_formulas(const Tones& tones) {
  double n = 0, levels = 0, weighted = 0, differences = 0;
  for (const auto& [i, t] : tones) n += t.first;
  for (const auto& [i, t] : tones) {
    ++levels;
    weighted += t.first / n * t.second;
    differences += t.second;
  }
  double contrast = 0, busy = 0, complexity = 0, strength = 0;
  for (const auto& [i, a] : tones)
    for (const auto& [j, b] : tones) {
      const double p = a.first / n, q = b.first / n, apart = i - j;
      contrast += p * q * apart * apart;
      busy += std::abs(i * p - j * q);
      complexity += std::abs(apart) * (p * a.second + q * b.second) / (p + q) / n;
      strength += (p + q) * apart * apart;
    }
  return {{"ngt_coarseness", std::min(1e6, 1 / weighted)},
          {"ngt_contrast", levels > 1 ? contrast / (levels * (levels - 1)) * differences / n : 0},
          {"ngt_busyness", levels > 1 ? weighted / busy : 0},
          {"ngt_complexity", complexity},
          {"ngt_strength", differences > 0 ? strength / differences : 0}};
}

TEST(NgtdmOracle, FeaturesEqualTheDoubleSums) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases) {
    SCOPED_TRACE("case " + std::to_string(seed));
    const LevelRegion r = region_of(c, seed++);
    const ExtractionSettings s = settings_of(r, "ngt");
    const FeatureVector values = extract(r.image, r.mask, std::span(&s, 1))[0];
    const std::vector<FeatureInfo> list = feature_list(s);
    std::map<std::string, std::vector<Tones>> groups;
    for (std::int64_t z = 0; z < r.size(2); ++z)
      if (const Tones t = tones(r, 1, true, z, z + 1); !t.empty()) groups["2D"].push_back(t);
    groups["2_5D"] = {tones(r, 1, true, 0, r.size(2))};
    groups["3D"] = {tones(r, 1, false, 0, r.size(2))};
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::vector<Tones>& matrices = groups[list[i].aggregation];
      if (matrices.empty() || matrices[0].empty()) {
        EXPECT_EQ(values[i].status, Status::degenerate) << list[i].tag;
        EXPECT_FALSE(values[i].reason.empty());
        continue;
      }
      double mean = 0, n = 0;
      for (const Tones& t : matrices) {
        const double value = tone_formulas(t).at(list[i].tag.substr(0, list[i].tag.find('_', 4)));
        if (!std::isfinite(value)) continue;
        mean += value;
        ++n;
      }
      if (n == 0) {
        EXPECT_NE(values[i].status, Status::ok) << list[i].tag;
        continue;
      }
      ASSERT_EQ(values[i].status, Status::ok) << list[i].tag;
      EXPECT_NEAR(values[i].value, mean / n, 1e-10 * std::max(1.0, mean / n)) << list[i].tag;
    }
  }
}

}  // namespace
}  // namespace radgauge
