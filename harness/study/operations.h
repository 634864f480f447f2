#pragma once

#include <span>
#include <string_view>

#include "core/operation.h"

namespace radgauge::study {

/// Every operation that a chain may name, ordered by stage and id: those of perturbations/, and map.FILTER
/// for every filter that has parameters (study/map_changes.h).
std::span<const Operation> operations();
/// nullptr if there is none of that id.
const Operation* find_operation(std::string_view id);

}  // namespace radgauge::study
