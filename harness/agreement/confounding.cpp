#include "agreement/confounding.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "core/nan.h"
#include "statistics/ranks.h"

namespace radgauge::agreement {
namespace {

// Ranks minus their mean, and their sum of squares: halves, so that sums of products are exact.
struct Ranks {
  std::vector<double> centred;
  double squares = 0;
};

Ranks ranks_of(std::span<const double> values) {
  Ranks out{statistics::average_ranks(values), 0};
  const double mean = (static_cast<double>(out.centred.size()) + 1) / 2;
  for (double& rank : out.centred) {
    rank -= mean;
    out.squares += rank * rank;
  }
  return out;
}

// Pearson's r of ranks; NaN where a list is constant.
double correlation(const Ranks& a, const Ranks& b) {
  if (!(a.squares > 0 && b.squares > 0)) return kNaN;
  double sum = 0;
  for (std::size_t i = 0; i < a.centred.size(); ++i) sum += a.centred[i] * b.centred[i];
  return std::clamp(sum / std::sqrt(a.squares * b.squares), -1.0, 1.0);
}

}  // namespace

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    a.push_back(x[i]);
    b.push_back(y[i]);
  }
  if (a.size() < 3) return kNaN;
  return correlation(ranks_of(a), ranks_of(b));
}

namespace {

// |rho| of every pair, F x F; 0 where there is none.
std::vector<float> strengths(const BaseValues& base) {
  const std::size_t n = base.features.size();
  std::vector<Ranks> ranks(n);
  for (std::size_t f = 0; f < n; ++f) {
    const auto& values = base.features[f];
    const bool whole = std::none_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
    if (whole && values.size() >= 3) ranks[f] = ranks_of(values);
  }
  std::vector<float> matrix(n * n, 0);
  oneapi::tbb::parallel_for(std::size_t{0}, n, [&](std::size_t a) {
    for (std::size_t b = 0; b < n; ++b)
      if (a != b && ranks[a].squares > 0 && ranks[b].squares > 0)
        matrix[a * n + b] = static_cast<float>(std::abs(correlation(ranks[a], ranks[b])));
  });
  return matrix;
}

// Complete linkage: the pair of clusters whose weakest tie is strongest joins first; ties go to the first.
// `parent[f]` becomes the first member of the cluster of f. `matrix` is used up.
std::vector<std::size_t> complete_linkage(std::vector<float>& matrix, std::size_t n) {
  std::vector<std::size_t> parent(n), best(n, n);
  std::vector<bool> alive(n, true);
  const auto tie = [&](std::size_t a, std::size_t b) -> float& { return matrix[a * n + b]; };
  const auto find_best = [&](std::size_t a) {
    best[a] = n;
    for (std::size_t b = 0; b < n; ++b)
      if (b != a && alive[b] && (best[a] == n || tie(a, b) > tie(a, best[a]))) best[a] = b;
  };
  for (std::size_t f = 0; f < n; ++f) parent[f] = f;
  for (std::size_t f = 0; f < n; ++f) find_best(f);
  while (true) {
    std::size_t a = n;
    for (std::size_t f = 0; f < n; ++f)
      if (alive[f] && best[f] < n && (a == n || tie(f, best[f]) > tie(a, best[a]))) a = f;
    if (a == n || !(tie(a, best[a]) > static_cast<float>(kRedundant))) break;
    const std::size_t keep = std::min(a, best[a]), gone = std::max(a, best[a]);
    alive[gone] = false;
    for (std::size_t f = 0; f < n; ++f) {
      tie(keep, f) = tie(f, keep) = std::min(tie(keep, f), tie(gone, f));
      if (parent[f] == gone) parent[f] = keep;
    }
    for (std::size_t f = 0; f < n; ++f)
      if (alive[f] && (f == keep || best[f] == keep || best[f] == gone)) find_best(f);
  }
  return parent;
}

void name_clusters(const BaseValues& base, const std::vector<std::size_t>& parent,
                   std::vector<Confounding>& out) {
  std::int64_t clusters = 0;
  for (std::size_t first = 0; first < parent.size(); ++first) {
    if (parent[first] != first) continue;
    std::vector<std::size_t> members;
    for (std::size_t f = first; f < parent.size(); ++f)
      if (parent[f] == first) members.push_back(f);
    std::size_t chosen = members.front();
    const auto certainty = [&](std::size_t f) {
      return f < base.certainty.size() && !std::isnan(base.certainty[f]) ? base.certainty[f] : -2;
    };
    for (const std::size_t f : members)
      if (certainty(f) > certainty(chosen)) chosen = f;
    if (members.size() > 1) ++clusters;
    for (const std::size_t f : members) {
      out[f].cluster = members.size() > 1 ? clusters : 0;
      out[f].cluster_size = static_cast<std::int64_t>(members.size());
      out[f].cluster_representative = base.feature_names[chosen];
    }
  }
}

}  // namespace

std::vector<Confounding> confounding_of(const BaseValues& base) {
  const std::size_t n = base.features.size();
  std::vector<Confounding> out(n);
  oneapi::tbb::parallel_for(std::size_t{0}, n, [&](std::size_t f) {
    out[f].feature = base.feature_names[f];
    out[f].rho_volume = spearman(base.features[f], base.volume);
    out[f].rho_voxels = spearman(base.features[f], base.voxels);
    out[f].rho_noise = spearman(base.features[f], base.noise);
    out[f].cluster_representative = base.feature_names[f];
  });
  if (n == 0 || n > kMostClustered) return out;
  std::vector<float> matrix = strengths(base);
  name_clusters(base, complete_linkage(matrix, n), out);
  return out;
}

}  // namespace radgauge::agreement
