// oracle: runs, zones on a line, dependences and tone differences of independent voxels in closed form.
#include "reference/features/glrlm.h"
#include "reference/features/neighbourhood.h"
#include "reference/independent_voxels.h"
#include "reference/measured.h"
#include "reference/preprocessing/roi.h"
#include "reference/z_test.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

/// Expected number of runs of one level, of probability p, with r of the voxels of a row. Within a long row
/// it is the number of voxels times (1 - p)^2 p^r, so a run has length r with probability p^(r - 1) (1 - p).
double expected_runs(double p, std::int64_t r, std::int64_t row) {
  if (r > row) return 0;
  if (r == row) return std::pow(p, r);
  return std::pow(p, r) * (1 - p) * (2 + static_cast<double>(row - r - 1) * (1 - p));
}

// The matrix of one direction in long rows.
TEST(IndependentVoxelsOracle, LengthsOfRunsAreGeometric) {
  constexpr std::int64_t kRow = 500, kRows = 24, kLongest = 6;
  const Mask mask(unit_lattice({kRow, 6, 4}), 1);
  ZTest z;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Volume image = independent_levels(mask, seed);
    const Roi roi = cut_roi(image, mask);
    const Levels levels = discretise(roi, resegment(roi, -1e9, 1e9, 0), levels_as_they_are("rlm"));
    const GlrlmBuilder builder(levels, Weighting::none);
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> counts;
    for (std::int64_t slice = 0; slice < 4; ++slice) {
      std::vector<RunCounts> tables(GlrlmBuilder::kSlice, builder.make());
      builder.slices(slice, slice + 1, tables);
      std::vector<LevelSize> entries;
      tables[0].append(1, entries);
      for (const LevelSize& e : entries) counts[{e.level, e.size}] += e.count;
    }
    for (std::uint32_t level = 1; level <= 3; ++level) {
      double runs = 0;
      for (const auto& [key, n] : counts)
        if (key.first == level) runs += n;
      for (std::uint32_t r = 1; r <= kLongest; ++r) {
        const std::string cell = std::to_string(level) + ", " + std::to_string(r);
        z.add("count " + cell, counts[{level, r}]);
        z.add("share " + cell, counts[{level, r}] / runs);
      }
    }
  }
  for (std::size_t level = 1; level <= 3; ++level)
    for (std::int64_t r = 1; r <= kLongest; ++r) {
      const double p = kProbabilities[level - 1];
      const std::string cell = std::to_string(level) + ", " + std::to_string(r);
      z.expect("count " + cell, kRows * expected_runs(p, r, kRow), 8);
      const double geometric = std::pow(p, r - 1) * (1 - p);
      EXPECT_NEAR(expected_runs(p, r, 1000000) / 1e6, (1 - p) * p * geometric, 1e-5)
          << "the limit of the count";
      if (p < 0.5) z.expect("share " + cell, geometric, 0.004);
    }
}

/// Rows of the mask along a direction, within a range of slices: length -> number.
std::map<std::int64_t, double> rows_of(const Mask& mask, const Index3& step) {
  std::map<std::int64_t, double> rows;
  for_inside(mask, 0, mask.lattice.size[2], [&](const Index3& p) {
    if (inside(mask, moved(p, step, -1))) return;
    std::int64_t length = 1;
    while (inside(mask, moved(p, step, length))) ++length;
    ++rows[length];
  });
  return rows;
}

/// Weights of a level i and a size r, by what follows the family in the tag.
using SizeWeights = std::map<std::string, std::function<double(double, double)>>;
/// Named in the order of the manual: small, large, low, high, small low, small high, large low, large high.
SizeWeights size_weights(const std::array<const char*, 8>& names) {
  constexpr std::array<std::array<int, 2>, 8> kPowers{
      // of i and r
      {{0, -2}, {0, 2}, {-2, 0}, {2, 0}, {-2, -2}, {2, -2}, {-2, 2}, {2, 2}}};
  SizeWeights named;
  for (std::size_t k = 0; k < names.size(); ++k)
    named[names[k]] = [powers = kPowers[k]](double i, double r) {
      return std::pow(i, powers[0]) * std::pow(r, powers[1]);
    };
  return named;
}

