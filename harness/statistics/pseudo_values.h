#pragma once

#include <limits>
#include <span>
#include <vector>

namespace radgauge::statistics {

/// Pseudo-values of a logarithm: what limits are made of. `df` is 2 / (relative variance of se^2), which the
/// kurtosis of the pseudo-values gives (Satterthwaite's equation), at most n - 1: few patients that differ
/// from the others leave few degrees of freedom. Where few patients vary they
/// are those as if up to four more varied as much as the one who varies most, whichever certifies most: that
/// keeps limits monotone in how many vary. `rests_on_one`: without one patient nothing varies. NaN where they
/// do not exist.
struct PseudoValues {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  bool rests_on_one = false;
};

/// theta of everything and without each of two or more patients, as they are: no other patient is made up.
PseudoValues pseudo_values(double theta, std::span<const double> without);

/// A logarithm of a variance ratio of everything and without each patient.
struct Deletions {
  double theta;
  std::vector<double> without;
  std::vector<double> share;  ///< of the variation within objects, of each patient; empty: not known
  double sign;                ///< of d theta / d ln(variation within objects): 1 or -1
};
/// Pseudo-values that decide. Where few patients vary, more of them would make the interval narrower by more
/// than they move its middle; what more variation cannot take away is not taken away without it, so that a
/// feature is never better off for varying in one more patient. NaN where a logarithm does not exist. O(P log
/// P).
PseudoValues deciding_values(const Deletions& all);

}  // namespace radgauge::statistics
