#include "statistics/classification.h"

#include <cmath>

namespace radgauge::statistics {

ConfusionCounts confusion_counts(std::span<const std::uint8_t> label, std::span<const double> score,
                                 double threshold) {
  ConfusionCounts out;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (score[i] >= threshold)
      ++(label[i] != 0 ? out.true_positive : out.false_positive);
    else
      ++(label[i] != 0 ? out.false_negative : out.true_negative);
  }
  return out;
}

Proportion sensitivity(const ConfusionCounts& c) {
  return wilson(c.true_positive, c.true_positive + c.false_negative);
}
Proportion specificity(const ConfusionCounts& c) {
  return wilson(c.true_negative, c.true_negative + c.false_positive);
}
Proportion positive_predictive_value(const ConfusionCounts& c) {
  return wilson(c.true_positive, c.true_positive + c.false_positive);
}
Proportion negative_predictive_value(const ConfusionCounts& c) {
  return wilson(c.true_negative, c.true_negative + c.false_negative);
}
Proportion accuracy(const ConfusionCounts& c) {
  return wilson(c.true_positive + c.true_negative, c.n());
}

double f1_score(const ConfusionCounts& c) {
  const auto below = static_cast<double>(2 * c.true_positive + c.false_positive + c.false_negative);
  return below > 0 ? 2 * static_cast<double>(c.true_positive) / below : kNaN;
}

double balanced_accuracy(const ConfusionCounts& c) {
  return (sensitivity(c).value + specificity(c).value) / 2;
}

double matthews_correlation(const ConfusionCounts& c) {
  const auto tp = static_cast<double>(c.true_positive), fp = static_cast<double>(c.false_positive),
             tn = static_cast<double>(c.true_negative), fn = static_cast<double>(c.false_negative);
  const double below = std::sqrt(tp + fp) * std::sqrt(tp + fn) * std::sqrt(tn + fp) * std::sqrt(tn + fn);
  return below > 0 ? (tp * tn - fp * fn) / below : kNaN;
}

double net_benefit(const ConfusionCounts& c, double threshold) {
  if (!(threshold >= 0 && threshold < 1) || c.n() == 0) return kNaN;
  const auto n = static_cast<double>(c.n());
  return static_cast<double>(c.true_positive) / n -
         static_cast<double>(c.false_positive) / n * (threshold / (1 - threshold));
}

double net_benefit_all(const ConfusionCounts& c, double threshold) {
  return net_benefit({c.true_positive + c.false_negative, c.false_positive + c.true_negative, 0, 0},
                     threshold);
}

}  // namespace radgauge::statistics
