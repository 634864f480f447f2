#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "statistics/components.h"

namespace radgauge::statistics {

/// What a mean over several levels gives. Variances of the relative and the absolute error, the coefficient
/// of generalisability Erho2 = u / (u + var_rel), and dependability Phi = u / (u + var_abs), u = variance of
/// objects and patients. Erho2 and Phi are NaN when nothing varies.
struct MeanPrecision {
  double var_rel = std::numeric_limits<double>::quiet_NaN();
  double var_abs = std::numeric_limits<double>::quiet_NaN();
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
};

/// How many levels of a factor are averaged. Of a nested factor, within each level of what it is nested in.
using AveragedLevels = std::vector<std::pair<unsigned, int>>;

/// The mean over `levels` of the named factors and one of the others, each cell measured `repeats` times: the
/// variance of a term is divided by the levels of its factors, that of the residual by all of them and by the
/// repeats. Shared draws are divided by the repeats (and the instruments they are nested in): more readers of
/// one image do not average its noise (Brennan 2001, Generalizability Theory,
/// doi:10.1007/978-1-4757-3456-0). NaN where the components or the objects do not exist.
MeanPrecision precision_of_mean(const VarianceComponents& components, const ComponentModel& model,
                                const AveragedLevels& levels, int repeats = 1);

/// What the mean over some scanners and readers gives (a decision study).
struct DecisionStudy : MeanPrecision {
  int scanners = 0;  ///< 0: scanners are no factor of the table
  int readers = 0;   ///< 0: readers are no factor of the table
};

/// Decision studies for 1 to `most` scanners and readers, one session and one repeat each. Empty for a table
/// with neither factor.
std::vector<DecisionStudy> decision_studies(const VarianceComponents& components, const ComponentModel& model,
                                            int most = 3);

/// ".scanner2.reader1": the study's part of a quantity's name.
std::string suffix(const DecisionStudy& study);

}  // namespace radgauge::statistics
