#include "report/drift_words.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace radgauge::report {
namespace {

using drift::ConditionDrift;
using drift::ModelDrift;

std::string drift_number(double value, int digits = 3) {
  return std::isnan(value) ? "\u2013" : to_rounded_text(value, digits);
}

std::string interval_words(const drift::Estimate& e, int digits) {
  if (std::isnan(e.lower) || std::isnan(e.upper)) return {};
  return " (" + drift_number(e.lower, digits) + " to " + drift_number(e.upper, digits) + ")";
}

// The condition in which `size` is largest, not the reference; nothing if it is nowhere a number.
template <class Size>
const ConditionDrift* furthest(const ModelDrift& model, Size size) {
  const ConditionDrift* out = nullptr;
  for (std::size_t c = 1; c < model.conditions.size(); ++c) {
    const double here = size(model.conditions[c]);
    if (!std::isnan(here) && (out == nullptr || here > size(*out))) out = &model.conditions[c];
  }
  return out;
}

// Limits by patient where draws were made, else the analytic ones: as in the table.
const drift::Estimate& by_patient(const drift::Estimate& analytic, const drift::Estimate& drawn) {
  return std::isnan(drawn.lower) ? analytic : drawn;
}

std::string rule_words(const ModelDrift& model) {
  if (!model.rule) return {};
  const drift::MeasurementRule& rule = *model.rule;
  if (rule.inputs.size() > 1)
    return "A rule of two measurements, " + rule.inputs[0].name + " and " + rule.inputs[1].name + ".";
  std::string text = "A rule of one measurement, " + rule.inputs[0].name;
  if (!std::isnan(rule.cut_off))
    text += ": yes from " + drift_number(rule.cut_off, 4) + (rule.is_yes_above ? " on" : " down");
  return text + ".";
}

std::string discrimination(const ModelDrift& model) {
  const ConditionDrift& reference = model.conditions.front();
  const bool survival = model.link == models::Link::cox;
  const drift::Estimate& there =
      survival ? reference.c_index : by_patient(reference.auc, reference.auc_by_patient);
  const std::string what = survival ? "C-index" : "AUC";
  if (std::isnan(there.value)) return "No " + what + " on " + reference.name + ": " + there.reason + ".";
  std::string text = "On " + reference.name + " the " + what + " is " + estimate_words(there) + ".";
  const ConditionDrift* worst =
      furthest(model, [&](const ConditionDrift& c) { return -(survival ? c.c_index.value : c.auc.value); });
  if (worst == nullptr) return text;
  const drift::Estimate& here = survival ? worst->c_index : by_patient(worst->auc, worst->auc_by_patient);
  text += " Of the others it is lowest on " + worst->name + ": " + estimate_words(here);
  if (survival || std::isnan(worst->auc_difference.value)) return text + ".";
  const double p = worst->auc_difference_p;
  text += "; on the same " + count_text(static_cast<std::size_t>(worst->n_paired)) +
          " objects the difference is " +
          estimate_words(by_patient(worst->auc_difference, worst->auc_difference_by_patient));
  if (!std::isnan(p)) text += p < 0.001 ? ", p < 0.001" : ", p = " + drift_number(p, 2);
  return text + ".";
}

std::string calibration(const ModelDrift& model) {
  const ConditionDrift* worst =
      furthest(model, [](const ConditionDrift& c) { return std::abs(c.calibration_in_the_large.value); });
  if (worst == nullptr) return {};
  const double shift = worst->calibration_in_the_large.value;
  std::string text = "Calibration is furthest off on " + worst->name + ": the outcome is " +
                     (shift > 0 ? "more" : "less") + " frequent than predicted by " +
                     drift_number(std::abs(shift)) + " on the logit scale";
  if (!std::isnan(worst->calibration_slope.value))
    text += ", the slope is " + estimate_words(worst->calibration_slope, 2);
  return text + ".";
}

std::string risk_groups(const ModelDrift& model) {
  const ConditionDrift* worst =
      furthest(model, [](const ConditionDrift& c) { return c.risk_groups.change_rate.value; });
  if (worst == nullptr || worst->risk_groups.change_rate.value == 0) return {};
  return "Most change their risk group, cut at the median score of " + model.reference + ", on " +
         worst->name + ": " + drift_number(100 * worst->risk_groups.change_rate.value) + " % (" +
         count_text(static_cast<std::size_t>(worst->risk_groups.up)) + " up, " +
         count_text(static_cast<std::size_t>(worst->risk_groups.down)) + " down).";
}

std::string decisions(const ModelDrift& model) {
  const ConditionDrift* worst = furthest(model, [](const ConditionDrift& c) { return c.flip_rate.value; });
  if (worst == nullptr) return {};
  const auto flips = worst->flips_up + worst->flips_down;
  if (flips == 0) return "No decision changes on any other condition.";
  return "Most decisions change on " + worst->name + ": " + count_text(static_cast<std::size_t>(flips)) +
         " of " + count_text(static_cast<std::size_t>(worst->n_paired)) + " (" +
         count_text(static_cast<std::size_t>(worst->flips_up)) + " up, " +
         count_text(static_cast<std::size_t>(worst->flips_down)) + " down).";
}

std::string cause(const ModelDrift& model) {
  const ConditionDrift* worst =
      furthest(model, [](const ConditionDrift& c) { return std::abs(c.score_shift.value); });
  if (worst == nullptr || worst->attribution.empty() || worst->score_shift.value == 0) return {};
  const drift::InputShare& first = worst->attribution.front();
  return "The mean score moves most on " + worst->name + ", by " + drift_number(worst->score_shift.value) +
         "; " + first.input.name + " alone moves it by " + drift_number(first.score_shift) + ".";
}

// The condition that a model without cure is worst on, and the cure that is best there: by changed decisions,
// or, where there are none, by the shift of the mean score.
std::string cured(const ModelDrift& model) {
  if (model.cures.empty() || model.cures.front().conditions.empty()) return {};
  const bool by_decisions = !std::isnan(model.cures.front().conditions.front().flip_rate.value);
  const auto size = [&](const drift::CuredCondition& c) {
    return by_decisions ? c.flip_rate.value : std::abs(c.score_shift.value);
  };
  const auto& without = model.cures.front().conditions;
  std::size_t worst = 0;
  for (std::size_t c = 1; c < without.size(); ++c)
    if (size(without[c]) > size(without[worst])) worst = c;
  if (!(size(without[worst]) > 0)) return {};
  const drift::Cure* best = nullptr;
  for (const drift::Cure& cure : model.cures)
    if (!cure.conditions.empty() && size(cure.conditions[worst]) < size(without[worst]) &&
        (best == nullptr || size(cure.conditions[worst]) < size(best->conditions[worst])))
      best = &cure;
  if (best == nullptr) return "No cure helps on " + without[worst].condition + ", where it is needed most.";
  const auto figure = [&](const drift::CuredCondition& c) {
    return by_decisions ? drift_number(100 * c.flip_rate.value) + " %" : drift_number(c.score_shift.value);
  };
  const std::string warning = best->warning.empty() ? "" : ", but it " + best->warning;
  return "Of the cures " + best->name +
         (by_decisions ? " leaves fewest decisions changed on "
                       : " brings the mean score nearest to the reference on ") +
         without[worst].condition + ", " + figure(best->conditions[worst]) + " instead of " +
         figure(without[worst]) + warning + ".";
}

std::string inputs_together(const ModelDrift& model) {
  const ConditionDrift* worst =
      furthest(model, [](const ConditionDrift& c) { return c.together.classifier_auc; });
  if (worst == nullptr) return {};
  return "Its inputs together are told apart best on " + worst->name +
         ": a classifier that has to say whether they are from there or from " + model.reference +
         " reaches an AUC of " + drift_number(worst->together.classifier_auc, 2) + " (0.5 is chance).";
}

}  // namespace

std::string estimate_words(const drift::Estimate& e, int digits) {
  return drift_number(e.value, digits) + interval_words(e, digits);
}

std::vector<std::string> drift_sentences(const ModelDrift& model) {
  std::vector<std::string> out;
  for (const std::string& sentence :
       {rule_words(model), discrimination(model), calibration(model), decisions(model), risk_groups(model),
        cause(model), inputs_together(model), cured(model)})
    if (!sentence.empty()) out.push_back(sentence);
  if (!std::isnan(model.agreement.icc.value))
    out.push_back("Over all conditions the score of an object agrees with ICC(A,1) " +
                  estimate_words(model.agreement.icc) + "; two conditions may differ by " +
                  drift_number(model.agreement.rc) + " (repeatability coefficient of the linear predictor).");
  return out;
}

}  // namespace radgauge::report
