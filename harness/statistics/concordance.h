#pragma once

#include <limits>
#include <string_view>

#include "statistics/icc.h"
#include "statistics/ratings.h"

namespace radgauge::statistics {

/// Overall concordance of k raters, complete ratings (Barnhart, Haber & Song 2002,
/// doi:10.1111/j.0006-341X.2002.01020.x): `occc` with n - 1 in variances and covariances, `n_denominator`
/// with n; occc = precision * accuracy.
struct OverallConcordance {
  double occc = std::numeric_limits<double>::quiet_NaN();
  double n_denominator = std::numeric_limits<double>::quiet_NaN();
  double precision = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
};
OverallConcordance overall_concordance(const Ratings& complete);
/// The same `occc` from mean squares alone: 2 sum s_jk = (k-1)(MSB - MSE) and so on.
double occc(const MeanSquares& ms);

/// Kendall's coefficient of concordance W of complete ratings, corrected for ties and not, with its
/// chi-square test (Kendall & Babington Smith 1939, doi:10.1214/aoms/1177732186; Siegel & Castellan 1988).
struct KendallW {
  double w = std::numeric_limits<double>::quiet_NaN();
  double uncorrected = std::numeric_limits<double>::quiet_NaN();
  double chi_square = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  std::string_view reason;
};
KendallW kendall_w(const Ratings& complete);

}  // namespace radgauge::statistics
