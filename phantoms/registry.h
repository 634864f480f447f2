#pragma once

#include <span>
#include <string_view>

#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

/// All phantom generators, ordered by id.
std::span<const Phantom> phantoms();
/// nullptr if there is none of that id.
const Phantom* find_phantom(std::string_view id);

}  // namespace radgauge::phantoms
