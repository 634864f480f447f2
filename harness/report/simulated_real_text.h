#pragma once

#include <string>

#include "agreement/simulated_real.h"

namespace radgauge::report {

/// "3 of 10 features that the perturbations of chain certified were not certified by the real repeat
/// (session): 30.0 %, 95 % interval over patients 10.0 to 41.7 %." Or that there is nothing to tell, and why.
std::string false_certified_sentence(const agreement::SimulatedReal& pair);
/// The same of what the repeat certifies and the perturbations do not: what simulation costs.
std::string missed_sentence(const agreement::SimulatedReal& pair);

}  // namespace radgauge::report
