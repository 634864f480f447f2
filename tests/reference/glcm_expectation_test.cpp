// oracle: co-occurrence features of independent voxels in closed form, with what a finite region changes.
#include <numbers>

#include "reference/independent_voxels.h"
#include "reference/measured.h"
#include "reference/z_test.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

/// Entropy of sums of probabilities that are estimated: -E[p log2 p] to the order 1 / pairs.
class ExpectedEntropy {
 public:
  void add(double probability, double variance) {
    value_ -= probability * std::log2(probability) + variance / (2 * std::numbers::ln2 * probability);
  }
  double value() const { return value_; }

 private:
  double value_ = 0;
};

template <class Key>
double expected_entropy(const PairGraph& g, Key key) {
  std::map<double, double> shares;
  for (std::size_t i = 1; i <= kProbabilities.size(); ++i)
    for (std::size_t j = 1; j <= kProbabilities.size(); ++j)
      shares[key(static_cast<double>(i), static_cast<double>(j))] +=
          kProbabilities[i - 1] * kProbabilities[j - 1];
  ExpectedEntropy entropy;
  for (const auto& [k, share] : shares) {
    const double value = k;
    entropy.add(share, g.variance([&](double i, double j) { return key(i, j) == value ? 1.0 : 0.0; }));
  }
  return entropy.value();
}

double indicator(double i, double j, double a, double b) {
  return 0.5 * ((i == a && j == b ? 1 : 0) + (i == b && j == a ? 1 : 0));
}

double joint_entropy(const PairGraph& g) {
  ExpectedEntropy entropy;
  for (double a = 1; a <= 3; ++a)
    for (double b = 1; b <= 3; ++b)
      entropy.add(
          kProbabilities[static_cast<std::size_t>(a) - 1] * kProbabilities[static_cast<std::size_t>(b) - 1],
          g.variance([&](double i, double j) { return indicator(i, j, a, b); }));
  return entropy.value();
}
double marginal_entropy(const PairGraph& g) {
  ExpectedEntropy entropy;
  for (double a = 1; a <= 3; ++a)
    entropy.add(kProbabilities[static_cast<std::size_t>(a) - 1],
                g.variance([&](double i, double j) { return 0.5 * ((i == a ? 1 : 0) + (j == a ? 1 : 0)); }));
  return entropy.value();
}
/// Exact: the square of a mean is the squared expectation and its variance.
double energy(const PairGraph& g) {
  double sum = 0;
  for (double a = 1; a <= 3; ++a)
    for (double b = 1; b <= 3; ++b) {
      const auto pair = [&](double i, double j) { return indicator(i, j, a, b); };
      sum += g.variance(pair) + std::pow(mean_over_pairs(pair), 2);
    }
  return sum;
}

const double kMean = mean_over_levels([](double i) { return i; });
double moment(int power) {
  return mean_over_levels([=](double i) { return std::pow(i - kMean, power); });
}
double power_of_sum(double i, double j, int power) {
  return std::pow(i + j - 2 * kMean, power);
}
PairFunction sum_power(int power) {
  return [=](double i, double j) { return power_of_sum(i, j, power); };
}
double distance(double i, double j) {
  return std::abs(i - j);
}

using Expectation = std::function<double(const PairGraph&)>;
/// A mean over pairs: unbiased.
Expectation mean_of(const PairFunction& f) {
  const double value = mean_over_pairs(f);
  return [=](const PairGraph&) { return value; };
}

