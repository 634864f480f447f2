#pragma once

#include <string>
#include <vector>

namespace radgauge::bench {

/// Standard output of this very program, started anew with `words` (the first is its name) and waited for:
/// memory and processor time of what it does are then its own. Throws Error(internal) if it cannot be
/// started.
std::string output_of_own_process(std::vector<std::string> words);

}  // namespace radgauge::bench
