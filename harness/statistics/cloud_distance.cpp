#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/random.h"
#include "statistics/distribution_shift.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"

namespace radgauge::statistics {
namespace {

constexpr std::size_t kCloudFolds = 5;

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
  std::vector<std::size_t> unit;  ///< of each row, from 0 in the order of their first rows
  std::size_t n_units = 0;
  std::vector<bool> unit_in_target;  ///< of a unit's first row

  std::vector<bool> in_target() const {
    std::vector<bool> out(n);
    for (std::size_t i = n_reference; i < n; ++i) out[i] = true;
    return out;
  }
};

void check_cloud(std::span<const std::vector<double>> reference, std::span<const std::vector<double>> target,
                 const CloudDesign& design) {
  const std::size_t m = reference.empty() ? 0 : reference[0].size();
  const std::size_t n = target.empty() ? 0 : target[0].size();
  const bool has_units = !design.reference_unit.empty() || !design.target_unit.empty();
  if (reference.size() != target.size() || (design.is_paired && m != n) ||
      (has_units && (design.reference_unit.size() != m || design.target_unit.size() != n)))
    throw Error(ErrorKind::internal, "two clouds whose columns, rows or units do not fit each other");
}

void add_units(Cloud& cloud, const std::vector<std::size_t>& x, const std::vector<std::size_t>& y,
               const CloudDesign& design) {
  std::map<std::size_t, std::size_t> known;
  const auto add = [&](std::size_t name, bool in_target) {
    const auto [at, fresh] = known.emplace(name, known.size());
    if (fresh) cloud.unit_in_target.push_back(in_target);
    cloud.unit.push_back(at->second);
  };
  const bool named = !design.reference_unit.empty();
  for (std::size_t k = 0; k < x.size(); ++k) add(named ? design.reference_unit[x[k]] : k, false);
  for (std::size_t k = 0; k < y.size(); ++k)
    add(named ? design.target_unit[y[k]] : (design.is_paired ? k : x.size() + k), true);
  cloud.n_units = known.size();
}

Cloud scaled_cloud(std::span<const std::vector<double>> reference,
                   std::span<const std::vector<double>> target, const CloudDesign& design) {
  Cloud cloud;
  if (reference.empty() || reference[0].empty() || target[0].empty()) return cloud;
  const auto drawn = [&](std::size_t rows, const char* sample) {
    return drawn_rows(rows, design.most_rows, Draws(design.seed, sample, "shift.rows", 0, 0));
  };
  const auto x = drawn(reference[0].size(), "reference");
  const auto y = design.is_paired ? x : drawn(target[0].size(), "target");
  cloud.n_reference = x.size();
  cloud.n = x.size() + y.size();
  add_units(cloud, x, y, design);
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
  std::vector<float> out;
  out.reserve(cloud.n * (cloud.n - 1) / 2);
  std::vector<double> squares(cloud.n);
  for (std::size_t i = 0; i < cloud.n; ++i) {
    std::fill(squares.begin(), squares.end(), 0.0);
    for (const std::vector<double>& column : cloud.columns) {
      const double mine = column[i];
      for (std::size_t k = i + 1; k < cloud.n; ++k) squares[k] += (mine - column[k]) * (mine - column[k]);
    }
    for (std::size_t k = i + 1; k < cloud.n; ++k) out.push_back(static_cast<float>(std::sqrt(squares[k])));
  }
  return out;
}

// Sums of a value of pairs within the reference, within the target, and between them.
struct PairSums {
  double within_reference = 0;
  double within_target = 0;
  double between = 0;
};

PairSums pair_sums(std::span<const float> pairs, const std::vector<bool>& in_target) {
  const std::size_t n = in_target.size();
  std::vector<double> weight;  // a mask without a branch
  for (const bool target : in_target) weight.push_back(target ? 1 : 0);
  PairSums out;
  const float* row = pairs.data();
  for (std::size_t i = 0; i < n; ++i, row += n - i) {
    constexpr std::size_t kLanes = 4;
    double all[kLanes] = {}, target[kLanes] = {};
    const std::size_t others = n - i - 1;
    const double* mask = weight.data() + i + 1;
    std::size_t k = 0;
    for (; k + kLanes <= others; k += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double v = row[k + lane];
        all[lane] += v;
        target[lane] += v * mask[k + lane];
      }
    for (; k < others; ++k) {
      all[0] += row[k];
      target[0] += row[k] * mask[k];
    }
    const double to_target = target[0] + target[1] + (target[2] + target[3]);
    const double to_reference = all[0] + all[1] + (all[2] + all[3]) - to_target;
    (in_target[i] ? out.within_target : out.between) += to_target;
    (in_target[i] ? out.between : out.within_reference) += to_reference;
  }
  return out;
}

double unbiased_mmd2(const PairSums& sums, double m, double n) {
  return 2 * sums.within_reference / (m * (m - 1)) + 2 * sums.within_target / (n * (n - 1)) -
         2 * sums.between / (m * n);
}

// The labels after one relabelling of whole units.
std::vector<bool> relabelled(const Cloud& cloud, const CloudDesign& design, int permutation) {
  const Draws draws(design.seed, "labels", "shift.permutation", 0, static_cast<std::uint32_t>(permutation));
  std::vector<bool> out = cloud.in_target();
  if (design.is_paired) {
    for (std::size_t i = 0; i < cloud.n; ++i)
      if (draws.uniform(cloud.unit[i]) < 0.5) out[i] = !out[i];
    return out;
  }
  const auto targets =
      static_cast<std::size_t>(std::count(cloud.unit_in_target.begin(), cloud.unit_in_target.end(), true));
  std::vector<bool> unit_in_target(cloud.n_units);
  for (const std::size_t u : drawn_rows(cloud.n_units, targets, draws)) unit_in_target[u] = true;
  for (std::size_t i = 0; i < cloud.n; ++i) out[i] = unit_in_target[cloud.unit[i]];
  return out;
}

void add_mmd(CloudDistance& out, const Cloud& cloud, std::vector<float> distances,
             const CloudDesign& design) {
  const double m = static_cast<double>(cloud.n_reference);
  const double n = static_cast<double>(cloud.n - cloud.n_reference);
  if (!(m > 1 && n > 1)) return;
  {
    std::vector<float> sorted(distances);
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    out.mmd_bandwidth = *middle;
  }
  if (!(out.mmd_bandwidth > 0)) return;
  for (float& d : distances)
    d = static_cast<float>(
        std::exp(-static_cast<double>(d) * d / (2 * out.mmd_bandwidth * out.mmd_bandwidth)));
  out.mmd2 = unbiased_mmd2(pair_sums(distances, cloud.in_target()), m, n);
  // The same labels with the samples exchanged are summed in another order.
  const double as_measured = out.mmd2 - 1e-12;
  int as_large = 1;
  for (int p = 0; p < design.permutations; ++p) {
    const std::vector<bool> labels = relabelled(cloud, design, p);
    const auto targets = static_cast<double>(std::count(labels.begin(), labels.end(), true));
    const double rest = static_cast<double>(cloud.n) - targets;
    if (targets < 2 || rest < 2 || unbiased_mmd2(pair_sums(distances, labels), rest, targets) >= as_measured)
      ++as_large;
  }
  out.mmd_p = static_cast<double>(as_large) / (design.permutations + 1);
}

// Every row is scored by a classifier that did not see its unit.
void add_classifier(CloudDistance& out, const Cloud& cloud, const CloudDesign& design) {
  const Draws draws(design.seed, "folds", "shift.classifier", 0, 0);
  std::vector<double> key(cloud.n_units);
  for (std::size_t u = 0; u < cloud.n_units; ++u)
    key[u] = draws.uniform(u) + (cloud.unit_in_target[u] ? 1 : 0);  // folds hold both in their shares
  std::vector<std::size_t> units(cloud.n_units), fold_of(cloud.n_units), order(cloud.n);
  std::iota(units.begin(), units.end(), std::size_t{0});
  std::stable_sort(units.begin(), units.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  for (std::size_t r = 0; r < units.size(); ++r) fold_of[units[r]] = r % kCloudFolds;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key[cloud.unit[a]] < key[cloud.unit[b]]; });
  std::vector<std::uint8_t> label(cloud.n);
  std::vector<double> score(cloud.n);
  for (std::size_t i = cloud.n_reference; i < cloud.n; ++i) label[i] = 1;
  for (std::size_t fold = 0; fold < kCloudFolds; ++fold) {
    std::vector<std::uint8_t> y;
    std::vector<std::vector<double>> x(cloud.columns.size());
    for (const std::size_t i : order) {
      if (fold_of[cloud.unit[i]] == fold) continue;
      y.push_back(label[i]);
      for (std::size_t c = 0; c < x.size(); ++c) x[c].push_back(cloud.columns[c][i]);
    }
    const std::vector<std::span<const double>> spans(x.begin(), x.end());
    const LogisticFit fit = fit_logistic(y, spans, {}, design.ridge);
    if (!fit.reason.empty()) {
      out.classifier_reason = fit.reason;
      return;
    }
    for (std::size_t i = 0; i < cloud.n; ++i) {
      if (fold_of[cloud.unit[i]] != fold) continue;
      double eta = fit.intercept;
      for (std::size_t c = 0; c < x.size(); ++c) eta += fit.slopes[c] * cloud.columns[c][i];
      score[i] = eta;
    }
  }
  out.classifier_auc = auc_delong(label, score).auc;
}

}  // namespace

CloudDistance cloud_distance(std::span<const std::vector<double>> reference,
                             std::span<const std::vector<double>> target, const CloudDesign& design) {
  check_cloud(reference, target, design);
  CloudDistance out;
  const Cloud cloud = scaled_cloud(reference, target, design);
  if (cloud.columns.empty()) {
    out.classifier_reason = "a sample is empty, or no column varies in the reference";
    return out;
  }
  std::vector<float> distances = pair_distances(cloud);
  const PairSums sums = pair_sums(distances, cloud.in_target());
  const double m = static_cast<double>(cloud.n_reference), n = static_cast<double>(cloud.n) - m;
  out.energy =
      2 * sums.between / (m * n) - 2 * sums.within_reference / (m * m) - 2 * sums.within_target / (n * n);
  add_mmd(out, cloud, std::move(distances), design);
  add_classifier(out, cloud, design);
  return out;
}

}  // namespace radgauge::statistics
