#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Mean squares of complete ratings: between subjects (MSB), between raters (MSJ), two-way residual (MSE),
/// within subjects (MSW). NaN where the degrees of freedom are 0.
struct MeanSquares {
  std::size_t n_subjects = 0;
  std::size_t n_raters = 0;
  double msb = std::numeric_limits<double>::quiet_NaN();
  double msj = std::numeric_limits<double>::quiet_NaN();
  double mse = std::numeric_limits<double>::quiet_NaN();
  double msw = std::numeric_limits<double>::quiet_NaN();
};
MeanSquares mean_squares(const Ratings& complete);
MeanSquares mean_squares(const TwoWayEffects& effects);

/// One form of the ICC with its F test of ICC = 0 (one-sided) and its 95 % limits. NaN where it does not
/// exist; `reason` then says why. `lower_reason` is set where `lower` is a number but not a limit.
struct IccEstimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double f = std::numeric_limits<double>::quiet_NaN();
  double df1 = std::numeric_limits<double>::quiet_NaN();
  double df2 = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
  std::string_view lower_reason;
};

/// The six forms of McGraw & Wong 1996 (doi:10.1037/1082-989X.1.1.30): ICC(1), ICC(A,1), ICC(C,1) and the
/// same for the mean of k raters. Limits are the exact F limits for (1) and (C), Satterthwaite limits for
/// (A,1), and their Spearman-Brown image for (A,k). Negative estimates are kept.
struct IccFamily {
  MeanSquares mean_squares;
  IccEstimate one_way, agreement, consistency;
  IccEstimate one_way_mean, agreement_mean, consistency_mean;
  double satterthwaite_df = std::numeric_limits<double>::quiet_NaN();
};
IccFamily icc_anova(const Ratings& complete);

/// ICC(1), ICC(A,1) and ICC(C,1) with limits from mean squares alone; ICC(1) needs MSB and MSW only.
IccEstimate icc_one_way(const MeanSquares& ms);
IccEstimate icc_agreement(const MeanSquares& ms, double* satterthwaite_df = nullptr);
IccEstimate icc_consistency(const MeanSquares& ms);

/// a / b of two mean squares or SDs that are not negative: infinite where b alone is 0, NaN (0 / 0) where
/// both are.
double variance_ratio(double a, double b);

/// What an ICC would be where subjects differ `factor` times as much (in SD) and everything within them is
/// the same: f^2 r / (1 + (f^2 - 1) r), of r = between / (between + rest). An ICC of 0 or below, which knows
/// of no such variance, stays; NaN gives NaN. Bland & Altman, Comput Biol Med 1990;20:337-340,
/// doi:10.1016/0010-4825(90)90013-F.
double icc_at_spread(double icc, double factor);

/// One-way analysis of unbalanced ratings with k0 = (N - sum n_i^2 / N) / (n - 1) (Donner 1986,
/// doi:10.2307/1403259). Subjects without a value do not count. Limits are left NaN: the exact ones need
/// balance.
struct OneWayAnova {
  double n_subjects = 0;
  double n_values = 0;
  double k0 = std::numeric_limits<double>::quiet_NaN();
  double k_mean = std::numeric_limits<double>::quiet_NaN();
  double k_harmonic = std::numeric_limits<double>::quiet_NaN();
  double msb = std::numeric_limits<double>::quiet_NaN();
  double msw = std::numeric_limits<double>::quiet_NaN();
  double var_subject = std::numeric_limits<double>::quiet_NaN();
  IccEstimate icc;
};
OneWayAnova one_way_anova(const Ratings& ratings);
OneWayAnova one_way_anova(const SubjectSums& sums);

}  // namespace radgauge::statistics
