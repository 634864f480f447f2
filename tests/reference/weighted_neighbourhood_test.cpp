// oracle: neighbourhoods of any norm and weights against the sums of the manual over all pairs of voxels.
#include "reference/features/weighted_neighbourhood.h"

#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

constexpr Weighting kNorms[] = {Weighting::chebyshev, Weighting::manhattan, Weighting::euclidean};
constexpr Weighting kWeights[] = {Weighting::none, Weighting::chebyshev, Weighting::manhattan,
                                  Weighting::euclidean};

double norm_of(const Index3& p, const Index3& q, Weighting norm) {
  double sum = 0, squares = 0, largest = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto apart = static_cast<double>(std::abs(p[a] - q[a]));
    sum += apart;
    squares += apart * apart;
    largest = std::max(largest, apart);
  }
  if (norm == Weighting::manhattan) return sum;
  if (norm == Weighting::euclidean) return std::sqrt(squares);
  return norm == Weighting::chebyshev ? largest : 1;
}

/// f(voxel, its level, other's level, weight) for every pair within the distance; by slice only within
/// slices.
template <class F>
void for_pairs(const LevelRegion& r, const NeighbourhoodShape& shape, bool by_slice, const Index3& p, F f) {
  for_voxels(r, 0, r.size(2), [&](const Index3& q) {
    if (p == q || (by_slice && p[2] != q[2])) return;
    if (norm_of(p, q, shape.norm) <= static_cast<double>(shape.distance))
      f(r.level(q), 1 / norm_of(p, q, shape.weighting));
  });
}

Tones weighted_tones(const LevelRegion& r, const NeighbourhoodShape& shape, bool by_slice) {
  Tones tones;
  for_voxels(r, 0, r.size(2), [&](const Index3& p) {
    double sum = 0, weight = 0;
    for_pairs(r, shape, by_slice, p, [&](int level, double w) {
      sum += w * level;
      weight += w;
    });
    if (weight == 0) return;
    ++tones[r.level(p)].first;
    tones[r.level(p)].second += std::abs(r.level(p) - sum / weight);
  });
  return tones;
}

void expect_dependences(const WeightedDependences& counts, const LevelRegion& r,
                        const NeighbourhoodShape& shape, bool by_slice, int coarseness) {
  std::vector<std::pair<int, double>> expected, found;
  for_voxels(r, 0, r.size(2), [&](const Index3& p) {
    double dependence = 1;
    for_pairs(r, shape, by_slice, p, [&](int level, double w) {
      if (std::abs(level - r.level(p)) <= coarseness) dependence += w;
    });
    expected.emplace_back(r.level(p), dependence);
  });
  std::sort(expected.begin(), expected.end());
  std::pair<std::uint32_t, double> last{0, 0};
  for (const auto& [key, n] : counts.voxels) {
    EXPECT_TRUE(key.first != last.first || key.second - last.second > 1e-6)
        << "dependences that are equal are one column";
    last = key;
    for (int k = 0; k < n; ++k) found.emplace_back(static_cast<int>(key.first), key.second);
  }
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, expected[i].first);
    EXPECT_NEAR(found[i].second, expected[i].second, 1e-9) << "half of the step in which they are kept";
  }
}

TEST(WeightedNeighbourhoodOracle, EqualsTheSumsOfTheManual) {
  std::uint32_t seed = 3;
  for (const Index3& size : {Index3{6, 5, 4}, Index3{7, 1, 3}, Index3{5, 6, 1}})
    for (const std::int64_t distance : {1, 2, 3})
      for (const Weighting norm : kNorms)
        for (const Weighting weighting : kWeights) {
          SCOPED_TRACE("distance " + std::to_string(distance) + ", norm " +
                       std::to_string(static_cast<int>(norm)) + ", weighting " +
                       std::to_string(static_cast<int>(weighting)));
          const LevelRegion r = random_region(size, 4, 0, 0.8, 1, seed++);
          const PreparedLevels p = prepare_levels(r, distance);
          const NeighbourhoodShape shape{distance, norm, weighting};
          const WeightedNgtdmBuilder tones(p.levels, shape);
          const WeightedNgldmBuilder dependences(p.levels, shape, 1);
          for (const bool by_slice : {false, true}) {
            std::vector<WeightedTones> sums(1, tones.make());
            std::vector<WeightedDependences> counts(1, dependences.make());
            if (by_slice) {
              tones.slices(0, p.levels.slices(), sums);
              dependences.slices(0, p.levels.slices(), counts);
            } else {
              tones.volume(sums);
              dependences.volume(counts);
            }
            expect_tones(tones.matrix(sums), weighted_tones(r, shape, by_slice));
            expect_dependences(counts[0], r, shape, by_slice, 1);
          }
        }
}

ExtractionSettings shaped(const LevelRegion& r, std::int64_t distance, Weighting norm, Weighting weighting) {
  ExtractionSettings s = settings_of(r, "ngt+ngl");
  s.ngt_distance = s.ngl_distance = distance;
  s.ngt_norm = s.ngl_norm = norm;
  s.ngt_weighting = s.ngl_weighting = weighting;
  return s;
}

// invariant: whatever makes every neighbour of a box count alike leaves the standard features.
TEST(WeightedNeighbourhoodInvariant, EqualWeightsChangeNothing) {
  const LevelRegion r = random_region({8, 7, 6}, 5, 0, 0.9, 1, 21);
  const ExtractionSettings box = shaped(r, 1, Weighting::chebyshev, Weighting::none);
  const ExtractionSettings alike = shaped(r, 1, Weighting::chebyshev, Weighting::chebyshev);
  const ExtractionSettings crossed = shaped(r, 1, Weighting::manhattan, Weighting::none);
  const FeatureVector standard = extract(r.image, r.mask, std::span(&box, 1))[0];
  const FeatureVector same = extract(r.image, r.mask, std::span(&alike, 1))[0];
  const FeatureVector cross = extract(r.image, r.mask, std::span(&crossed, 1))[0];
  ASSERT_EQ(standard.size(), cross.size());
  std::size_t moved = 0;
  for (std::size_t i = 0; i < standard.size(); ++i) {
    EXPECT_EQ(standard[i].value, same[i].value);
    moved += standard[i].value != cross[i].value ? 1 : 0;
  }
  EXPECT_GT(moved, standard.size() / 2) << "six neighbours are not 26";
}

// invariant: the builder of any neighbourhood and the fast one of boxes agree on a box.
TEST(WeightedNeighbourhoodInvariant, ABoxIsTheStandardNeighbourhood) {
  const LevelRegion r = random_region({9, 8, 7}, 6, 0, 0.85, 1, 5);
  for (const std::int64_t distance : {1, 2}) {
    const PreparedLevels p = prepare_levels(r, distance);
    const NeighbourhoodShape shape{distance, Weighting::chebyshev, Weighting::none};
    ASSERT_TRUE(shape.is_box());
    const WeightedNgldmBuilder any(p.levels, shape, 0);
    const NgldmBuilder fast(p.levels, distance, 0);
    std::vector<WeightedDependences> sums(1, any.make());
    std::vector<LevelCounts> counts(1, fast.make());
    any.volume(sums);
    fast.volume(counts);
    EXPECT_EQ(any.matrix(sums).squares, fast.matrix(counts).squares);
    EXPECT_EQ(any.matrix(sums).high_large, fast.matrix(counts).high_large);
  }
}

}  // namespace
}  // namespace radgauge
