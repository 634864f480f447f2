#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "statistics/distribution_shift.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"

namespace radgauge::statistics {
namespace {

constexpr std::size_t kCloudRows = 2000;
constexpr int kCloudFolds = 5;

// The first `count` of a shuffled 0 .. n - 1, in ascending order.
std::vector<std::size_t> drawn_rows(std::size_t n, std::size_t count, const Draws& draws) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (n <= count) return order;
  std::vector<double> key(n);
  for (std::size_t i = 0; i < n; ++i) key[i] = draws.uniform(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

// Rows of both samples, reference first, every column in SDs of the reference.
struct Cloud {
  std::size_t n_reference = 0;
  std::size_t n = 0;
  std::vector<std::vector<double>> columns;
};

Cloud scaled_cloud(std::span<const std::vector<double>> reference,
                   std::span<const std::vector<double>> target, std::uint64_t seed) {
  Cloud cloud;
  if (reference.empty() || reference[0].empty() || target[0].empty()) return cloud;
  const auto x = drawn_rows(reference[0].size(), kCloudRows, Draws(seed, "reference", "shift.rows", 0, 0));
  const auto y = drawn_rows(target[0].size(), kCloudRows, Draws(seed, "target", "shift.rows", 0, 0));
  cloud.n_reference = x.size();
  cloud.n = x.size() + y.size();
  for (std::size_t c = 0; c < reference.size(); ++c) {
    std::vector<double> column;
    for (const std::size_t i : x) column.push_back(reference[c][i]);
    double mean = 0, squares = 0;
    for (const double v : column) mean += v / static_cast<double>(x.size());
    for (const double v : column) squares += (v - mean) * (v - mean);
    const double sd = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, x.size() - 1)));
    if (!(sd > 0)) continue;
    for (const std::size_t i : y) column.push_back(target[c][i]);
    for (double& v : column) v = (v - mean) / sd;
    cloud.columns.push_back(std::move(column));
  }
  return cloud;
}

// Distances of all pairs i < k, row by row.
std::vector<float> pair_distances(const Cloud& cloud) {
  std::vector<double> squares(cloud.n * (cloud.n - 1) / 2);
  for (const std::vector<double>& column : cloud.columns) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < cloud.n; ++i)
      for (std::size_t k = i + 1; k < cloud.n; ++k, ++at) {
        const double d = column[i] - column[k];
        squares[at] += d * d;
      }
  }
  std::vector<float> out(squares.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::sqrt(squares[i]));
  return out;
}

// Sums of a value of pairs within the reference, within the target, and between them.
struct PairSums {
  double within_reference = 0;
  double within_target = 0;
  double between = 0;
};

PairSums pair_sums(std::span<const float> pairs, std::size_t n, const std::vector<bool>& in_target) {
  PairSums out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double same = 0, other = 0;
    const bool mine = in_target[i];
    for (std::size_t k = i + 1; k < n; ++k, ++at) (in_target[k] == mine ? same : other) += pairs[at];
    (mine ? out.within_target : out.within_reference) += same;
    out.between += other;
  }
  return out;
}

double unbiased_mmd2(const PairSums& sums, double m, double n) {
  return 2 * sums.within_reference / (m * (m - 1)) + 2 * sums.within_target / (n * (n - 1)) -
         2 * sums.between / (m * n);
}

