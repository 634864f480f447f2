#include <cmath>

#include "report/html_drift.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

using drift::ConditionDrift;
using drift::ModelDrift;

// The condition other than the reference on which `size` is largest; nothing where it is nowhere a number.
template <class Size>
const ConditionDrift* worst_condition(const ModelDrift& model, Size size) {
  const ConditionDrift* out = nullptr;
  for (std::size_t c = 1; c < model.conditions.size(); ++c) {
    const double here = size(model.conditions[c]);
    if (!std::isnan(here) && (out == nullptr || here > size(*out))) out = &model.conditions[c];
  }
  return out;
}

Markup on_condition(const Markup& what, const ConditionDrift& c) {
  return what + "<br><i>" + escape(c.name) + "</i>";
}

const drift::Estimate& rank_measure(const ModelDrift& model, const ConditionDrift& c) {
  if (model.link == models::Link::cox) return c.c_index;
  return std::isnan(c.auc_by_patient.lower) ? c.auc : c.auc_by_patient;
}

// Decisions by a threshold; of a Cox model risk groups.
double changed_share(const ModelDrift& model, const ConditionDrift& c) {
  return model.link == models::Link::cox ? c.risk_groups.change_rate.value : c.flip_rate.value;
}

std::vector<Cell> overview_row(const ModelDrift& model) {
  const Markup none = "\u2013";
  const ConditionDrift* ranks =
      worst_condition(model, [&](const ConditionDrift& c) { return -rank_measure(model, c).value; });
  const ConditionDrift* large = worst_condition(
      model, [](const ConditionDrift& c) { return std::abs(c.calibration_in_the_large.value); });
  const ConditionDrift* flips =
      worst_condition(model, [&](const ConditionDrift& c) { return changed_share(model, c); });
  const ConditionDrift* shift =
      worst_condition(model, [](const ConditionDrift& c) { return std::abs(c.score_shift.value); });
  return {escape(model.name),
          count(static_cast<std::int64_t>(model.conditions.front().attribution.size())),
          drift_estimate(rank_measure(model, model.conditions.front())),
          ranks == nullptr ? none : on_condition(drift_estimate(rank_measure(model, *ranks)), *ranks),
          large == nullptr ? none : on_condition(number(large->calibration_in_the_large.value), *large),
          flips == nullptr ? none : on_condition(share_text(changed_share(model, *flips)), *flips),
          shift == nullptr ? none : on_condition(number(shift->score_shift.value), *shift),
          drift_estimate(model.agreement.icc)};
}

}  // namespace

Markup drift_overview(const drift::DriftResults& results) {
  if (results.models.size() < 2) return {};
  Table table("", {{"Model"},
                   {"Inputs", true},
                   {"AUC on " + escape(results.reference), true, "C-index of a Cox model"},
                   {"Lowest AUC", true, "on any other condition"},
                   {"In the large", true, "where calibration is furthest off; 0 is calibrated"},
                   {"Changed decisions", true, "where most of them change; of a Cox model risk groups"},
                   {"Score shift", true, "where the mean linear predictor moves most"},
                   {"ICC(A,1) of the score", true, "over all conditions"}});
  for (const ModelDrift& model : results.models) table.row(overview_row(model));
  return "<h3>The models side by side</h3><p>Each on the reference, and where it is worst.</p>" +
         table.html();
}

}  // namespace radgauge::report::html
