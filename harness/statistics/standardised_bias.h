#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "statistics/spread_ratio.h"

namespace radgauge::statistics {

/// A bias in within-object SDs, tested against a margin in the same unit, with the sampling error of both:
/// the mean d of changes by patient (t, patients - 1 degrees of freedom) over the wSD s (log_spread()). The
/// hypothesis |delta| >= margin sigma is one of the sign of margin sigma - |delta|, whose limits are
/// recovered from those of the two by MOVER (Zou & Donner 2008, doi:10.1002/sim.3095):
/// margin s - |d| -/+ sqrt((margin (s - s_limit))^2 + (d - d_limit)^2). A margin taken as known where s is
/// estimated is equivalent too easily: 25 to 38 % at a margin where 5 % is meant, of changes that agree well.
/// At the margin the test of equivalence is wrong in at most 5 %, of patients with equal and unequal noise
/// (simulated in tests/statistics); that of a bias beyond the margin keeps its 5 % where noise is equal, and
/// is too easy where a few patients are much noisier than the others.
struct StandardisedBias {
  double n = 0;                                             ///< patients with a change
  double bias = std::numeric_limits<double>::quiet_NaN();   ///< d / s
  double lower = std::numeric_limits<double>::quiet_NaN();  ///< one-sided 95 % limits: a 90 % interval
  double upper = std::numeric_limits<double>::quiet_NaN();
  double p_equivalent = std::numeric_limits<double>::quiet_NaN();  ///< of H0: |bias| >= margin
  double p_beyond = std::numeric_limits<double>::quiet_NaN();      ///< of H0: |bias| <= margin
  std::string_view reason;  ///< why there is no test; the bias may exist all the same
};

/// `changes`: one of each patient, in the unit of the spread; `margin` > 0 in within-object SDs. No test with
/// fewer than two changes or where the spread has no standard error.
StandardisedBias standardised_bias(std::span<const double> changes, const LogSpread& spread, double margin);

}  // namespace radgauge::statistics
