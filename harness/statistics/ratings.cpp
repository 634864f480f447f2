#include "statistics/ratings.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace radgauge {

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
  if (kept) kept->clear();
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    const auto row = ratings.values.begin() + static_cast<std::ptrdiff_t>(i * ratings.n_raters);
    const auto end = row + static_cast<std::ptrdiff_t>(ratings.n_raters);
    if (std::any_of(row, end, [](double v) { return std::isnan(v); })) continue;
    out.values.insert(out.values.end(), row, end);
    ++out.n_subjects;
    if (kept) kept->push_back(i);
  }
  return out;
}

SubjectSums subject_sums(const Ratings& ratings) {
  SubjectSums sums;
  const auto first =
      std::find_if(ratings.values.begin(), ratings.values.end(), [](double v) { return !std::isnan(v); });
  if (first == ratings.values.end()) return sums;
  sums.pivot = *first;
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    // Each subject has a pivot of its own: differences of near values are exact.
    double count = 0, total = 0, own = 0;
    for (std::size_t j = 0; j < ratings.n_raters; ++j) {
      const double value = ratings.at(i, j);
      if (std::isnan(value)) continue;
      if (count == 0) own = value;
      ++count;
      total += value - own;
    }
    if (!(count > 0)) continue;
    const double mean = total / count;
    double deviation = 0, squares = 0;  // the first corrects the rounding of the mean
    for (std::size_t j = 0; j < ratings.n_raters; ++j) {
      const double value = ratings.at(i, j);
      if (std::isnan(value)) continue;
      const double d = (value - own) - mean;
      deviation += d;
      squares += d * d;
    }
    sums.subject.push_back(i);
    sums.count.push_back(count);
    sums.mean.push_back((own - sums.pivot) + (mean + deviation / count));
    sums.sum_squares.push_back(std::max(0.0, squares - deviation * deviation / count));
  }
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
    double* row = effects.residuals.data() + i * k;
    double total = 0, rest = 0;
    for (std::size_t j = 0; j < k; ++j) total += (row[j] = ratings.at(i, j) - ratings.at(i, 0));
    const double mean = total / static_cast<double>(k);
    for (std::size_t j = 0; j < k; ++j) rest += (row[j] -= mean);
    rest /= static_cast<double>(k);
    for (std::size_t j = 0; j < k; ++j) {
      row[j] -= rest;
      effects.raters[j] += row[j];
      largest = std::max(largest, std::abs(row[j]));
    }
    effects.subjects[i] = (ratings.at(i, 0) - pivot) + (mean + rest);
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
  for (std::size_t c = 0; c < n * k; ++c) {
    effects.residuals[c] -= effects.raters[c % k];
    largest_residual = std::max(largest_residual, std::abs(effects.residuals[c]));
  }
  if (largest_residual <= 8 * std::numeric_limits<double>::epsilon() * largest)
    std::fill(effects.residuals.begin(), effects.residuals.end(), 0.0);
  return effects;
}

}  // namespace radgauge
