#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "runner/runner.h"

namespace radgauge::workflow {

/// Opens every header and mask that the selected cells need and prints what a run would find and need:
/// problems by file, disk, memory, time, and whether the folder of the results can be used. Returns the exit
/// code: 0; 2 if that folder cannot be used; or 4 if a cell is sure to fail and failures.max does not allow
/// it.
int dry_run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
            const std::vector<bool>& selected, int threads, const std::string& folder, bool resume,
            std::ostream& out);

}  // namespace radgauge::workflow