/// Expected sum of a weight over the runs of rows.
double expected_sum(const std::map<std::int64_t, double>& rows,
                    const std::function<double(double, double)>& weight) {
  double sum = 0;
  for (std::size_t level = 1; level <= kProbabilities.size(); ++level)
    for (const auto& [row, number] : rows)
      for (std::int64_t r = 1; r <= row; ++r)
        sum += number * expected_runs(kProbabilities[level - 1], r, row) *
               weight(static_cast<double>(level), static_cast<double>(r));
  return sum;
}

/// Emphases times the percentage of a merged matrix are sums over its runs or zones, divided by the voxels:
/// they have no bias, whatever the region.
void compare_emphases(const Mask& mask, const std::string& family, const std::string& percentage,
                      const SizeWeights& weights, const std::string& aggregation,
                      const std::vector<std::map<std::int64_t, double>>& rows) {
  const ExtractionSettings s = levels_as_they_are(family);
  const auto voxels = static_cast<double>(count(mask)) * static_cast<double>(rows.size());
  ZTest z;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto values = measure(independent_levels(mask, seed), mask, s);
    const double share = values.at(family + "_" + percentage + "_" + aggregation).value;
    z.add(percentage, share);
    for (const auto& [name, weight] : weights)
      z.add(name, share * values.at(family + "_" + name + "_" + aggregation).value);
  }
  SizeWeights all = weights;
  all[percentage] = [](double, double) { return 1; };
  for (const auto& [name, weight] : all) {
    SCOPED_TRACE(family + "_" + name + "_" + aggregation);
    double expected = 0;
    for (const auto& lengths : rows) expected += expected_sum(lengths, weight) / voxels;
    z.expect(name, expected, 0.01 * expected);
  }
}

TEST(IndependentVoxelsOracle, RunEmphases) {
  const Mask mask = disc_with_holes();
  const SizeWeights weights =
      size_weights({"sre", "lre", "lgre", "hgre", "srlge", "srhge", "lrlge", "lrhge"});
  std::vector<std::map<std::int64_t, double>> rows;
  for (const Index3& step : half_of_the_neighbours()) {
    rows.push_back(rows_of(mask, step));
    if (rows.size() == 4) compare_emphases(mask, "rlm", "r_perc", weights, "2_5D_comb", rows);
  }
  compare_emphases(mask, "rlm", "r_perc", weights, "3D_comb", rows);
}

// Along a line zones are runs.
TEST(IndependentVoxelsOracle, ZonesOfALine) {
  const SizeWeights weights =
      size_weights({"sze", "lze", "lgze", "hgze", "szlge", "szhge", "lzlge", "lzhge"});
  Mask line(unit_lattice({3000, 3, 3}));
  for (std::int64_t x = 0; x < 3000; ++x) line(x, 1, 1) = x % 53 != 0 ? 1 : 0;
  for (const char* aggregation : {"2D", "2_5D", "3D"})
    compare_emphases(line, "szm", "z_perc", weights, aggregation, {rows_of(line, {1, 0, 0})});
}

