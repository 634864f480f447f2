#pragma once

#include <string>
#include <vector>

#include "core/feature.h"
#include "io/csv.h"

namespace radgauge::engine {

/// One value of a table of features, as another extractor wrote it.
struct ReadValue {
  std::string feature;  ///< a tag, or a name of the extractor's own
  double value = 0;
  Status status = Status::ok;
  std::string reason;
  bool not_finite = false;  ///< NaN or infinite, without a status that says so
};

/// A CSV table whose fields are separated by commas, semicolons or tabs, whichever its header holds most of.
io::CsvTable read_separated(const std::string& path);

/// Reads the values of one image and mask. Tidy: columns `feature` (or `tag`) and `value`, and `status`,
/// `reason` where they are known. Wide: one column per feature, named as the name map says
/// (engine/name_map.h) or, without one, by the features themselves. `map` is "tidy", a name map, or "": by
/// the header. Fields left empty are not there. Throws Error(data) that names file and line for a value that
/// is no number, two that differ of one feature, or a table that is neither.
std::vector<ReadValue> read_feature_values(const std::string& path, const std::string& map);

}  // namespace radgauge::engine
