#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "agreement/words.h"

namespace radgauge::agreement {

/// One row of agreement.csv: what a decision rests on beside the row of features.csv with the same question,
/// stratum and feature. Units are those of the feature; NaN is "does not exist". Limits are two-sided 95 %
/// unless the name says otherwise.
struct AgreementDetail {
  std::string question;
  agreement::StratumKey stratum;
  std::string feature;
  double icc_pooled = kNone;  ///< over all columns, where the row is that of its worst level against base
  double icc_pooled_lower = kNone, icc_pooled_upper = kNone;
  double icc_lower_one_sided = kNone;  ///< 95 % lower limit of the delete-one-patient jackknife
  double icc_jackknife_lower = kNone;  ///< delete-one-patient jackknife, t with n - 1 degrees of freedom
  double icc_jackknife_upper = kNone;
  double icc_classical_lower =
      kNone;  ///< exact F or Satterthwaite limits, objects independent: for reference
  double icc_classical_upper = kNone;
  double icc_reml = kNone;                ///< where cells are missing: REML beside the ANOVA form
  double p_value = kNone;                 ///< of H0: ICC <= the question's limit, by the guarded jackknife
  std::optional<agreement::Scale> scale;  ///< on which the within-object SD does not follow the mean
  double sd_mean_slope = kNone;           ///< of ln(within-object SD) on ln(|mean|): 0 raw, 1 log
  double between_sd = kNone;
  double wsd_lower = kNone, wsd_upper = kNone;  ///< guarded jackknife of ln wSD^2
  double wsd_classical_lower = kNone,
         wsd_classical_upper = kNone;           ///< chi-square: equal noise of all objects
  double wcv_lower = kNone, wcv_upper = kNone;  ///< fractions, jackknife
  double wsd_log = kNone;                       ///< of natural logarithms
  double rc_log_percent_lower = kNone;          ///< asymmetric RC of the log scale, percent
  double rc_log_percent_upper = kNone;
  double bias_lower = kNone, bias_upper = kNone;  ///< t interval over patients
  double ba_lower = kNone, ba_upper = kNone;      ///< limits of agreement, others minus base (or first level)
  double ba_outer_lower = kNone, ba_outer_upper = kNone;  ///< outer 95 % limits of ba_lower and ba_upper
  double ba_slope = kNone, ba_slope_lower = kNone, ba_slope_upper = kNone;  ///< difference on mean
  double ccc = kNone, ccc_lower = kNone, ccc_upper = kNone;                 ///< Lin; two levels only
  double kendall_w = kNone;  ///< order of the objects; complete cases

  double noise_largest_share = kNone;       ///< of the variation within objects, one patient's; 0..1
  double noise_effective_patients = kNone;  ///< that it comes from, (sum s)^2 / sum s^2
  double moved_share_upper = kNone;         ///< of patients that may move though none did, 95 % bound; 0..1

  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
};

/// The object and the cell that a feature owes most of its disagreement to.
struct WorstCase {
  std::string question;
  std::string feature;
  std::string object;
  std::string column;      ///< condition or acquired level of the cell farthest from the object's mean
  double value = 0;        ///< in that cell
  double object_mean = 0;  ///< over the columns
  double share = 0;        ///< of the within-object sum of squares that the object causes, 0..1
  double icc = 0;          ///< with it
  double icc_without = 0;  ///< without it
};

/// What else a feature measures, under base: Spearman's rho with the volume of the ROI, its voxel count and
/// the noise of the image, over objects; and the cluster of features with |rho| > 0.9 (single linkage would
/// chain: complete linkage) that it belongs to.
struct Confounding {
  std::string feature;
  double rho_volume = std::numeric_limits<double>::quiet_NaN();
  double rho_voxels = std::numeric_limits<double>::quiet_NaN();
  double rho_noise = std::numeric_limits<double>::quiet_NaN();
  std::int64_t cluster = 0;  ///< from 1 in order of the first member; 0: alone
  std::int64_t cluster_size = 1;
  std::string cluster_representative;  ///< member with the highest certified lower limit, or the first
};

}  // namespace radgauge::agreement
