#pragma once

#include <limits>

#include "core/field.h"

namespace radgauge {

/// The limits that a decision is made by; NaN means none is set. The field table is what a study file may
/// say.
struct Limits {
  double icc_lower = 0.75;
  double rc_percent_upper = std::numeric_limits<double>::quiet_NaN();  ///< percent
  double wcv_upper = std::numeric_limits<double>::quiet_NaN();         ///< fraction
  double ndc_min = std::numeric_limits<double>::quiet_NaN();           ///< distinct categories
  double bias_max = std::numeric_limits<double>::quiet_NaN();          ///< |bias| in between-object SDs
  double failure_max = std::numeric_limits<double>::quiet_NaN();       ///< share of the cells, 0..1

  double patients_min = 20;       ///< fewer certify nothing
  double unseen_noise_ratio = 5;  ///< SD of lesions that the patients did not show, over those that they did

  static FieldList<Limits> fields();
};

}  // namespace radgauge