// A voxel of level i with d neighbours has 1 + Binomial(d, p_i) dependences; every voxel counts once, so no
// emphasis has a bias.
TEST(IndependentVoxelsOracle, DependenceEmphases) {
  const SizeWeights weights =
      size_weights({"lde", "hde", "lgce", "hgce", "ldlge", "ldhge", "hdlge", "hdhge"});
  const Mask mask = disc_with_holes();
  const ExtractionSettings s = levels_as_they_are("ngl");
  ZTest z;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    for (const auto& [tag, value] : measure(independent_levels(mask, seed), mask, s)) z.add(tag, value.value);
  for (const std::string aggregation : {"2D", "2_5D", "3D"}) {
    std::map<std::pair<std::int64_t, int>, double> voxels;  // by slice and number of neighbours
    for_inside(mask, 0, mask.lattice.size[2], [&](const Index3& p) {
      int neighbours = 0;
      for (const Index3& step : half_of_the_neighbours())
        if (aggregation == "3D" || step[2] == 0)
          for (const int sign : {-1, 1}) neighbours += inside(mask, moved(p, step, sign)) ? 1 : 0;
      ++voxels[{aggregation == "2D" ? p[2] : 0, neighbours}];
    });
    std::map<std::int64_t, double> total;
    for (const auto& [key, n] : voxels) total[key.first] += n;
    for (const auto& [name, weight] : weights) {
      double expected = 0;
      for (const auto& [key, n] : voxels)
        for (std::size_t level = 1; level <= kProbabilities.size(); ++level) {
          const double p = kProbabilities[level - 1];
          double chance = std::pow(1 - p, key.second);
          for (int k = 0; k <= key.second; ++k) {
            expected += p * chance * weight(static_cast<double>(level), k + 1) * n / total[key.first] /
                        static_cast<double>(total.size());
            chance *= p / (1 - p) * (key.second - k) / (k + 1);
          }
        }
      z.expect("ngl_" + name + "_" + aggregation, expected, 0.01 * expected);
    }
  }
}

// The differences of level i add up to the sum over voxels of p_i E|i - S / d|, S the sum of the levels of d
// neighbours: a convolution.
TEST(IndependentVoxelsOracle, ToneDifferences) {
  const Mask mask = disc_with_holes();
  std::map<int, double> voxels;  // by number of neighbours
  for_inside(mask, 0, mask.lattice.size[2], [&](const Index3& p) {
    int neighbours = 0;
    for (const Index3& step : half_of_the_neighbours())
      for (const int sign : {-1, 1}) neighbours += inside(mask, moved(p, step, sign)) ? 1 : 0;
    ++voxels[neighbours];
  });
  std::vector<double> sums{1};  // probabilities of the sum of no level
  std::map<std::size_t, double> expected;
  for (int d = 1; d <= 26; ++d) {
    std::vector<double> next(sums.size() + kProbabilities.size(), 0);
    for (std::size_t sum = 0; sum < sums.size(); ++sum)
      for (std::size_t level = 1; level <= kProbabilities.size(); ++level)
        next[sum + level] += sums[sum] * kProbabilities[level - 1];
    sums = next;
    for (std::size_t level = 1; level <= kProbabilities.size(); ++level)
      for (std::size_t sum = 0; sum < sums.size(); ++sum)
        expected[level] += voxels[d] * kProbabilities[level - 1] * sums[sum] *
                           std::abs(static_cast<double>(level) - static_cast<double>(sum) / d);
  }
  ZTest z;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Volume image = independent_levels(mask, seed);
    const Roi roi = cut_roi(image, mask);
    const Levels levels = discretise(roi, resegment(roi, -1e9, 1e9, 0), levels_as_they_are("ngt"));
    const NgtdmBuilder builder(levels, 1);
    std::vector<ToneCounts> counts(1, builder.make());
    builder.volume(counts);
    const Ngtdm matrix = builder.matrix(counts);
    ASSERT_EQ(matrix.levels.size(), kProbabilities.size());
    for (std::size_t i = 0; i < matrix.levels.size(); ++i) {
      z.add("count " + std::to_string(i + 1), matrix.levels[i].count);
      z.add("difference " + std::to_string(i + 1), matrix.levels[i].difference);
    }
  }
  const auto n = static_cast<double>(count(mask));
  for (std::size_t level = 1; level <= kProbabilities.size(); ++level) {
    z.expect("count " + std::to_string(level), n * kProbabilities[level - 1], 0.005 * n);
    z.expect("difference " + std::to_string(level), expected.at(level), 0.01 * expected.at(level));
  }
}

}  // namespace
}  // namespace radgauge
