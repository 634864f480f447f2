#include <cmath>

#include "drift/scores.h"

namespace radgauge::drift {
namespace {

constexpr std::size_t kMostMeasurements = 2;

// The linear predictor at the threshold; NaN where there is none.
double score_at_threshold(const models::ModelCard& card) {
  if (!card.threshold) return kNaN;
  const double t = *card.threshold;
  switch (card.link) {
    case models::Link::logit:
      return std::log(t / (1 - t));
    case models::Link::identity:
      return t;
    case models::Link::cox: {
      // 1 - S^exp(score) = t, of the survival at the horizon.
      double survival = kNaN;
      for (const models::BaselinePoint& point : card.baseline)
        if (card.horizon && point.time <= *card.horizon) survival = point.survival;
      return std::log(std::log1p(-t) / std::log(survival));
    }
    case models::Link::multinomial:
      break;
  }
  return kNaN;
}

}  // namespace

std::optional<MeasurementRule> measurement_rule(const models::Model& model) {
  const models::ModelCard& card = model.card();
  const auto weights = model.weights();
  if (!weights || card.inputs.empty() || card.inputs.size() > kMostMeasurements) return std::nullopt;
  MeasurementRule out;
  out.inputs = card.inputs;
  if (card.inputs.size() > 1 || (*weights)[0] == 0) return out;
  const double nothing = 0;
  const std::span<const double> columns[] = {{&nothing, 1}};
  const double cut_off = (score_at_threshold(card) - model.linear_predictor(columns).front()) / (*weights)[0];
  if (std::isfinite(cut_off)) out.cut_off = cut_off;
  out.is_yes_above = (*weights)[0] > 0;
  return out;
}

}  // namespace radgauge::drift
