#pragma once

#include <string_view>

#include "statistics/survival.h"

namespace radgauge::statistics {

/// Concordance of a risk score with survival (Harrell 1982, doi:10.1001/jama.1982.03320430047030): of the
/// pairs in which one is known to have the event first, the share whose earlier event has the higher risk;
/// equal risks count one half. An event comes before censoring at the same time; two events at one time are
/// no pair. The standard error is the infinitesimal jackknife's. `uno` weights pairs by the squared inverse
/// of the probability of not being censored before the event, without truncation (Uno et al. 2011,
/// doi:10.1002/sim.4154).
struct SurvivalConcordance {
  double concordant = 0;
  double discordant = 0;
  double tied_risk = 0;
  double tied_time = 0;  ///< pairs of events at one time, with different risks
  double tied_both = 0;  ///< the same with equal risks
  double c = kNaN;
  double se = kNaN;
  double uno = kNaN;
  std::string_view reason;

  double lower() const;  ///< c - z se, 95 %
  double upper() const;
};
/// `risk` without NaN, higher = earlier. O(n log n).
SurvivalConcordance survival_concordance(const SurvivalTimes& times, std::span<const double> risk);

}  // namespace radgauge::statistics
