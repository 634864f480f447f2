#pragma once

#include <string>
#include <vector>

#include "store/store.h"
#include "study/study.h"

namespace radgauge::analysis {

/// What a study has twice under two names, a line for each kind that occurs: masks that one reader shares
/// with another, masks that one lesion shares with another, scans that two patients share, and scans that two
/// sessions, scanners or sites of one object share. `contents`, one per row of the study, tell equal voxels
/// from equal files; 0 is not known. Rows of generators are left out: their objects may be equal on purpose.
std::vector<std::string> copies(const study::Study& study,
                                const std::vector<store::AcquiredContent>& contents);

}  // namespace radgauge::analysis
