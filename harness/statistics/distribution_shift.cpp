#include "statistics/distribution_shift.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "statistics/basic.h"
#include "statistics/distributions.h"
#include "statistics/kolmogorov.h"
#include "statistics/sample_moments.h"

namespace radgauge::statistics {
namespace {

std::vector<double> shift_sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

// Of sorted samples: F and G at each distinct value of both, for `visit(value, next, i, j)`.
template <class Visit>
void walk(std::span<const double> x, std::span<const double> y, Visit visit) {
  std::size_t i = 0, j = 0;
  while (i < x.size() || j < y.size()) {
    const double value = j == y.size() || (i < x.size() && x[i] <= y[j]) ? x[i] : y[j];
    while (i < x.size() && x[i] == value) ++i;
    while (j < y.size() && y[j] == value) ++j;
    const double next = j == y.size()   ? (i == x.size() ? value : x[i])
                        : i == x.size() ? y[j]
                                        : std::min(x[i], y[j]);
    visit(value, next, i, j);
  }
}

// m n D as a whole number, of sorted samples.
std::int64_t scaled_ks(std::span<const double> x, std::span<const double> y) {
  const auto m = static_cast<std::int64_t>(x.size()), n = static_cast<std::int64_t>(y.size());
  std::int64_t largest = 0;
  walk(x, y, [&](double, double, std::size_t i, std::size_t j) {
    largest =
        std::max(largest, std::abs(static_cast<std::int64_t>(i) * n - static_cast<std::int64_t>(j) * m));
  });
  return largest;
}

}  // namespace

SampleDistance sample_distance(std::span<const double> reference, std::span<const double> target) {
  SampleDistance out;
  if (reference.empty() || target.empty()) return out;
  const std::vector<double> x = shift_sorted(reference), y = shift_sorted(target);
  const double m = static_cast<double>(x.size()), n = static_cast<double>(y.size());
  out.ks = static_cast<double>(scaled_ks(x, y)) / (m * n);
  out.ks_p_asymptotic = kolmogorov_upper_tail(std::sqrt(m * n / (m + n)) * out.ks);
  double first = 0, second = 0;
  walk(x, y, [&](double value, double next, std::size_t i, std::size_t j) {
    const double difference = std::abs(static_cast<double>(i) / m - static_cast<double>(j) / n);
    first += difference * (next - value);
    second += difference * difference * (next - value);
  });
  out.wasserstein1 = first;
  out.energy = 2 * second;  // of one variable
  const SampleMoments a = sample_moments(reference), b = sample_moments(target);
  out.mean_difference = b.mean - a.mean;
  if (m > 1) out.reference_sd = std::sqrt(a.variance());
  if (m + n > 2)
    out.standardised_difference =
        out.mean_difference / std::sqrt((a.sum_squares + b.sum_squares) / (m + n - 2));
  if (!std::isfinite(out.standardised_difference)) out.standardised_difference = kNaN;
  return out;
}

double ks_exact_p(std::span<const double> reference, std::span<const double> target, bool given_ties) {
  constexpr double kLargest = 1e7;
  if (reference.empty() || target.empty() ||
      static_cast<double>(reference.size()) * static_cast<double>(target.size()) > kLargest)
    return kNaN;
  const std::vector<double> x = shift_sorted(reference), y = shift_sorted(target);
  const std::int64_t limit = scaled_ks(x, y);
  const std::size_t m = x.size(), n = y.size();
  // Where the pooled sample has a run of ties, D is looked at behind its last value alone.
  std::vector<bool> ends(m + n + 1, true);
  if (given_ties) {
    std::vector<double> pooled(x);
    pooled.insert(pooled.end(), y.begin(), y.end());
    std::sort(pooled.begin(), pooled.end());
    for (std::size_t k = 1; k < m + n; ++k) ends[k] = pooled[k] != pooled[k - 1];
  }
  const auto reached = [&](std::size_t i, std::size_t j) {
    return ends[i + j] && std::abs(static_cast<std::int64_t>(i) * static_cast<std::int64_t>(n) -
                                   static_cast<std::int64_t>(j) * static_cast<std::int64_t>(m)) >= limit;
  };
  // touched[j]: share of the paths to (i, j) that reach D somewhere.
  std::vector<double> touched(n + 1);
  for (std::size_t i = 0; i <= m; ++i)
    for (std::size_t j = 0; j <= n; ++j) {
      if (i + j == 0) {
        touched[0] = limit == 0 ? 1 : 0;
      } else if (reached(i, j)) {
        touched[j] = 1;
      } else {
        const double from_x = static_cast<double>(i) / static_cast<double>(i + j);
        const double before = j > 0 ? touched[j - 1] : 0;
        touched[j] = (i > 0 ? from_x * touched[j] : 0) + (1 - from_x) * before;
      }
    }
  return touched[n];
}

StabilityBins stability_bins(std::span<const double> reference, std::span<const double> target, bool right) {
  StabilityBins out;
  const std::vector<double> sorted = shift_sorted(reference);
  for (int k = 1; k < 10; ++k) out.edges.push_back(percentile(sorted, 10.0 * k));
  out.edges.erase(std::unique(out.edges.begin(), out.edges.end()), out.edges.end());
  const auto count = [&](std::span<const double> values) {
    std::vector<double> counts(out.edges.size() + 1);
    for (const double v : values) {
      const auto at = right ? std::lower_bound(out.edges.begin(), out.edges.end(), v)
                            : std::upper_bound(out.edges.begin(), out.edges.end(), v);
      counts[static_cast<std::size_t>(at - out.edges.begin())] += 1;
    }
    return counts;
  };
  out.reference = count(reference);
  out.target = count(target);
  return out;
}

double population_stability(std::span<const double> reference_counts, std::span<const double> target_counts,
                            double floor, double added) {
  double m = 0, n = 0;
  for (std::size_t b = 0; b < reference_counts.size(); ++b) {
    m += reference_counts[b] + added;
    n += target_counts[b] + added;
  }
  if (!(m > 0 && n > 0)) return kNaN;
  double sum = 0;
  for (std::size_t b = 0; b < reference_counts.size(); ++b) {
    const double p = std::max(floor, (reference_counts[b] + added) / m);
    const double q = std::max(floor, (target_counts[b] + added) / n);
    sum += (q - p) * std::log(q / p);
  }
  return sum;
}

TableTest two_row_test(std::span<const double> first, std::span<const double> second) {
  TableTest out;
  std::vector<double> a, b;
  for (std::size_t c = 0; c < first.size(); ++c)
    if (first[c] + second[c] > 0) {
      a.push_back(first[c]);
      b.push_back(second[c]);
    }
  const double m = std::accumulate(a.begin(), a.end(), 0.0), n = std::accumulate(b.begin(), b.end(), 0.0);
  if (a.size() < 2 || !(m > 0 && n > 0)) return out;
  double sum = 0, yates = 0, least = INFINITY;
  for (std::size_t c = 0; c < a.size(); ++c)
    for (const auto& [row, total] : {std::pair{a[c], m}, std::pair{b[c], n}}) {
      const double expected = total * (a[c] + b[c]) / (m + n), off = std::abs(row - expected);
      const double corrected = off - std::min(0.5, off);
      sum += off * off / expected;
      yates += corrected * corrected / expected;
      least = std::min(least, expected);
    }
  out.chi_square = sum;
  out.df = static_cast<double>(a.size()) - 1;
  out.p = chi_square_upper_tail(sum, out.df);
  out.min_expected = least;
  out.cramers_v = std::sqrt(sum / (m + n));
  if (a.size() == 2) {
    out.yates = yates;
    out.yates_p = chi_square_upper_tail(yates, 1);
  }
  return out;
}

double fisher_exact_p(std::span<const double> first, std::span<const double> second) {
  std::vector<double> column;
  double row = 0, total = 0, tables = 1;
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (!(first[c] + second[c] > 0)) continue;
    column.push_back(first[c] + second[c]);
    row += first[c];
    total += column.back();
    if (column.size() > 1) tables *= column.back() + 1;
  }
  constexpr double kMost = 1e7;
  if (column.size() < 2 || !(tables <= kMost)) return kNaN;
  const auto log_choose = [](double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
  };
  const double all = log_choose(total, row);
  double observed = -all;
  for (std::size_t c = 0; c < first.size(); ++c)
    if (first[c] + second[c] > 0) observed += log_choose(first[c] + second[c], first[c]);
  double sum = 0, right = 0;
  const auto visit = [&](auto&& self, std::size_t c, double left, double log_p) -> void {
    if (c + 1 == column.size()) {
      if (left > column[c]) return;
      const double p = log_p + log_choose(column[c], left);
      right += std::exp(p);
      if (p <= observed + 1e-7) sum += std::exp(p);
      return;
    }
    for (double k = 0; k <= std::min(left, column[c]); ++k)
      self(self, c + 1, left - k, log_p + log_choose(column[c], k));
  };
  visit(visit, 0, row, -all);
  return std::min(1.0, sum / right);
}

}  // namespace radgauge::statistics
