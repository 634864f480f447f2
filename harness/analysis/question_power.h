#pragma once

#include <string>

#include "analysis/questions.h"

namespace radgauge::analysis {

/// What the size of a question's table can certify, in a sentence (planner_sentence); empty without a limit
/// of the ICC.
std::string power_sentence(const AskedQuestion& asked);

}  // namespace radgauge::analysis
