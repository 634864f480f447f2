#pragma once

#include <vector>

#include "pages/pages.h"

namespace radgauge::cli {

/// The reference page of each command, in the order of `radgauge --help`, made from its options.
std::vector<pages::CommandPage> command_pages();

}  // namespace radgauge::cli
