#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "reference/extractor.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/size_matrix.h"
#include "reference/preprocessing/roi.h"
#include "reference/texture_brute_force.h"

/// Comparison of a texture family with the brute-force count, in all aggregations: the tables of its builder,
/// and its features computed from the counted matrices by their formulas.
namespace radgauge::testing {

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
inline const std::vector<Case> kCases{
    {{6, 5, 4}, 1, 0, 0.8, 1},   {{6, 5, 4}, 2, 0, 0.5, 1},      {{7, 6, 5}, 8, 0, 0.7, 1},
    {{7, 6, 5}, 4, 0, 0.9, 2},   {{9, 8, 7}, 3, 0, 1, 2},        {{5, 5, 5}, 40, 0, 0.9, 5},
    {{8, 7, 1}, 6, 0, 0.8, 1},   {{1, 1, 9}, 3, 0, 1, 1},        {{1, 1, 1}, 4, 0, 1, 1},
    {{6, 6, 6}, 300, 0, 0.9, 1}, {{4, 4, 4}, 5, 0, 0.1, 1},      {{300, 2, 2}, 1, 0, 0.999, 1},
    {{6, 5, 8}, 2, 30000, 1, 1}, {{12, 3, 3}, 1, 65534, 0.9, 1}, {{9, 9, 9}, 2, 253, 0.9, 1}};

inline LevelRegion region_of(const Case& c, std::uint32_t seed) {
  return random_region(c.size, c.levels, c.offset, c.inside, c.lowest, seed);
}

inline ExtractionSettings settings_of(const LevelRegion& r, const std::string& families) {
  ExtractionSettings s;
  s.families = families;
  s.discretisation = Discretisation::none;
  s.aggregation = Aggregation::all;
  s.resegmentation_lower = static_cast<double>(r.lowest);
  return s;
}

struct PreparedLevels {
  reference::Roi roi;
  reference::Levels levels;
};
inline PreparedLevels prepare_levels(const LevelRegion& r, std::int64_t padding = 1) {
  const ExtractionSettings s = settings_of(r, "all");
  PreparedLevels made;
  made.roi = reference::cut_roi(r.image, r.mask);
  made.levels =
      reference::discretise(made.roi, reference::resegment(made.roi, s.resegmentation_lower, 1e9, 0), s);
  if (padding > 1) made.levels = reference::repadded(made.levels, padding);
  return made;
}

inline void expect_tones(const reference::Ngtdm& m, const Tones& expected) {
  ASSERT_EQ(m.levels.size(), expected.size());
  std::size_t i = 0;
  for (const auto& [level, tone] : expected) {
    EXPECT_EQ(m.levels[i].level, level);
    EXPECT_EQ(m.levels[i].count, tone.first);
    EXPECT_NEAR(m.levels[i].difference, tone.second, 1e-12 * std::max(1.0, tone.second));
    ++i;
  }
}

/// Matrices of a family by brute force: per slice and direction, and per direction of the volume.
struct Expected {
  std::vector<std::vector<Counted>> slices;
  std::vector<Counted> volume;
};

template <class Slice, class Volume>
inline Expected expected_of(const LevelRegion& r, Slice slice, Volume volume, std::size_t plane_directions,
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

inline Matrix to_matrix(const std::vector<reference::LevelSize>& entries) {
  Matrix m;
  for (const reference::LevelSize& e : entries) {
    const auto [at, fresh] = m.insert({{static_cast<int>(e.level), static_cast<int>(e.size)}, e.count});
    EXPECT_TRUE(fresh) << "entries are unique";
  }
  return m;
}

/// Compares the builder's tables of all slices that hold a voxel, and of the volume.
template <class Builder, class ToEntries>
inline void compare_tables(const Builder& builder, const reference::Levels& levels, const Expected& expected,
                           ToEntries entries) {
  using Counts = decltype(builder.make());
  std::vector<Counts> all(Builder::kVolume, builder.make());
  std::size_t at = 0;
  for (std::int64_t z = 0; z < levels.slices(); ++z) {
    std::vector<Counts> tables(Builder::kSlice, builder.make());
    builder.slices(z, z + 1, std::span<Counts>(tables));
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
inline std::array<double, kFormulas> formulas(const Counted& c) {
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
inline std::array<double, kFormulas> mean_of(const std::vector<Counted>& matrices) {
  std::array<double, kFormulas> mean{};
  for (const Counted& c : matrices)
    for (std::size_t f = 0; f < kFormulas; ++f)
      mean[f] += formulas(c)[f] / static_cast<double>(matrices.size());
  return mean;
}

/// The matrices of each aggregation, by the suffix of its features.
inline std::map<std::string, std::vector<Counted>> aggregated(const Expected& e,
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

inline void compare_features(const LevelRegion& r, const ExtractionSettings& s, const Expected& e,
                             const Tags& tags, const std::vector<double>& weights) {
  const FeatureVector values = reference::extract(r.image, r.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = reference::feature_list(s);
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

}  // namespace radgauge::testing
