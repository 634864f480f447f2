#include "statistics/ratings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>

namespace radgauge::statistics {

Ratings::Ratings(std::size_t subjects, std::size_t raters)
    : n_subjects(subjects),
      n_raters(raters),
      values(subjects * raters, std::numeric_limits<double>::quiet_NaN()) {}

bool Ratings::complete() const {
  return std::none_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

Ratings complete_cases(const Ratings& ratings, std::vector<std::size_t>* kept) {
  Ratings out;
  out.n_raters = ratings.n_raters;
  if (kept) kept->resize(ratings.n_subjects);
  out.values.resize(ratings.values.size());
  double* to = out.values.data();
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    const double* row = ratings.values.data() + i * ratings.n_raters;
    bool whole = true;
    for (std::size_t j = 0; j < ratings.n_raters; ++j) whole = whole && !std::isnan(row[j]);
    if (!whole) continue;
    to = std::copy_n(row, ratings.n_raters, to);
    if (kept) (*kept)[out.n_subjects] = i;
    ++out.n_subjects;
  }
  out.values.resize(out.n_subjects * ratings.n_raters);
  if (kept) kept->resize(out.n_subjects);
  return out;
}

namespace {

// Four virtual lanes: independent additions, whose order does not depend on the instruction set.
constexpr std::size_t kLanes = 4;

// Sum over the row of f(value), and of its square.
struct RowSums {
  double sum = 0, squares = 0;
};

template <typename F>
RowSums row_sums(std::span<const double> row, const F& f) {
  double sum[kLanes] = {}, squares[kLanes] = {};
  std::size_t j = 0;
  for (; j + kLanes <= row.size(); j += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double d = f(row[j + lane]);
      sum[lane] += d;
      squares[lane] += d * d;
    }
  for (std::size_t lane = 0; j < row.size(); ++j, ++lane) {
    const double d = f(row[j]);
    sum[lane] += d;
    squares[lane] += d * d;
  }
  return {(sum[0] + sum[1]) + (sum[2] + sum[3]), (squares[0] + squares[1]) + (squares[2] + squares[3])};
}

// Of a row without gaps.
RowMoments row_moments(std::span<const double> row) {
  if (row.size() == 2) return moments_of_pair(row[0], row[1]);
  // Each subject has a pivot of its own: differences of near values are exact.
  const double own = row[0], count = static_cast<double>(row.size());
  const double mean = row_sums(row, [own](double v) { return v - own; }).sum / count;
  // The sum of deviations corrects the rounding of the mean.
  const RowSums rest = row_sums(row, [own, mean](double v) { return (v - own) - mean; });
  return {mean + rest.sum / count, std::max(0.0, rest.squares - rest.sum * rest.sum / count)};
}

// Deviations of a row from its mean go to `residuals`; the mean, relative to the first value, is returned.
double centre_row(std::span<const double> values, double* residuals) {
  const double own = values[0], k = static_cast<double>(values.size());
  const double mean = row_sums(values, [own](double v) { return v - own; }).sum / k;
  const double rest = row_sums(values, [own, mean](double v) { return (v - own) - mean; }).sum / k;
  for (std::size_t j = 0; j < values.size(); ++j) residuals[j] = ((values[j] - own) - mean) - rest;
  return mean + rest;
}

double centre_pair(double first, double second, double* residuals) {
  const double difference = second - first, mean = difference / 2;
  const double below = 0 - mean, above = difference - mean, rest = (below + above) / 2;
  residuals[0] = below - rest;
  residuals[1] = above - rest;
  return mean + rest;
}

// Values of a row that are there; the row itself, without a copy, when all are.
std::span<const double> present(std::span<const double> row, std::vector<double>& room) {
  bool whole = true;
  for (const double value : row) whole = whole && !std::isnan(value);
  if (whole) return row;
  room.clear();
  std::copy_if(row.begin(), row.end(), std::back_inserter(room), [](double v) { return !std::isnan(v); });
  return room;
}

}  // namespace

RowSpread row_spread(std::span<const double> row) {
  if (row.size() == 2 && !std::isnan(row[0]) && !std::isnan(row[1]))
    return {2, moments_of_pair(row[0], row[1]).sum_squares};
  std::vector<double> room;
  const auto there = present(row, room);
  if (there.empty()) return {};
  return {static_cast<double>(there.size()), row_moments(there).sum_squares};
}

SubjectSums subject_sums(const Ratings& ratings) {
  SubjectSums sums;
  const auto first =
      std::find_if(ratings.values.begin(), ratings.values.end(), [](double v) { return !std::isnan(v); });
  if (first == ratings.values.end()) return sums;
  sums.pivot = *first;
  for (auto* list : {&sums.count, &sums.mean, &sums.sum_squares}) list->resize(ratings.n_subjects);
  sums.subject.resize(ratings.n_subjects);
  std::vector<double> room;
  std::size_t n = 0;
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    const auto row = present(std::span(ratings.values).subspan(i * ratings.n_raters, ratings.n_raters), room);
    if (row.empty()) continue;
    const RowMoments moments = row_moments(row);
    sums.subject[n] = i;
    sums.count[n] = static_cast<double>(row.size());
    sums.mean[n] = (row[0] - sums.pivot) + moments.mean;
    sums.sum_squares[n] = moments.sum_squares;
    ++n;
  }
  for (auto* list : {&sums.count, &sums.mean, &sums.sum_squares}) list->resize(n);
  sums.subject.resize(n);
  return sums;
}

TwoWayEffects two_way_effects(const Ratings& ratings) {
  const std::size_t n = ratings.n_subjects, k = ratings.n_raters;
  TwoWayEffects effects;
  if (n == 0 || k == 0) return effects;
  const double pivot = ratings.values[0];
  effects.subjects.resize(n);
  effects.raters.assign(k, 0);
  effects.residuals.resize(n * k);
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<const double> values(ratings.values.data() + i * k, k);
    double* row = effects.residuals.data() + i * k;
    const double mean = k == 2 ? centre_pair(values[0], values[1], row) : centre_row(values, row);
    for (std::size_t j = 0; j < k; ++j) {
      effects.raters[j] += row[j];
      largest = std::max(largest, std::abs(row[j]));
    }
    effects.subjects[i] = (values[0] - pivot) + mean;
  }
  double grand = 0;
  for (const double mean : effects.subjects) grand += mean;
  grand /= static_cast<double>(n);
  double rest = 0;
  for (double& mean : effects.subjects) rest += (mean -= grand);
  rest /= static_cast<double>(n);
  for (double& mean : effects.subjects) mean -= rest;
  effects.grand_mean = pivot + (grand + rest);
  for (double& effect : effects.raters) effect /= static_cast<double>(n);
  double largest_residual = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      double& residual = effects.residuals[i * k + j];
      residual -= effects.raters[j];
      largest_residual = std::max(largest_residual, std::abs(residual));
    }
  if (largest_residual <= 8 * std::numeric_limits<double>::epsilon() * largest)
    std::fill(effects.residuals.begin(), effects.residuals.end(), 0.0);
  return effects;
}

}  // namespace radgauge::statistics
