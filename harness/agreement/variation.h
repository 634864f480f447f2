#pragma once

#include "agreement/agreement.h"
#include "agreement/arbitrary_zero.h"
#include "agreement/cells.h"
#include "agreement/decision.h"

namespace radgauge::agreement {

/// Least-squares slope of ln(within-object SD) on ln|object mean| with its 95 % t interval, over objects
/// whose values differ; NaN with fewer than kScaleObjects of them, or where object means are equal or of both
/// signs. Near 0 the SD does not follow the mean (raw scale); near 1 it is a share of it (log scale).
struct SdMeanSlope {
  double slope = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};
SdMeanSlope sd_mean_slope(const statistics::SubjectSums& sums);
inline constexpr std::size_t kScaleObjects = 6;

/// wSD, wCV, RC of one feature in the row and its detail, and what the limits on them need.
///
/// The scale is fixed before the limits are looked at. automatic: log where all values are of one sign, the
/// slope of sd_mean_slope() is above 0.5 and its interval excludes 0; else raw. log: log where all values are
/// of one sign. RC in percent is 100 x 2.77 wCV (rms, pooled by degrees of freedom) on the raw scale, and the
/// larger arm 100 (exp(2.77 wSD_log) - 1) on the log scale (Bland & Altman 1999,
/// doi:10.1177/096228029900800204); wCV is the rms one on both.
/// Where zero_is_arbitrary() of the row's unit and code, neither wCV nor RC in percent exists, unless nothing
/// moved.
void fill_variation(const FeatureCells& cells, const Question& question, FeatureRow& row,
                    AgreementDetail& detail, Evidence& evidence);

}  // namespace radgauge::agreement
