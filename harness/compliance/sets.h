#pragma once

#include <string>
#include <vector>

#include "compliance/claims.h"

namespace radgauge::compliance {

/// What a user may name: the sets of reference values, the validation set, and "all".
std::vector<std::string> known_sets();

/// The sets that `text` names, joined by commas, in the order of the reference values; "all" is every set
/// that needs no validation data. Throws Error(usage) for a word that is none, naming the option --set.
std::vector<std::string> parse_sets(const std::string& text);

/// Does one of them need the CT phantom?
bool needs_ct_phantom(const std::vector<std::string>& sets);

/// Sets that claims stand for, in the order of the reference values.
std::vector<std::string> claimed_sets(const std::vector<Claim>& claims);

}  // namespace radgauge::compliance
