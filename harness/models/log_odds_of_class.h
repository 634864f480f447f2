#pragma once

#include <span>

namespace radgauge::models {

/// Log odds of class k against all others, of the scores of all classes up to a common constant (softmax):
/// s_k - ln of the sum of exp of the others'. Of a single score that score.
double log_odds_of_class(std::span<const double> scores, std::size_t k);

}  // namespace radgauge::models
