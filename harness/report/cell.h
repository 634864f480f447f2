#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace radgauge::report {

/// The features of one cell: feature,ibsi_code,value,unit,status,reason. A feature without a value has an
/// empty field, in JSON null.
std::string cell_csv(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell);
std::string cell_json(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell);

}  // namespace radgauge::report
