#pragma once

#include <string>

#include "gate/trace.h"

namespace radgauge::workflow {

/// The trace of one cell of `side`: a trace file is read; of a study file, or of the folder of a run (as far
/// as its images are where it says), the cell `cell` ("P01/1::base") is measured again. An empty `cell` is
/// that of the file, or the base cell of the first object. Throws Error(usage) for a cell that is not there
/// and for an import, which has no image; Error(data) with advice for images that are not there.
gate::CellTrace traced_cell(const std::string& side, const std::string& cell);

/// The cell that two sides are compared on: `cell` where it is given, that of a trace file, or, of two
/// folders of runs, the one with the largest difference in tolerances. Throws Error(usage) where none of
/// these tells.
std::string cell_to_explain(const std::string& now, const std::string& before, const std::string& cell);

}  // namespace radgauge::workflow
