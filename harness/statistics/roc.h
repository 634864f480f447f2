#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// Area under the ROC curve of a score whose high values mean label 1; ties count one half, and the area is
/// never flipped. Variance, components and limits after DeLong, DeLong & Clarke-Pearson 1988
/// (doi:10.2307/2531595), by mid-ranks (Sun & Xu 2014, doi:10.1109/LSP.2014.2337313).
struct Auc {
  double n_positive = 0;
  double n_negative = 0;
  double auc = kNaN;
  double variance = kNaN;
  /// Share of the other class that each case is ranked right against, positives then negatives, each in the
  /// order of the data.
  std::vector<double> positive_components;
  std::vector<double> negative_components;
  std::string_view reason;  ///< why there is no area, or no variance

  double se() const;
  double lower_unclipped() const;  ///< auc - z se, 95 %
  double upper_unclipped() const;
  double lower() const;  ///< the same, not below 0
  double upper() const;
};
/// `label` 0 or 1, `score` without NaN, as long. Without both classes the area is NaN; with one case of a
/// class the variance is. Throws Error(internal) for lists of unequal length. O(n log n).
Auc auc_delong(std::span<const std::uint8_t> label, std::span<const double> score);

/// A 95 % interval on the logit scale; NaN where the area is 0 or 1.
struct AucLimits {
  double lower = kNaN;
  double upper = kNaN;
};
AucLimits auc_logit_limits(const Auc& auc);
/// The 95 % score interval of an area of so many cases of each class, which need not be whole numbers:
/// Newcombe 2006, doi:10.1002/sim.2324, method 5. It exists at areas of 0 and 1, and keeps its level with few
/// cases, where DeLong's does not. NaN for an area outside [0, 1] or counts that are not above 0.
AucLimits auc_score_limits(double auc, double n_positive, double n_negative);

/// Difference a - b of two areas.
struct AucDifference {
  double difference = kNaN;
  double covariance = kNaN;  ///< of paired areas
  double se = kNaN;
  double lower = kNaN;  ///< 95 %, normal
  double upper = kNaN;
  double z = kNaN;
  double p = kNaN;   ///< two-sided, normal
  double df = kNaN;  ///< of unpaired areas: Welch's, on the counts of cases
  double p_welch = kNaN;
  std::string_view reason;
};
/// Of the same cases in the same order. Two scores that rank every case alike have z = 0 and p = 1; where the
/// areas differ and no case varies about that (se = 0, as between a perfect and a reversed order), limits, z
/// and p are NaN, with a reason.
AucDifference auc_difference_paired(const Auc& a, const Auc& b);
/// Of different cases.
AucDifference auc_difference_unpaired(const Auc& a, const Auc& b);

/// The ROC curve: a corner at every distinct score from the highest on, from (0, 0) to (1, 1).
struct RocCurve {
  std::vector<double> threshold;       ///< rule score >= threshold; the first corner has +inf
  std::vector<double> true_positives;  ///< counts
  std::vector<double> false_positives;
  double n_positive = 0;
  double n_negative = 0;
};
RocCurve roc_curve(std::span<const std::uint8_t> label, std::span<const double> score);

/// Area between the curve and the axis for specificity from 1 down to `least`, and the same for
/// sensitivity (area of the specificity). `mcclish` rescales so that chance is 0.5 and 1 the largest
/// (McClish 1989, doi:10.1177/0272989X8900900307). NaN without both classes. Error(usage) unless 0 <= least
/// < 1.
struct PartialAuc {
  double area = kNaN;
  double mcclish = kNaN;
};
PartialAuc partial_auc_specificity(const RocCurve& curve, double least);
PartialAuc partial_auc_sensitivity(const RocCurve& curve, double least);

/// Sum over thresholds of (recall gained) x precision; no interpolation. NaN without a positive.
double average_precision(const RocCurve& curve);

/// Largest sensitivity + specificity - 1 (Youden 1950,
/// doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3) over the observed scores with the rule
/// score >= threshold, ties decided in whole numbers.
struct YoudenOptimum {
  double j = kNaN;
  double n_optima = 0;
  double lowest_threshold = kNaN;
  double highest_threshold = kNaN;
  double sensitivity_lowest = kNaN;  ///< at the lowest threshold
  double specificity_lowest = kNaN;
  double mid_first = kNaN;  ///< lowest optimal midpoint between neighbours, ties compared as doubles (pROC)
  double sensitivity_first = kNaN;
  double specificity_first = kNaN;
};
YoudenOptimum youden(const RocCurve& curve);

}  // namespace radgauge::statistics
