#pragma once

#include <string>
#include <vector>

#include "statistics/sections.h"

namespace radgauge::report {

/// Columns feature,method,quantity,value,status,reason; full precision, an empty field for a value that does
/// not exist.
std::string stat_rows_csv(const std::vector<statistics::StatRow>& rows);
/// Schema 1: the rows under the same names; null for a value that does not exist.
std::string stat_rows_json(const std::vector<statistics::StatRow>& rows);

}  // namespace radgauge::report
