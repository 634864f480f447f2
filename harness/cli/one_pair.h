#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "store/store.h"
#include "study/study.h"

namespace radgauge::cli {

/// The arguments of commands that take one image and mask: IMAGE, MASK, --extraction, --mask-label,
/// --modality.
std::vector<CommandOption> pair_options();

/// A study of that one object and no condition but base: the planner and the runner are those of every study.
/// Throws Error(usage) naming the argument.
study::Study study_of_pair(const Arguments& arguments);

/// What is surprising about the pair, each in a line of standard error; of its noise nobody asked.
void print_notices(const store::CellRecord& cell);

}  // namespace radgauge::cli