void add_mmd(CloudDistance& out, const Cloud& cloud, std::vector<float> distances, std::uint64_t seed,
             int permutations) {
  const double m = static_cast<double>(cloud.n_reference);
  const double n = static_cast<double>(cloud.n - cloud.n_reference);
  if (!(m > 1 && n > 1)) return;
  std::vector<float> sorted(distances);
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  out.mmd_bandwidth = *middle;
  if (!(out.mmd_bandwidth > 0)) return;
  for (float& d : distances)
    d = static_cast<float>(
        std::exp(-static_cast<double>(d) * d / (2 * out.mmd_bandwidth * out.mmd_bandwidth)));
  std::vector<bool> in_target(cloud.n);
  for (std::size_t i = cloud.n_reference; i < cloud.n; ++i) in_target[i] = true;
  out.mmd2 = unbiased_mmd2(pair_sums(distances, cloud.n, in_target), m, n);
  int as_large = 1;
  for (int p = 0; p < permutations; ++p) {
    std::fill(in_target.begin(), in_target.end(), false);
    const Draws draws(seed, "labels", "shift.permutation", 0, static_cast<std::uint32_t>(p));
    for (const std::size_t i : drawn_rows(cloud.n, cloud.n - cloud.n_reference, draws)) in_target[i] = true;
    if (unbiased_mmd2(pair_sums(distances, cloud.n, in_target), m, n) >= out.mmd2) ++as_large;
  }
  out.mmd_p = static_cast<double>(as_large) / (permutations + 1);
}

// Every row is scored by a classifier that did not see it.
void add_classifier(CloudDistance& out, const Cloud& cloud, std::uint64_t seed) {
  const Draws draws(seed, "folds", "shift.classifier", 0, 0);
  std::vector<std::size_t> order(cloud.n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> key(cloud.n);
  for (std::size_t i = 0; i < cloud.n; ++i)
    key[i] = draws.uniform(i) + (i < cloud.n_reference ? 0 : 1);  // folds hold both in their shares
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  std::vector<std::uint8_t> label(cloud.n);
  std::vector<double> score(cloud.n);
  for (std::size_t i = 0; i < cloud.n; ++i) label[i] = i < cloud.n_reference ? 0 : 1;
  for (int fold = 0; fold < kCloudFolds; ++fold) {
    std::vector<std::uint8_t> y;
    std::vector<std::vector<double>> x(cloud.columns.size());
    for (std::size_t r = 0; r < cloud.n; ++r) {
      if (static_cast<int>(r % kCloudFolds) == fold) continue;
      y.push_back(label[order[r]]);
      for (std::size_t c = 0; c < x.size(); ++c) x[c].push_back(cloud.columns[c][order[r]]);
    }
    const std::vector<std::span<const double>> spans(x.begin(), x.end());
    const LogisticFit fit = fit_logistic(y, spans);
    if (!fit.reason.empty()) {
      out.classifier_reason = fit.reason;
      return;
    }
    for (std::size_t r = 0; r < cloud.n; ++r) {
      if (static_cast<int>(r % kCloudFolds) != fold) continue;
      double eta = fit.intercept;
      for (std::size_t c = 0; c < x.size(); ++c) eta += fit.slopes[c] * cloud.columns[c][order[r]];
      score[order[r]] = eta;
    }
  }
  out.classifier_auc = auc_delong(label, score).auc;
}

}  // namespace

CloudDistance cloud_distance(std::span<const std::vector<double>> reference,
                             std::span<const std::vector<double>> target, std::uint64_t seed,
                             int permutations) {
  CloudDistance out;
  const Cloud cloud = scaled_cloud(reference, target, seed);
  if (cloud.columns.empty()) {
    out.classifier_reason = "a sample is empty, or no column varies in the reference";
    return out;
  }
  std::vector<float> distances = pair_distances(cloud);
  std::vector<bool> in_target(cloud.n);
  for (std::size_t i = cloud.n_reference; i < cloud.n; ++i) in_target[i] = true;
  const PairSums sums = pair_sums(distances, cloud.n, in_target);
  const double m = static_cast<double>(cloud.n_reference), n = static_cast<double>(cloud.n) - m;
  out.energy =
      2 * sums.between / (m * n) - 2 * sums.within_reference / (m * m) - 2 * sums.within_target / (n * n);
  add_mmd(out, cloud, std::move(distances), seed, permutations);
  add_classifier(out, cloud, seed);
  return out;
}

}  // namespace radgauge::statistics
