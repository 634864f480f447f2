#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Subjects and raters together beyond which no fit is attempted: time grows with the cube of the fewer.
inline constexpr std::size_t kMostRatingLevels = 1000;

/// Components of variance of ratings with missing cells by restricted maximum likelihood, every component >=
/// 0 (Patterson & Thompson 1971, doi:10.1093/biomet/58.3.545). NaN with a reason where the likelihood has no
/// maximum or a component cannot be told from another.
struct RatingComponents {
  double grand_mean = std::numeric_limits<double>::quiet_NaN();  ///< generalised least squares
  double var_subject = std::numeric_limits<double>::quiet_NaN();
  double var_rater = std::numeric_limits<double>::quiet_NaN();  ///< 0 in the one-way model
  double var_residual = std::numeric_limits<double>::quiet_NaN();
  double n_raters = 0;  ///< labels
  std::string_view reason;
};

/// value ~ 1 + (1 | subject). `near`: the fit of nearly the same ratings (one subject more); the likelihood
/// is climbed from there, a few steps, and from several starts only where that finds no maximum.
RatingComponents reml_one_way(const Ratings& ratings, const RatingComponents* near = nullptr);
/// value ~ 1 + (1 | subject) + (1 | rater).
RatingComponents reml_two_way(const Ratings& ratings, const RatingComponents* near = nullptr);

}  // namespace radgauge::statistics
