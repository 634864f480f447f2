#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace radgauge::statistics {

/// Measurements of `n_subjects` subjects by `n_raters` raters (repeats, conditions), subject by subject:
/// values[i * n_raters + j]. NaN marks a missing one.
struct Ratings {
  std::size_t n_subjects = 0;
  std::size_t n_raters = 0;
  std::vector<double> values;

  Ratings() = default;
  Ratings(std::size_t subjects, std::size_t raters);
  double& at(std::size_t subject, std::size_t rater) { return values[subject * n_raters + rater]; }
  double at(std::size_t subject, std::size_t rater) const { return values[subject * n_raters + rater]; }
  bool complete() const;
};

/// The subjects measured by every rater, in their order; `kept`, if given, gets their indices.
Ratings complete_cases(const Ratings& ratings, std::vector<std::size_t>* kept = nullptr);

/// Count, mean and sum of squared deviations of each subject that has a value. Means are relative to
/// `pivot`, so that a large offset costs no digits.
struct SubjectSums {
  double pivot = 0;
  std::vector<std::size_t> subject;  ///< index in the ratings
  std::vector<double> count;
  std::vector<double> mean;
  std::vector<double> sum_squares;
};
SubjectSums subject_sums(const Ratings& ratings);

/// How many values of a row there are, and the sum of their squared deviations from their mean: those of
/// subject_sums() for a subject with these values.
struct RowSpread {
  double count = 0;
  double sum_squares = 0;
};
RowSpread row_spread(std::span<const double> row);

/// Mean, relative to the first value, and sum of squared deviations of a row.
struct RowMoments {
  double mean = 0;
  double sum_squares = 0;
};
/// Those of two numbers, to the last bit as the sums of a row of any length give them: pairs with base are
/// most of what is summed.
inline RowMoments moments_of_pair(double first, double second) {
  const double difference = second - first, mean = difference / 2;
  // The sum of the deviations corrects the rounding of the mean.
  const double below = 0 - mean, above = difference - mean, rest = below + above;
  const double squares = (below * below + above * above) - rest * rest / 2;
  return {mean + rest / 2, squares > 0 ? squares : 0.0};
}

/// The additive decomposition of complete ratings: value = grand_mean + subject + rater + residual.
/// Residuals within rounding of the rater-to-rater differences are exactly 0.
struct TwoWayEffects {
  double grand_mean = 0;
  std::vector<double> subjects;
  std::vector<double> raters;
  std::vector<double> residuals;  ///< [subject * n_raters + rater]
};
TwoWayEffects two_way_effects(const Ratings& complete);

}  // namespace radgauge::statistics
