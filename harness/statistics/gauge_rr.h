#pragma once

#include <limits>
#include <string>

#include "statistics/components.h"
#include "statistics/gauge_limits.h"

namespace radgauge::statistics {

/// Distinct categories over PV/GRR (AIAG, Measurement Systems Analysis, 4th edition 2010).
inline constexpr double kCategoriesPerRatio = 1.41;

/// One gauge R&R table. Equipment variation (repeatability) ev, appraiser variation av_factor, interaction
/// int, av = both, grr = ev and av, part variation pv, total tv: all standard deviations, without a factor of
/// 5.15 or 6.
struct GaugeTable {
  double ev = std::numeric_limits<double>::quiet_NaN();
  double av_factor = std::numeric_limits<double>::quiet_NaN();
  double interaction = std::numeric_limits<double>::quiet_NaN();
  double av = std::numeric_limits<double>::quiet_NaN();
  double grr = std::numeric_limits<double>::quiet_NaN();
  double pv = std::numeric_limits<double>::quiet_NaN();
  double tv = std::numeric_limits<double>::quiet_NaN();
  double ndc_unrounded =
      std::numeric_limits<double>::quiet_NaN();  ///< kCategoriesPerRatio pv / grr; +inf if grr is 0
  double grr_lower = std::numeric_limits<double>::quiet_NaN();  ///< two-sided 95 % limits (gauge_limits.h)
  double grr_upper = std::numeric_limits<double>::quiet_NaN();
  double study_lower = std::numeric_limits<double>::quiet_NaN();  ///< of 100 grr / tv
  double study_upper = std::numeric_limits<double>::quiet_NaN();
  double ndc_lower = std::numeric_limits<double>::quiet_NaN();  ///< of ndc_unrounded
  double ndc_upper = std::numeric_limits<double>::quiet_NaN();
  double f_object = std::numeric_limits<double>::quiet_NaN();
  double p_object = std::numeric_limits<double>::quiet_NaN();
  double f_factor = std::numeric_limits<double>::quiet_NaN();
  double p_factor = std::numeric_limits<double>::quiet_NaN();
};

/// Writes the limits of a gauge study into a table.
void take_limits(const GaugeLimits& limits, GaugeTable& table);

/// Number of distinct categories: the whole part of ndc_unrounded.
double distinct_categories(const GaugeTable& table);

/// 1.41 PV/GRR where PV^2 / TV^2 is this ICC, from 0 to 1, and back.
double categories_of_icc(double icc);
double icc_of_categories(double categories);

/// The gauge study of objects by one factor with repeats, ANOVA method (AIAG, Measurement Systems Analysis,
/// 4th edition 2010). Pooled: interaction and repeats are one mean square. Final: pooled if p_interaction >
/// 0.25.
struct GaugeStudy {
  double f_interaction = std::numeric_limits<double>::quiet_NaN();
  double p_interaction = std::numeric_limits<double>::quiet_NaN();
  bool pooled_selected = false;
  GaugeTable unpooled, pooled;
  std::string reason;  ///< why there is no such study
  const GaugeTable& final_table() const { return pooled_selected ? pooled : unpooled; }
};
GaugeStudy gauge_study(const AnovaComponents& anova, const ComponentModel& model);

}  // namespace radgauge::statistics
