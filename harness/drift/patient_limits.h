#pragma once

#include <cstddef>
#include <vector>

#include "drift/drift_results.h"

namespace radgauge::drift {

/// How many objects a number is of, and of how many patients.
struct CountedPatients {
  std::size_t objects = 0;
  std::size_t patients = 0;
};

/// What an area needs beside its draws.
struct AreaSample {
  CountedPatients positive, negative;
  double variance = kNaN;  ///< DeLong's, of objects that were patients of their own
};

// 95 % limits of a number from its values in draws of patients (`drawn`; NaN where a draw has none). The
// spread of the draws is taken, and not their percentiles: with few patients those are too narrow and, of
// shares and areas, off centre (results/compliance/drift_coverage.md). Without limits, with a reason, where
// the number is not defined in a tenth of the draws, or rests on one patient.

/// An area: Newcombe's score interval (statistics/roc.h) of as many cases as the spread of the draws leaves
/// of them; at least one for each patient of a class, at most those that there are.
Estimate area_limits(const Estimate& of, std::vector<double> drawn, const AreaSample& sample);
/// A share: Wilson's interval of the effective number of objects; where patients have several, by the
/// quantile of t, since their likeness is estimated, too.
Estimate share_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample);
/// A difference of areas: the spread of the draws, normal.
Estimate difference_limits(const Estimate& of, std::vector<double> drawn);
/// A mean without bounds: the spread of the draws, by t.
Estimate mean_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample);
/// A mean within 0 and 1 (Brier score): the same, of its log odds.
Estimate bounded_mean_limits(const Estimate& of, std::vector<double> drawn, const CountedPatients& sample);

}  // namespace radgauge::drift
