#include "reference/features/directions.h"

#include <cmath>

namespace radgauge::reference {

DirectionWeights::DirectionWeights(Weighting weighting) : weights_{1} {
  if (weighting == Weighting::manhattan) weights_ = {1, 1.0 / 2, 1.0 / 3};
  if (weighting == Weighting::euclidean) weights_ = {1, 1 / std::sqrt(2.0), 1 / std::sqrt(3.0)};
}

std::size_t DirectionWeights::class_of(std::size_t direction) const {
  if (classes() == 1) return 0;
  std::size_t axes = 0;
  for (const std::int64_t step : kDirections[direction]) axes += step != 0 ? 1 : 0;
  return axes - 1;
}

}  // namespace radgauge::reference
