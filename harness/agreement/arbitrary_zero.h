#pragma once

#include <string_view>

namespace radgauge::agreement {

/// Does a feature of this unit and IBSI code have a zero that means nothing, so that a share of its mean says
/// nothing? HU, where 0 is water: a mean or a percentile has, a variance or a range has not.
bool zero_is_arbitrary(std::string_view unit, std::string_view ibsi_code);

}  // namespace radgauge::agreement
