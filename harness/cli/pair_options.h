#pragma once

#include <vector>

#include "cli/command.h"
#include "workflow/one_pair.h"

namespace radgauge::cli {

/// The arguments of commands that take one image and mask: IMAGE, MASK, --extraction, --mask-label,
/// --modality.
std::vector<CommandOption> pair_options();

/// What they say.
workflow::PairRequest pair_of(const Arguments& arguments);

}  // namespace radgauge::cli
