#pragma once

#include <cstdint>
#include <span>

#include "core/nan.h"
#include "statistics/proportion.h"

namespace radgauge::statistics {

/// Counts of a decision at one threshold, rule score >= threshold.
struct ConfusionCounts {
  std::int64_t true_positive = 0;
  std::int64_t false_positive = 0;
  std::int64_t true_negative = 0;
  std::int64_t false_negative = 0;

  std::int64_t n() const { return true_positive + false_positive + true_negative + false_negative; }
};
/// `label` 0 or 1, as long as `score`, which has no NaN.
ConfusionCounts confusion_counts(std::span<const std::uint8_t> label, std::span<const double> score,
                                 double threshold);

/// Shares of the counts; NaN where the share is of nothing.
Proportion sensitivity(const ConfusionCounts& counts);
Proportion specificity(const ConfusionCounts& counts);
Proportion positive_predictive_value(const ConfusionCounts& counts);
Proportion negative_predictive_value(const ConfusionCounts& counts);
Proportion accuracy(const ConfusionCounts& counts);

/// 2 TP/(2 TP + FP + FN); NaN without any of them.
double f1_score(const ConfusionCounts& counts);
double balanced_accuracy(const ConfusionCounts& counts);
/// Matthews 1975 (doi:10.1016/0005-2795(75)90109-9); NaN where a margin is empty.
double matthews_correlation(const ConfusionCounts& counts);
/// TP/n - FP/n t/(1 - t) (Vickers & Elkin 2006, doi:10.1177/0272989X06295361); NaN unless 0 <= t < 1.
double net_benefit(const ConfusionCounts& counts, double threshold);
/// Of deciding for everybody.
double net_benefit_all(const ConfusionCounts& counts, double threshold);

}  // namespace radgauge::statistics
