#pragma once

#include <string>
#include <vector>

#include "drift/drift_results.h"

namespace radgauge::report {

/// What a model does on the other conditions, in sentences: discrimination, calibration, decisions, cause.
std::vector<std::string> drift_sentences(const drift::ModelDrift& model);

/// "0.842 (0.79 to 0.89)"; an en dash where there is none.
std::string estimate_words(const drift::Estimate& estimate, int digits = 3);

}  // namespace radgauge::report
