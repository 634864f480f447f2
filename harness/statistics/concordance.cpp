#include "statistics/concordance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
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

// Neighbouring subjects of one value: base in the pairs of one object, most of all.
struct RankRun {
  double value;
  std::uint32_t first, size;
};

bool is_lower_run(const RankRun& a, const RankRun& b) {
  return a.value < b.value;
}

std::vector<RankRun> rank_runs(const Ratings& ratings, std::size_t rater) {
  std::vector<RankRun> runs;
  runs.reserve(ratings.n_subjects);
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    const double value = ratings.at(i, rater);
    if (!runs.empty() && runs.back().value == value)
      ++runs.back().size;
    else
      runs.push_back({value, static_cast<std::uint32_t>(i), 1});
  }
  return runs;
}

// By value; equal ones in any order. As many even steps of the range as there are runs come before the sort:
// a step holds one or two of them, wherever values are not far more crowded than even.
std::vector<RankRun> sorted_runs(std::vector<RankRun> runs) {
  const auto [least, most] = std::minmax_element(runs.begin(), runs.end(), is_lower_run);
  const double low = least->value, steps = static_cast<double>(runs.size() - 1);
  const double range = most->value - low, scale = steps / range;
  if (!std::isfinite(range) || !std::isfinite(scale)) {  // all equal, or steps beyond doubles
    std::sort(runs.begin(), runs.end(), is_lower_run);
    return runs;
  }
  const auto step_of = [&](const RankRun& run) {
    return static_cast<std::size_t>(std::min((run.value - low) * scale, steps));
  };
  std::vector<std::uint32_t> end(runs.size() + 1, 0), step(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    step[i] = static_cast<std::uint32_t>(step_of(runs[i]));
    ++end[step[i] + 1];
  }
  for (std::size_t s = 1; s < end.size(); ++s) end[s] += end[s - 1];
  std::vector<RankRun> out(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) out[end[step[i]]++] = runs[i];
  for (std::size_t s = 0, first = 0; s < runs.size(); first = end[s++]) {
    if (end[s] - first == 2 && out[first + 1].value < out[first].value) std::swap(out[first], out[first + 1]);
    if (end[s] - first > 2)
      std::sort(out.begin() + static_cast<std::ptrdiff_t>(first),
                out.begin() + static_cast<std::ptrdiff_t>(end[s]), is_lower_run);
  }
  return out;
}

// Adds the average ranks of one rater to `sums`; returns sum of t^3 - t over its groups of ties.
double add_ranks(const Ratings& ratings, std::size_t rater, std::vector<double>& sums) {
  const std::vector<RankRun> order = sorted_runs(rank_runs(ratings, rater));
  double ties = 0;
  std::size_t before = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    std::size_t tied = 0;
    for (last = first; last < order.size() && order[last].value == order[first].value; ++last)
      tied += order[last].size;
    const double t = static_cast<double>(tied);
    ties += t * t * t - t;
    const double rank = 0.5 * static_cast<double>(2 * before + tied + 1);
    for (std::size_t r = first; r < last; ++r)
      for (std::size_t i = 0; i < order[r].size; ++i) sums[order[r].first + i] += rank;
    before += tied;
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
