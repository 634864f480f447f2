#pragma once

#include <string>
#include <vector>

#include "models/model.h"

namespace radgauge::models {

// What the models that other programs made have in common.

/// The cases whose inputs are all there and finite, in their order: the others have no prediction.
std::vector<std::size_t> complete_cases(InputColumns columns);

/// Log odds of a probability from 0 to 1, which counts as no nearer to 0 and 1 than 1e-7: log odds have to be
/// finite.
double finite_log_odds(double probability);

/// Where the folder of a run keeps the file of a model: models/NAME-HASH.EXTENSION, the name in letters,
/// digits, '-' and '_', the first 8 digits of the SHA-256 of its bytes, and the extension of `path`.
std::string kept_model_name(const ModelCard& card, const std::string& bytes, const std::string& path);

}  // namespace radgauge::models
