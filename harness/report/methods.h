#pragma once

#include <string>
#include <vector>

#include "analysis/results.h"

namespace radgauge::report {

/// The methods of this study, ready to paste: plain text paragraphs with their citations ("doi:..." inline),
/// built from what the study really did: its objects, conditions, forms, limits and version. Only what was
/// used is described.
std::vector<std::string> methods_text(const analysis::StudyResults& results);

}  // namespace radgauge::report
