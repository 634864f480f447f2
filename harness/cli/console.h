#pragma once

#include "workflow/console.h"

namespace radgauge::cli {

/// Standard output and standard error of this process; a terminal unless it is dumb, or that of a CI job.
const workflow::Console& console();

}  // namespace radgauge::cli
