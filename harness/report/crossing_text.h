#pragma once

#include <string>

#include "study/plan.h"

namespace radgauge::report {

/// The crossing table in lines for people: objects, acquired factors, groups with their conditions and cells,
/// warnings.
std::string crossing_text(const study::Crossing& crossing, std::size_t n_cells);

}  // namespace radgauge::report
