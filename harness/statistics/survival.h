#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// Times until an event or the end of follow-up, in one unit of the caller's; status 1 = event, 0 = censored.
/// No NaN, times not negative, lists as long.
struct SurvivalTimes {
  std::span<const double> time;
  std::span<const std::uint8_t> status;
};

/// A step of a Kaplan-Meier curve (Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452). Censoring at the
/// time of an event comes after it.
struct SurvivalStep {
  double time = kNaN;
  double at_risk = 0;
  double events = 0;
  double censored = 0;
  double survival = kNaN;       ///< from this time on
  double se_cumulative = kNaN;  ///< Greenwood's SE of the survival over the survival
  double lower_log_log = kNaN;  ///< 95 %; NaN where the survival is 0 or 1
  double upper_log_log = kNaN;
};
/// One step per distinct time. O(n log n).
std::vector<SurvivalStep> kaplan_meier(const SurvivalTimes& times);

/// Kaplan-Meier of the censoring, from the curve of the events: the share that is not yet censored from each
/// time on, events leaving the risk set first (the weights of IPCW; other columns are those of `curve`).
std::vector<SurvivalStep> censoring_curve(std::span<const SurvivalStep> curve);
/// Survival at `time` of a curve: 1 before its first step. `before`: just before that time.
double survival_at(std::span<const SurvivalStep> curve, double time, bool before = false);

/// Smallest time with S(t) <= 0.5, or the midpoint of the two times where S equals 0.5 until a later drop;
/// limits by the same rule from the log-log limits. NaN where a curve stays above.
struct MedianSurvival {
  double median = kNaN;
  double lower = kNaN;
  double upper = kNaN;
};
MedianSurvival median_survival(std::span<const SurvivalStep> curve);

/// Area under the curve up to `horizon`, with Greenwood's standard error (Royston & Parmar 2013,
/// doi:10.1186/1471-2288-13-152). Beyond the last follow-up the curve goes on at its last level, as R's
/// survfit extends it; the area is then a guess about time that nobody was followed for, and grows with it.
/// NaN for an empty curve.
struct RestrictedMean {
  double mean = kNaN;
  double se = kNaN;
};
RestrictedMean restricted_mean(std::span<const SurvivalStep> curve, double horizon);

/// Test of equal hazards in groups numbered from 0, weighted by S(t-)^rho: rho 0 is the log-rank test
/// (Mantel 1966), rho 1 Peto & Peto's (Harrington & Fleming 1982, doi:10.1093/biomet/69.3.553). Groups that
/// are never at risk beside another one at an event do not count among the degrees of freedom, as in R's
/// survdiff.
struct LogRank {
  std::vector<double> observed;  ///< of each group, weighted
  std::vector<double> expected;
  std::vector<double> variance;
  double chi_square = kNaN;
  double df = kNaN;
  double p = kNaN;
  std::string_view reason;
};
LogRank log_rank(const SurvivalTimes& times, std::span<const std::size_t> group, double rho);

/// Brier score at `horizon` of predicted survival probabilities there, with inverse probability of censoring
/// weights (Graf et al. 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5).
/// NaN where nobody could be followed so long.
double ipcw_brier(const SurvivalTimes& times, std::span<const double> survival_probability, double horizon);

}  // namespace radgauge::statistics
