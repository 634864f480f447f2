#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/nan.h"

namespace radgauge::agreement {

/// One feature of one material (an object of a phantom) over the levels of a factor, with repeats on each.
/// Units are those of the feature. ICC says nothing of materials, which are chosen to be unlike; these do.
struct MaterialRow {
  std::string question;
  std::string feature;
  std::string object;
  std::string within;  ///< what was held fixed: "scanner=CT-A"
  std::string unit;
  std::int64_t n_levels = 0;
  std::int64_t n_values = 0;
  double mean = kNaN;         ///< of the means of the levels
  double level_sd = kNaN;     ///< between levels, without what repeats account for (ANOVA, not below 0)
  double repeat_sd = kNaN;    ///< within a level; NaN without repeats
  double cov_percent = kNaN;  ///< 100 SD / |mean| over the means of the levels; NaN where zero is arbitrary
  double rc = kNaN;           ///< 1.96 sqrt(2) repeat_sd: two scans on one level (QIBA)
  double rdc = kNaN;          ///< 1.96 sqrt(2) of one scan on any level: two scans on two levels
};

/// `levels` of the same length as `values`, which are finite. Sources: one-way random model, Donner 1986,
/// doi:10.2307/1403259; RC and RDC after Raunig et al. 2015, doi:10.1177/0962280214537344; percent COV as
/// Shafiq-ul-Hassan et al. 2017, doi:10.1002/mp.12123.
MaterialRow material_row(std::span<const double> values, std::span<const std::size_t> levels,
                         bool zero_is_arbitrary);

/// One feature over all materials of a question, and a level of its factor beside the truth.
struct TruthRow {
  std::string question;
  std::string feature;
  std::string ibsi_code;
  std::string unit;
  std::string level;  ///< "all", or the level that is compared with the truth
  std::int64_t n_objects = 0;
  std::int64_t n_values = 0;
  double level_sd = kNaN;    ///< of "all": root mean square of the materials' level_sd
  double patient_sd = kNaN;  ///< of "all": SD between the patients of the study
  double feature_noise =
      kNaN;            ///< level_sd / patient_sd (Mackin et al. 2015, doi:10.1097/RLI.0000000000000180)
  double bias = kNaN;  ///< mean of value - truth, with t limits
  double bias_lower = kNaN;
  double bias_upper = kNaN;
  double bias_percent = kNaN;  ///< mean of 100 (value - truth) / truth
  double slope = kNaN;         ///< of the value on the truth: 1 where both rise alike
  double slope_lower = kNaN;
  double slope_upper = kNaN;
  double intercept = kNaN;
  double r_squared = kNaN;
  double nonlinearity = kNaN;  ///< largest distance of the best polynomial from the line (CLSI EP06)
  std::string reason;          ///< why there is no line, or no bias
};

/// Bias and linearity of a level. `truth` and `value` are of the same length and finite, one for each object:
/// the mean of its repeats.
TruthRow truth_row(std::span<const double> truth, std::span<const double> value, bool zero_is_arbitrary);

}  // namespace radgauge::agreement
