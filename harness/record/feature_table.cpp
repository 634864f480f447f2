#include "record/feature_table.h"

#include <algorithm>

namespace radgauge::record {

std::vector<store::StoredFeature> stored_features(const study::Study& study, const engine::Engine& engine) {
  const std::string& unit = study.rows.front().unit;
  const bool one_unit = std::all_of(study.rows.begin(), study.rows.end(),
                                    [&](const study::CohortRow& row) { return row.unit == unit; });
  std::vector<store::StoredFeature> features;
  for (const study::Extraction& extraction : study.extractions)
    for (auto& [map, info] : engine.features(extraction.request())) {
      if (one_unit && info.unit.rfind("intensity", 0) == 0) info.unit.replace(0, 9, unit);
      features.push_back({feature_name("", extraction.name, map, info.tag), extraction.name, info});
    }
  return features;
}

}  // namespace radgauge::record
