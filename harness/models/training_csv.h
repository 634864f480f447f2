#pragma once

#include <string>

#include "models/train.h"

namespace radgauge::models {

/// The cases as they are learnt from, a row each: `patient` by number from 1, the outcome, its time if there
/// is one, and the inputs, under the names of `options` and of the inputs.
std::string training_csv(const TrainingData& data, const TrainOptions& options);

}  // namespace radgauge::models
