#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Variances over the residual variance: of subjects, and of raters in the two-way model.
using VarianceRatios = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 2, 1>;
using RatioMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 2, 2>;

/// What the restricted likelihood of ratings, some missing, needs to know of them. The larger factor (its
/// levels: units) is eliminated: units with the same number of values share their weights, so that sums over
/// them do, and a likelihood costs O(counts x levels^2 + levels^3) for the levels of the smaller factor
/// whatever the number of units. Values are about the mean of their level, and that about the grand mean.
struct RatingMoments {
  struct Group {
    double count = 0;                           ///< values of each unit
    double units = 0, means = 0, squares = 0;   ///< how many; sum and sum of squares of their means
    Eigen::VectorXd incidence, mean_incidence;  ///< of each level: units with it, and the sum of their means
    Eigen::MatrixXd pairs;                      ///< of two levels: units with both
  };
  std::vector<Group> groups;
  Eigen::VectorXd rest;         ///< of each level: sum of deviations from the means of units
  Eigen::VectorXd level_count;  ///< values of each level
  Eigen::VectorXd level_mean;   ///< about the grand mean
  double within = 0;            ///< sum of squares about the means of units
  double values = 0, mean = 0;
  std::size_t factors = 1;  ///< 1: subjects alone
  bool subjects_are_units = true;
};
/// `with_raters`: the two-way model. Units are the subjects, unless there are fewer of them than raters.
RatingMoments moments_of(const Ratings& ratings, bool with_raters);

/// -2 restricted log-likelihood with the residual variance profiled out, (N - 1) ln(y'Py) + ln det (Harville
/// 1977, doi:10.1080/01621459.1977.10480998), its gradient, its second derivatives and their expectation.
struct RatingProfile {
  double deviance = 0, residual_variance = 0;
  VarianceRatios gradient;
  RatioMatrix observed, expected;
};
/// Nothing where no residual is left. `ratios` >= 0, subjects first.
std::optional<RatingProfile> profile_at(const RatingMoments& moments, const VarianceRatios& ratios);

/// Generalised least-squares mean at these ratios.
double grand_mean_at(const RatingMoments& moments, const VarianceRatios& ratios);

}  // namespace radgauge::statistics
