#pragma once

#include <limits>
#include <string>
#include <vector>

#include "statistics/components.h"

namespace radgauge {

/// What the mean over some scanners and readers gives (a decision study). Variances of the relative and the
/// absolute error, the coefficient of generalisability Erho2 = u / (u + var_rel), and dependability
/// Phi = u / (u + var_abs), u = variance of objects and patients.
struct DecisionStudy {
  int scanners = 0;  ///< 0: scanners are no factor of the table
  int readers = 0;   ///< 0: readers are no factor of the table
  double var_rel = std::numeric_limits<double>::quiet_NaN();
  double var_abs = std::numeric_limits<double>::quiet_NaN();
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
};

/// Decision studies for 1 to `most` scanners and readers, one session and one repeat each (Brennan 2001,
/// Generalizability Theory, doi:10.1007/978-1-4757-3456-0). Empty for a table with neither factor; NaN where
/// the components do not exist; Erho2 and Phi are NaN when nothing varies.
std::vector<DecisionStudy> decision_studies(const VarianceComponents& components, const ComponentModel& model,
                                            int most = 3);

/// ".scanner2.reader1": the study's part of a quantity's name.
std::string suffix(const DecisionStudy& study);

}  // namespace radgauge
