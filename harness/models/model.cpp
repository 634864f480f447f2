#include "models/model.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "statistics/log_odds.h"

namespace radgauge::models {

void check_column_count(const ModelCard& card, std::size_t columns) {
  if (columns != card.inputs.size())
    throw Error(ErrorKind::internal, "model " + card.name + " reads " + count_text(card.inputs.size()) +
                                         " columns and was given " + count_text(columns));
}

double response(const ModelCard& card, double linear_predictor) {
  switch (card.link) {
    case Link::logit:
    case Link::multinomial:
      return statistics::expit(linear_predictor);
    case Link::identity:
      return linear_predictor;
    case Link::cox:
      break;
  }
  if (!card.horizon || card.baseline.empty()) return kNaN;
  double survival = 1;  // a step curve: the last point at or before the horizon
  for (const BaselinePoint& point : card.baseline)
    if (point.time <= *card.horizon) survival = point.survival;
  return -std::expm1(std::exp(linear_predictor) * std::log(survival));
}

}  // namespace radgauge::models
