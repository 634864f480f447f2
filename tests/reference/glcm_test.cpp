#include "reference/features/glcm.h"

#include "core/error.h"
#include "reference/extractor.h"
#include "reference/features/aggregation.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::Scatter;
using testing::unit_lattice;

struct Labelled {
  Volume image;
  Mask mask;
};

/// Whole levels from 1 to `levels`, with holes in the mask.
Labelled random_levels(const Index3& size, std::int64_t levels, double inside, std::uint32_t seed) {
  Labelled made{Volume(unit_lattice(size)), Mask(unit_lattice(size))};
  Scatter scatter(seed);
  for (std::size_t i = 0; i < made.image.voxels.size(); ++i) {
    made.image.voxels[i] = static_cast<float>(1 + scatter.below(levels));
    made.mask.voxels[i] = scatter.next() < inside ? 1 : 0;
  }
  made.mask.voxels[made.mask.voxels.size() / 2] = 1;
  return made;
}

using Matrix = std::vector<std::vector<double>>;

/// The definition: every ordered pair of voxels at the offset, and its reverse.
void add_pairs(const Labelled& in, const Index3& offset, std::int64_t z_begin, std::int64_t z_end, Matrix& m,
               double weight = 1) {
  const Index3& n = in.image.lattice.size;
  for (std::int64_t z = z_begin; z < z_end; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const Index3 o{x + offset[0], y + offset[1], z + offset[2]};
        bool valid = in.mask(x, y, z) != 0;
        for (std::size_t a = 0; a < 3; ++a) valid = valid && o[a] >= 0 && o[a] < n[a];
        if (!valid || in.mask(o[0], o[1], o[2]) == 0) continue;
        const auto i = static_cast<std::size_t>(in.image(x, y, z));
        const auto j = static_cast<std::size_t>(in.image(o[0], o[1], o[2]));
        m[i][j] += weight;
        m[j][i] += weight;
      }
}

/// Features of one matrix straight from their formulas, over all i and j.
std::array<double, 6> naive_features(const Matrix& m) {
  double total = 0;
  for (const auto& row : m)
    for (const double v : row) total += v;
  double maximum = 0, entropy = 0, contrast = 0, product = 0, mean = 0, inverse = 0;
  for (std::size_t i = 1; i < m.size(); ++i)
    for (std::size_t j = 1; j < m.size(); ++j) {
      const double p = m[i][j] / total;
      if (p == 0) continue;
      const double d = static_cast<double>(i) - static_cast<double>(j);
      maximum = std::max(maximum, p);
      entropy -= p * std::log2(p);
      contrast += d * d * p;
      product += static_cast<double>(i * j) * p;
      mean += static_cast<double>(i) * p;
      inverse += p / (1 + std::abs(d));
    }
  return {maximum, entropy, contrast, product, mean, inverse};
}
constexpr std::array kNaive{"cm_joint_max", "cm_joint_entr", "cm_contrast",
                            "cm_auto_corr", "cm_joint_avg",  "cm_inv_diff"};

/// Directions in the plane have z = 0.
std::vector<Index3> half_of_the_neighbours() {
  std::vector<Index3> list;
  for (std::int64_t z = 0; z <= 1; ++z)
    for (std::int64_t y = -1; y <= 1; ++y)
      for (std::int64_t x = -1; x <= 1; ++x)
        if (z > 0 || y > 0 || (y == 0 && x > 0)) list.push_back({x, y, z});
  return list;
}

/// Six aggregations by brute force, in the order of the tables; an entry is empty when no matrix has a pair.
std::array<std::vector<std::array<double, 6>>, 6> brute_force(const Labelled& in, std::int64_t levels,
                                                              std::int64_t distance, Weighting norm) {
  const std::int64_t nz = in.image.lattice.size[2];
  const auto n = static_cast<std::size_t>(levels + 1);
  const Matrix empty(n, std::vector<double>(n, 0));
  std::array<std::vector<std::array<double, 6>>, 6> found;
  const auto put = [&](std::size_t aggregation, const Matrix& m) {
    if (m != empty) found[aggregation].push_back(naive_features(m));
  };
  std::vector<Index3> offsets = half_of_the_neighbours();
  std::vector<double> weights;
  for (Index3& offset : offsets) {
    const auto axes = static_cast<double>(std::abs(offset[0]) + std::abs(offset[1]) + std::abs(offset[2]));
    for (std::int64_t& step : offset) step *= distance;
    const auto delta = static_cast<double>(distance);
    weights.push_back(norm == Weighting::none        ? 1
                      : norm == Weighting::chebyshev ? 1 / delta
                      : norm == Weighting::manhattan ? 1 / (delta * axes)
                                                     : 1 / (delta * std::sqrt(axes)));
  }
  for (std::int64_t z = 0; z < nz; ++z) {
    Matrix merged = empty;
    for (std::size_t d = 0; d < 4; ++d) {
      Matrix one = empty;
      add_pairs(in, offsets[d], z, z + 1, one);
      add_pairs(in, offsets[d], z, z + 1, merged, weights[d]);
      put(0, one);
    }
    put(1, merged);
  }
  Matrix plane = empty;
  Matrix volume = empty;
  for (std::size_t d = 0; d < 13; ++d) {
    Matrix one = empty;
    add_pairs(in, offsets[d], 0, nz, one);
    add_pairs(in, offsets[d], 0, nz, volume, weights[d]);
    if (d < 4) put(2, one);
    if (d < 4) add_pairs(in, offsets[d], 0, nz, plane, weights[d]);
    put(4, one);
  }
  put(3, plane);
  put(5, volume);
  return found;
}

