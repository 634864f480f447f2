#pragma once

#include <string>

#include "analysis/questions.h"

namespace radgauge::analysis {

/// What the size of a question's table can certify, in a sentence (planner_sentence); empty without a limit
/// of the ICC.
std::string power_sentence(const AskedQuestion& asked);

/// Where simulations show that the interval of a question of this form and size covers less than it says
/// (coverage_caveat); empty where they do not.
std::string coverage_sentence(const AskedQuestion& asked);

}  // namespace radgauge::analysis
