#pragma once

#include <string>
#include <vector>

#include "reference/values/judgement.h"

namespace radgauge::compliance {

/// Writes beside rows that do not match what is known about them. The file has the columns set, object,
/// modality, tag and finding; the first four are patterns (*, ?), and an empty one holds for all. The tag of
/// a filtered image has the filter before it ("6 stat_median"). The first line that fits counts. Returns a
/// note for each line that fits no row, so that an explanation does not outlive its miss. Throws Error(data)
/// for a file that is none.
std::vector<std::string> add_findings(const std::string& file, std::vector<reference::JudgedValue>& rows);

}  // namespace radgauge::compliance