struct GlcmCase {
  Index3 size;
  std::int64_t levels;
  double inside;
};

// oracle: counting pairs by the definition, on small volumes of every kind.
void compare_with_brute_force(const GlcmCase& c, std::int64_t distance, Weighting norm, std::uint32_t seed) {
  constexpr std::array kSuffixes{"2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb", "3D_avg", "3D_comb"};
  const Labelled in = random_levels(c.size, c.levels, c.inside, seed);
  ExtractionSettings s;
  s.families = "cm";
  s.discretisation = Discretisation::none;
  s.aggregation = Aggregation::all;
  s.cm_distance = distance;
  s.cm_weighting = norm;
  const FeatureVector values = extract(in.image, in.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  const auto expected = brute_force(in, c.levels, distance, norm);
  for (std::size_t a = 0; a < 6; ++a)
    for (std::size_t f = 0; f < 6; ++f) {
      const std::string tag = std::string(kNaive[f]) + "_" + kSuffixes[a];
      const auto at =
          std::find_if(list.begin(), list.end(), [&](const FeatureInfo& i) { return i.tag == tag; });
      ASSERT_NE(at, list.end()) << tag;
      const FeatureValue& value = values[static_cast<std::size_t>(at - list.begin())];
      if (expected[a].empty()) {
        EXPECT_EQ(value.status, Status::degenerate) << tag;
        EXPECT_FALSE(value.reason.empty());
        continue;
      }
      double mean = 0;
      for (const auto& features : expected[a]) mean += features[f] / static_cast<double>(expected[a].size());
      ASSERT_EQ(value.status, Status::ok) << tag;
      EXPECT_NEAR(value.value, mean, 1e-11 * std::max(1.0, std::abs(mean)))
          << tag << " of " << c.levels << " levels";
    }
}

const std::vector<GlcmCase> kGlcmCases{
    GlcmCase{{6, 5, 4}, 1, 0.8},  GlcmCase{{6, 5, 4}, 2, 0.5},   GlcmCase{{7, 6, 5}, 8, 0.7},
    GlcmCase{{5, 5, 5}, 40, 0.9}, GlcmCase{{8, 7, 1}, 6, 0.8},   GlcmCase{{1, 1, 9}, 3, 1},
    GlcmCase{{1, 1, 1}, 4, 1},    GlcmCase{{6, 6, 6}, 300, 0.9}, GlcmCase{{4, 4, 4}, 5, 0.1}};

TEST(GlcmOracle, EqualsABruteForceCountUnderAllAggregations) {
  std::uint32_t seed = 1;
  for (const GlcmCase& c : kGlcmCases) compare_with_brute_force(c, 1, Weighting::none, seed++);
}

TEST(GlcmOracle, DistancesAndWeights) {
  std::uint32_t seed = 50;
  for (const GlcmCase& c : kGlcmCases)
    for (const std::int64_t distance : {1, 2, 4})
      for (const Weighting norm :
           {Weighting::none, Weighting::chebyshev, Weighting::manhattan, Weighting::euclidean})
        compare_with_brute_force(c, distance, norm, seed++);
}

// invariant: the dense table and the list of pairs are two ways to store the same matrix.
TEST(GlcmInvariant, TableAndListAgree) {
  const Labelled in = random_levels({7, 6, 5}, 12, 0.8, 99);
  const Roi roi = cut_roi(in.image, in.mask);
  ExtractionSettings s;
  s.discretisation = Discretisation::none;
  const Levels levels = discretise(roi, resegment(roi, -1e9, 1e9, 0), s);
  const GlcmBuilder builder(levels, 1, Weighting::none);
  std::vector<PairCounts> dense(9, PairCounts(levels.highest, true));
  std::vector<PairCounts> listed(9, PairCounts(levels.highest, false));
  builder.volume(dense);
  builder.volume(listed);
  for (std::size_t d = 1; d < 9; ++d) {
    dense[0].add(dense[d]);
    listed[0].add(listed[d]);
  }
  const Glcm a = builder.matrix(std::span(&dense[0], 1));
  const Glcm b = builder.matrix(std::span(&listed[0], 1));
  EXPECT_EQ(a.difference, b.difference);
  EXPECT_EQ(a.sum, b.sum);
  EXPECT_EQ(a.joint_maximum, b.joint_maximum);
  EXPECT_NEAR(a.joint_entropy, b.joint_entropy, 1e-12);
  EXPECT_EQ(a.product_mean, b.product_mean);
}

TEST(AggregationMechanics, AFeatureIsAveragedOverTheMatricesThatHaveIt) {
  FeatureMean mean(2, "nothing");
  EXPECT_EQ(mean.result()[0].status, Status::degenerate);
  mean.add({FeatureValue::undefined("no value"), FeatureValue::undefined("no value")});
  EXPECT_EQ(mean.result()[0].reason, "no value");
  mean.add({FeatureValue::ok(1), FeatureValue::undefined("no value")});
  mean.add({FeatureValue::ok(4), FeatureValue::undefined("no value")});
  EXPECT_EQ(mean.result()[0].value, 2.5);
  EXPECT_EQ(mean.result()[1].status, Status::undefined);
}

}  // namespace
}  // namespace radgauge
