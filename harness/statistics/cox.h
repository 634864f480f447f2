#pragma once

#include <string_view>

#include "statistics/survival.h"

namespace radgauge::statistics {

/// How events at one time share their risk set: Breslow 1974 (doi:10.2307/2529620) or Efron 1977
/// (doi:10.1080/01621459.1977.10480613).
enum class CoxTies { breslow, efron };

/// Proportional hazards (Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x) at the maximum of the partial
/// likelihood.
struct CoxFit {
  std::vector<double> beta;
  std::vector<double> se;
  double log_likelihood_null = kNaN;
  double log_likelihood = kNaN;
  double likelihood_ratio = kNaN;  ///< chi-square of all coefficients; the next two likewise
  double wald = kNaN;
  double score = kNaN;
  std::string_view reason;  ///< why there is no fit: no events, a likelihood without maximum, ...
};
/// `columns` are as long as the times, without NaN. Newton's method with halved steps. O(n p^2) a step.
CoxFit fit_cox(const SurvivalTimes& times, std::span<const std::span<const double>> columns, CoxTies ties);

/// The partial log-likelihood of a linear predictor.
double cox_log_likelihood(const SurvivalTimes& times, std::span<const double> linear_predictor, CoxTies ties);

/// A step of the cumulative baseline hazard.
struct HazardStep {
  double time = kNaN;
  double cumulative = kNaN;
};
/// At linear predictor 0, one step per distinct time (Breslow's estimate, with Efron's share of ties under
/// CoxTies::efron, as R's survfit).
std::vector<HazardStep> baseline_hazard(const SurvivalTimes& times, std::span<const double> linear_predictor,
                                        CoxTies ties);

}  // namespace radgauge::statistics
