#pragma once

#include <limits>
#include <string>
#include <vector>

#include "statistics/component_model.h"

namespace radgauge::statistics {

/// One line of an analysis of variance. `var` solves the expected mean squares and may be negative; `var0` is
/// max(var, 0).
struct AnovaTerm {
  double ss = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double ms = std::numeric_limits<double>::quiet_NaN();
  double var = std::numeric_limits<double>::quiet_NaN();
  double var0 = std::numeric_limits<double>::quiet_NaN();
};

/// The analysis of variance of a balanced design, terms in the order of the model. Nothing of a
/// design that is not balanced, and of a confounded one only the residual within cells, exists; `reason` says
/// why.
struct AnovaComponents {
  std::vector<AnovaTerm> terms;
  AnovaTerm residual;
  double ss_total = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};
/// Searle, Casella & McCulloch 1992, Variance Components, doi:10.1002/9780470316856, chapter 4.
AnovaComponents anova_components(const std::vector<double>& values, const ComponentModel& model);

/// Variance components by whatever method, terms in the order of the model; all NaN when `reason` is set.
struct VarianceComponents {
  std::vector<double> terms;
  double residual = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};
/// The components truncated at 0, each by itself.
VarianceComponents truncated(const AnovaComponents& anova);

/// Total variance; reproducibility coefficient RDC = 1.96 sqrt(2) sqrt(all but object and patient terms);
/// repeatability coefficient RC = 1.96 sqrt(2) sqrt(residual and draws), NaN without repeats.
struct ComponentSummary {
  double var_total = std::numeric_limits<double>::quiet_NaN();
  double rdc = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();
};
ComponentSummary summarise(const VarianceComponents& components, const ComponentModel& model);

}  // namespace radgauge::statistics
