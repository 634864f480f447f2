// oracle: every texture matrix against a count by its definition, and features of all aggregations computed
// from those matrices by their formulas.
#include "core/error.h"
#include "reference/extractor.h"
#include "reference/features/border_distance.h"
#include "reference/features/glrlm.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/zones.h"
#include "reference/texture_brute_force.h"

namespace radgauge {
namespace {

using namespace testing;

struct Case {
  Index3 size;
  std::int64_t levels;
  std::int64_t offset;
  double inside;
  std::int64_t lowest;
};

/// All kinds: one level, two, many, more than fit in a byte; holes; isolated voxels; one slice, line, voxel;
/// an intensity mask that is not the morphological mask; runs of more than 255; long runs of high levels,
/// which have no room in a table.
const std::vector<Case> kCases{
    {{6, 5, 4}, 1, 0, 0.8, 1},   {{6, 5, 4}, 2, 0, 0.5, 1},      {{7, 6, 5}, 8, 0, 0.7, 1},
    {{7, 6, 5}, 4, 0, 0.9, 2},   {{9, 8, 7}, 3, 0, 1, 2},        {{5, 5, 5}, 40, 0, 0.9, 5},
    {{8, 7, 1}, 6, 0, 0.8, 1},   {{1, 1, 9}, 3, 0, 1, 1},        {{1, 1, 1}, 4, 0, 1, 1},
    {{6, 6, 6}, 300, 0, 0.9, 1}, {{4, 4, 4}, 5, 0, 0.1, 1},      {{300, 2, 2}, 1, 0, 0.999, 1},
    {{6, 5, 8}, 2, 30000, 1, 1}, {{12, 3, 3}, 1, 65534, 0.9, 1}, {{9, 9, 9}, 2, 253, 0.9, 1}};

LevelRegion region_of(const Case& c, std::uint32_t seed) {
  return random_region(c.size, c.levels, c.offset, c.inside, c.lowest, seed);
}

ExtractionSettings settings_of(const LevelRegion& r, const std::string& families) {
  ExtractionSettings s;
  s.families = families;
  s.discretisation = Discretisation::none;
  s.aggregation = Aggregation::all;
  s.resegmentation_lower = static_cast<double>(r.lowest);
  return s;
}

struct Prepared {
  Roi roi;
  Levels levels;
};
Prepared prepare(const LevelRegion& r, std::int64_t padding = 1) {
  const ExtractionSettings s = settings_of(r, "all");
  Prepared made;
  made.roi = cut_roi(r.image, r.mask);
  made.levels = discretise(made.roi, resegment(made.roi, s.resegmentation_lower, 1e9, 0), s);
  if (padding > 1) made.levels = repadded(made.levels, padding);
  return made;
}

/// Matrices of a family by brute force: per slice and direction, and per direction of the volume.
struct Expected {
  std::vector<std::vector<Counted>> slices;
  std::vector<Counted> volume;
};

template <class Slice, class Volume>
Expected expected_of(const LevelRegion& r, Slice slice, Volume volume, std::size_t plane_directions,
                     std::size_t directions) {
  Expected e;
  for (std::int64_t z = 0; z < r.size(2); ++z) {
    std::vector<Counted>& tables = e.slices.emplace_back();
    for (std::size_t d = 0; d < plane_directions; ++d) tables.push_back(slice(d, z));
    if (tables[0].matrix.empty()) e.slices.pop_back();
  }
  for (std::size_t d = 0; d < directions; ++d) e.volume.push_back(volume(d));
  return e;
}

Matrix to_matrix(const std::vector<LevelSize>& entries) {
  Matrix m;
  for (const LevelSize& e : entries) {
    const auto [at, fresh] = m.insert({{static_cast<int>(e.level), static_cast<int>(e.size)}, e.count});
    EXPECT_TRUE(fresh) << "entries are unique";
  }
  return m;
}

/// Compares the builder's tables of all slices that hold a voxel, and of the volume.
template <class Builder, class ToEntries>
void compare_tables(const Builder& builder, const Levels& levels, const Expected& expected,
                    ToEntries entries) {
  using Counts = decltype(builder.make());
  std::vector<Counts> all(Builder::kVolume, builder.make());
  std::size_t at = 0;
  for (std::int64_t z = 0; z < levels.slices(); ++z) {
    std::vector<Counts> tables(Builder::kSlice, builder.make());
    builder.slice(z, std::span<Counts>(tables));
    for (std::size_t d = 0; d < Builder::kShared; ++d) all[d].add(tables[d]);
    if (tables[0].empty()) continue;
    ASSERT_LT(at, expected.slices.size());
    for (std::size_t d = 0; d < tables.size(); ++d)
      EXPECT_EQ(to_matrix(entries(tables[d])), expected.slices[at][d].matrix) << "slice " << z << ", " << d;
    ++at;
  }
  EXPECT_EQ(at, expected.slices.size());
  builder.volume(std::span<Counts>(all).subspan(Builder::kShared));
  for (std::size_t d = 0; d < all.size(); ++d)
    EXPECT_EQ(to_matrix(entries(all[d])), expected.volume[d].matrix) << "volume, " << d;
}

/// Features of one matrix from their formulas.
constexpr std::size_t kFormulas = 7;
std::array<double, kFormulas> formulas(const Counted& c) {
  double total = 0, mean = 0;
  for (const auto& [key, n] : c.matrix) total += n;
  for (const auto& [key, n] : c.matrix) mean += key.second * n / total;
  double small = 0, large_low = 0, small_high = 0, variance = 0, entropy = 0;
  std::map<int, double> by_level;
  for (const auto& [key, n] : c.matrix) {
    const double i = key.first, j = key.second;
    small += n / (j * j) / total;
    large_low += n * j * j / (i * i) / total;
    small_high += n * i * i / (j * j) / total;
    variance += n * (j - mean) * (j - mean) / total;
    entropy -= n / total * std::log2(n / total);
    by_level[key.first] += n;
  }
  double non_uniformity = 0;
  for (const auto& [level, n] : by_level) non_uniformity += n * n / total;
  return {small, large_low, small_high, non_uniformity, total / c.voxels, variance, entropy};
}
using Tags = std::array<const char*, kFormulas>;

/// Mean of the formulas over the matrices.
std::array<double, kFormulas> mean_of(const std::vector<Counted>& matrices) {
  std::array<double, kFormulas> mean{};
  for (const Counted& c : matrices)
    for (std::size_t f = 0; f < kFormulas; ++f)
      mean[f] += formulas(c)[f] / static_cast<double>(matrices.size());
  return mean;
}

/// The matrices of each aggregation, by the suffix of its features.
std::map<std::string, std::vector<Counted>> aggregated(const Expected& e,
                                                       const std::vector<double>& weights) {
  const auto merged = [&](const std::vector<Counted>& tables) {
    Counted sum;
    for (std::size_t d = 0; d < tables.size(); ++d) sum.add(tables[d], weights[d]);
    return sum;
  };
  std::map<std::string, std::vector<Counted>> groups;
  std::vector<Counted> plane(e.slices[0].size());
  for (const auto& tables : e.slices) {
    groups["2D_avg"].insert(groups["2D_avg"].end(), tables.begin(), tables.end());
    groups["2D_comb"].push_back(merged(tables));
    for (std::size_t d = 0; d < tables.size(); ++d) plane[d].add(tables[d], 1);
  }
  groups["2_5D_avg"] = plane;
  groups["2_5D_comb"] = {merged(plane)};
  groups["3D_avg"] = e.volume;
  groups["3D_comb"] = {merged(e.volume)};
  if (e.volume.size() > 1) return groups;
  return {{"2D", groups["2D_comb"]}, {"2_5D", groups["2_5D_comb"]}, {"3D", groups["3D_comb"]}};
}

void compare_features(const LevelRegion& r, const ExtractionSettings& s, const Expected& e, const Tags& tags,
                      const std::vector<double>& weights) {
  const FeatureVector values = extract(r.image, r.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  for (const auto& [suffix, matrices] : aggregated(e, weights)) {
    const auto expected = mean_of(matrices);
    for (std::size_t f = 0; f < kFormulas; ++f) {
      const std::string tag = std::string(tags[f]) + "_" + suffix;
      const auto at =
          std::find_if(list.begin(), list.end(), [&](const FeatureInfo& i) { return i.tag == tag; });
      ASSERT_NE(at, list.end()) << tag;
      const FeatureValue& value = values[static_cast<std::size_t>(at - list.begin())];
      ASSERT_EQ(value.status, Status::ok) << tag;
      EXPECT_NEAR(value.value, expected[f], 1e-11 * std::max(1.0, std::abs(expected[f]))) << tag;
    }
  }
}

constexpr Tags kRunTags{"rlm_sre",    "rlm_lrlge",  "rlm_srhge",  "rlm_glnu",
                        "rlm_r_perc", "rlm_rl_var", "rlm_rl_entr"};
constexpr Tags kSizeTags{"szm_sze",    "szm_lzlge",  "szm_szhge",  "szm_glnu",
                         "szm_z_perc", "szm_zs_var", "szm_zs_entr"};
constexpr Tags kDistanceTags{"dzm_sde",    "dzm_ldlge",  "dzm_sdhge",  "dzm_glnu",
                             "dzm_z_perc", "dzm_zd_var", "dzm_zd_entr"};
constexpr Tags kDependenceTags{"ngl_lde",     "ngl_hdlge",  "ngl_ldhge",  "ngl_glnu",
                               "ngl_dc_perc", "ngl_dc_var", "ngl_dc_entr"};

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
    const Prepared p = prepare(r);
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

TEST(ZoneOracle, EqualsFloodingUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases) {
    SCOPED_TRACE("case " + std::to_string(seed));
    const LevelRegion r = region_of(c, seed++);
    const Prepared p = prepare(r);
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

TEST(NgldmOracle, EqualsABruteForceCountUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases)
    for (const auto& [distance, coarseness] : {std::pair{1, 0}, {1, 2}, {2, 0}, {3, 1}}) {
      SCOPED_TRACE("case " + std::to_string(seed) + ", distance " + std::to_string(distance));
      const LevelRegion r = region_of(c, seed++);
      const Prepared p = prepare(r, distance);
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

void expect_tones(const NgtdmBuilder& builder, const ToneCounts& counts, const Tones& expected) {
  const Ngtdm m = builder.matrix(std::span(&counts, 1));
  ASSERT_EQ(m.levels.size(), expected.size());
  std::size_t i = 0;
  for (const auto& [level, tone] : expected) {
    EXPECT_EQ(m.levels[i].level, level);
    EXPECT_EQ(m.levels[i].count, tone.first);
    EXPECT_NEAR(m.levels[i].difference, tone.second, 1e-12 * std::max(1.0, tone.second));
    ++i;
  }
}

TEST(NgtdmOracle, EqualsABruteForceCount) {
  std::uint32_t seed = 1;
  for (const Case& c : kCases)
    for (const std::int64_t distance : {1, 2, 3}) {
      SCOPED_TRACE("case " + std::to_string(seed) + ", distance " + std::to_string(distance));
      const LevelRegion r = region_of(c, seed++);
      const Prepared p = prepare(r, distance);
      const NgtdmBuilder builder(p.levels, distance);
      std::vector<ToneCounts> counts(1, builder.make());
      builder.volume(counts);
      expect_tones(builder, counts[0], tones(r, distance, false, 0, r.size(2)));
      counts[0].clear();
      for (std::int64_t z = 0; z < p.levels.slices(); ++z) builder.slice(z, counts);
      expect_tones(builder, counts[0], tones(r, distance, true, 0, r.size(2)));
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

// invariant: shifting all levels leaves what depends on sizes only; reversing their order swaps nothing there
// either (zones, runs and dependences know levels as labels).
TEST(TextureInvariant, SizesDoNotDependOnTheNamesOfLevels) {
  const LevelRegion r = random_region({9, 8, 7}, 6, 0, 0.8, 1, 21);
  LevelRegion other = r;
  constexpr std::array<float, 7> kNames{0, 41, 3, 700, 12, 1, 90};
  for (float& v : other.image.voxels) v = kNames[static_cast<std::size_t>(v)];
  const ExtractionSettings s = settings_of(r, "rlm+szm+dzm+ngl");
  const FeatureVector a = extract(r.image, r.mask, std::span(&s, 1))[0];
  const FeatureVector b = extract(other.image, other.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  int compared = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string& name = list[i].name;
    const bool of_levels = (name.find("grey level") != std::string::npos ||
                            name.find("Grey level variance") != std::string::npos);
    if (of_levels) continue;
    ++compared;
    EXPECT_NEAR(a[i].value, b[i].value, 1e-12 * std::max(1.0, a[i].value)) << list[i].tag;
  }
  EXPECT_GT(compared, 100);
}

}  // namespace
}  // namespace radgauge
