#include "models/log_odds_of_class.h"

#include <cmath>

namespace radgauge::models {

double log_odds_of_class(std::span<const double> scores, std::size_t k) {
  if (scores.size() == 1) return scores[0];
  double top = -INFINITY, rest = 0;
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != k) top = std::fmax(top, scores[j]);
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != k) rest += std::exp(scores[j] - top);
  return scores[k] - (top + std::log(rest));
}

}  // namespace radgauge::models
