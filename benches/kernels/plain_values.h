#pragma once

#include <map>
#include <string>

#include "reference/preprocessing/grid.h"

namespace radgauge::bench {

using PlainValues = std::map<std::string, double>;

/// One or two features of every family by their definitions, from image and mask alone: what the kernels are
/// checked against before they are timed. Settings like those of IBSI configuration C.
PlainValues plain_values(const reference::Prepared& prepared, const ExtractionSettings& s);

}  // namespace radgauge::bench