/// Every feature of the family but information correlation 2, whose root of an estimated 0 has no expansion.
std::map<std::string, Expectation> expectations() {
  const double levels = 3;
  const auto spread = [](const PairGraph& g) { return 2 * moment(2) - g.variance(sum_power(1)); };
  std::map<std::string, Expectation> e;
  e["cm_joint_max"] = mean_of([](double i, double j) { return indicator(i, j, 1, 1); });
  e["cm_joint_avg"] = mean_of([](double i, double j) { return (i + j) / 2; });
  e["cm_joint_var"] = [](const PairGraph& g) { return moment(2) - g.variance(sum_power(1)) / 4; };
  e["cm_joint_entr"] = joint_entropy;
  e["cm_diff_avg"] = e["cm_dissimilarity"] = mean_of(distance);
  e["cm_diff_var"] = [](const PairGraph& g) {
    return 2 * moment(2) - std::pow(mean_over_pairs(distance), 2) - g.variance(distance);
  };
  e["cm_diff_entr"] = [](const PairGraph& g) { return expected_entropy(g, distance); };
  e["cm_sum_avg"] = mean_of([](double i, double j) { return i + j; });
  e["cm_sum_var"] = e["cm_clust_tend"] = spread;
  e["cm_sum_entr"] = [](const PairGraph& g) {
    return expected_entropy(g, [](double i, double j) { return i + j; });
  };
  e["cm_energy"] = energy;
  e["cm_contrast"] = [](const PairGraph&) { return 2 * moment(2); };
  e["cm_inv_diff"] = mean_of([](double i, double j) { return 1 / (1 + distance(i, j)); });
  e["cm_inv_diff_norm"] = mean_of([=](double i, double j) { return 1 / (1 + distance(i, j) / levels); });
  e["cm_inv_diff_mom"] = mean_of([](double i, double j) { return 1 / (1 + std::pow(i - j, 2)); });
  e["cm_inv_diff_mom_norm"] =
      mean_of([=](double i, double j) { return 1 / (1 + std::pow((i - j) / levels, 2)); });
  e["cm_inv_var"] = mean_of([](double i, double j) { return i == j ? 0 : 1 / std::pow(i - j, 2); });
  e["cm_corr"] = [](const PairGraph& g) { return -g.variance(sum_power(1)) / 4 / moment(2); };
  e["cm_auto_corr"] = mean_of([](double i, double j) { return i * j; });
  // Moments about the mean of the matrix instead of the expectation: to the order 1 / pairs.
  e["cm_clust_shade"] = [](const PairGraph& g) {
    return 2 * moment(3) - 3 * g.covariance(sum_power(1), sum_power(2));
  };
  e["cm_clust_prom"] = [](const PairGraph& g) {
    return 2 * moment(4) + 6 * std::pow(moment(2), 2) - 4 * g.covariance(sum_power(1), sum_power(3)) +
           6 * g.variance(sum_power(1)) * 2 * moment(2);
  };
  e["cm_info_corr1"] = [](const PairGraph& g) {
    const double h = -mean_over_levels(
        [](double i) { return std::log2(kProbabilities[static_cast<std::size_t>(i) - 1]); });
    return (joint_entropy(g) - 2 * marginal_entropy(g)) / h;
  };
  return e;
}

// E[GLCM] = p p^T: a count over the bounding box would see the 5 outside, one that loses the symmetry, a
// direction or a slice would see other pairs.
TEST(IndependentVoxelsOracle, CoOccurrence) {
  const Mask mask = disc_with_holes();
  const ExtractionSettings s = levels_as_they_are("cm");
  ZTest z;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    for (const auto& [tag, value] : measure(independent_levels(mask, seed), mask, s)) z.add(tag, value.value);
  const auto expected = expectations();
  std::size_t tested = 0;
  for (const FeatureInfo& info : feature_list(s)) {
    const std::string feature = info.tag.substr(0, info.tag.size() - info.aggregation.size() - 1);
    if (feature == "cm_info_corr2") continue;
    ASSERT_TRUE(expected.contains(feature)) << feature;
    double mean = 0;
    const auto graphs = pair_graphs(mask, info.aggregation);
    for (const PairGraph& g : graphs) mean += expected.at(feature)(g) / static_cast<double>(graphs.size());
    z.expect(info.tag, mean, 0.01 * std::max(0.1, std::abs(mean)));
    ++tested;
  }
  EXPECT_EQ(tested, 6 * expected.size());
}

// The histogram of independent voxels: mean, variance, entropy and uniformity, with the bias of n voxels.
TEST(IndependentVoxelsOracle, Histogram) {
  const Mask mask = disc_with_holes();
  const ExtractionSettings s = levels_as_they_are("ih+stat");
  ZTest z;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    for (const auto& [tag, value] : measure(independent_levels(mask, seed), mask, s)) z.add(tag, value.value);
  const auto n = static_cast<double>(count(mask));
  double entropy = 0, uniformity = 0;
  for (const double p : kProbabilities) {
    entropy -= p * std::log2(p);
    uniformity += p * p + p * (1 - p) / n;
  }
  const double bias = static_cast<double>(kProbabilities.size() - 1) / (2 * n * std::numbers::ln2);
  for (const std::string family : {"ih", "stat"}) {
    z.expect(family + "_mean", kMean, 0.002);
    z.expect(family + "_var", moment(2) * (1 - 1 / n), 0.002);
  }
  z.expect("ih_entropy", entropy - bias, 0.002);
  z.expect("ih_uniformity", uniformity, 0.002);
  z.expect("stat_energy", n * (moment(2) + kMean * kMean), 0.01 * n);
}

}  // namespace
}  // namespace radgauge
