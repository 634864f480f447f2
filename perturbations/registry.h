#pragma once

#include <span>
#include <string_view>

#include "core/operation.h"

namespace radgauge::perturbations {

/// All perturbations, ordered by stage and id.
std::span<const Operation> perturbations();
/// nullptr if there is none of that id.
const Operation* find_perturbation(std::string_view id);

}  // namespace radgauge::perturbations
