#include "statistics/concordance.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/nan.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

// SD of each rater over subjects (n - 1), by a pivoted two-pass sum.
std::vector<double> rater_sds(const Ratings& ratings) {
  std::vector<double> sds;
  const double n = static_cast<double>(ratings.n_subjects);
  for (std::size_t j = 0; j < ratings.n_raters; ++j) {
    const double pivot = ratings.at(0, j);
    double total = 0, deviation = 0, squares = 0;
    for (std::size_t i = 0; i < ratings.n_subjects; ++i) total += ratings.at(i, j) - pivot;
    for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
      const double d = (ratings.at(i, j) - pivot) - total / n;
      deviation += d;
      squares += d * d;
    }
    sds.push_back(std::sqrt(std::max(0.0, squares - deviation * deviation / n) / (n - 1)));
  }
  return sds;
}

// Adds the average ranks of one rater to `sums`; returns sum of t^3 - t over its groups of ties.
double add_ranks(const Ratings& ratings, std::size_t rater, std::vector<double>& sums) {
  // Values beside their subjects sort faster than subjects by their values; ties may come in any order.
  std::vector<std::pair<double, std::size_t>> order(ratings.n_subjects);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = {ratings.at(i, rater), i};
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double ties = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    last = first + 1;
    while (last < order.size() && order[last].first == order[first].first) ++last;
    const double t = static_cast<double>(last - first);
    ties += t * t * t - t;
    for (std::size_t i = first; i < last; ++i)
      sums[order[i].second] += 0.5 * static_cast<double>(first + last + 1);
  }
  return ties;
}

}  // namespace

double occc(const MeanSquares& ms) {
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  const double below = ms.msb + (k - 1) * ms.mse + k * ms.msj / n;
  return below > 0 ? (ms.msb - ms.mse) / below : kNaN;
}

OverallConcordance overall_concordance(const Ratings& ratings) {
  OverallConcordance out;
  if (ratings.n_subjects < 2 || ratings.n_raters < 2) {
    out.reason = ratings.n_subjects < 2 ? "fewer than two complete subjects" : "fewer than two raters";
    return out;
  }
  const MeanSquares ms = mean_squares(ratings);
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  out.occc = occc(ms);
  if (std::isnan(out.occc)) {
    out.reason = "all values are equal";
    return out;
  }
  const double shrink = (n - 1) / n;
  out.n_denominator = shrink * (ms.msb - ms.mse) / (shrink * (ms.msb + (k - 1) * ms.mse) + k * ms.msj / n);
  double total = 0, squares = 0;
  for (const double sd : rater_sds(ratings)) {
    total += sd;
    squares += sd * sd;
  }
  const double products = total * total - squares;  // 2 sum of s_j s_k over pairs
  if (products > 0) out.precision = (k - 1) * (ms.msb - ms.mse) / products;
  if (out.precision != 0) out.accuracy = out.occc / out.precision;
  return out;
}

KendallW kendall_w(const Ratings& ratings) {
  KendallW out;
  if (ratings.n_subjects < 2 || ratings.n_raters < 2) {
    out.reason = ratings.n_subjects < 2 ? "fewer than two complete subjects" : "fewer than two raters";
    return out;
  }
  const double n = static_cast<double>(ratings.n_subjects), k = static_cast<double>(ratings.n_raters);
  std::vector<double> sums(ratings.n_subjects, 0);
  double ties = 0, squares = 0;
  for (std::size_t j = 0; j < ratings.n_raters; ++j) ties += add_ranks(ratings, j, sums);
  for (const double sum : sums) squares += (sum - k * (n + 1) / 2) * (sum - k * (n + 1) / 2);
  const double greatest = k * k * (n * n * n - n);
  out.df = n - 1;
  if (!(greatest - k * ties > 0)) {
    out.reason = "every rater gives every subject the same value";
    return out;
  }
  out.uncorrected = 12 * squares / greatest;
  out.w = 12 * squares / (greatest - k * ties);
  out.chi_square = k * (n - 1) * out.w;
  out.p = chi_square_upper_tail(out.chi_square, out.df);
  return out;
}

}  // namespace radgauge::statistics
