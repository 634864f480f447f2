#pragma once

#include <string>

#include "study/study.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// Before a run: throws Error(study) if the baseline or the tolerances that the study names cannot be read,
/// so that it is not found out at the end. Does nothing without `gate:`.
void check_gate(const study::Study& study);

/// After a run or an analysis: holds the folder against the baseline of the study, prints what became of it,
/// and writes gate.json. Returns the exit code; 0 without `gate:`. Throws as check_gate does.
int judge_run(const study::Study& study, const std::string& folder, const Console& console);

}  // namespace radgauge::workflow
