#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/csv.h"

namespace radgauge::engine {

/// A condition on the row that a value stands in: column `column` holds `text`, or does not.
struct MapCondition {
  std::string column;
  std::string text;
  bool holds = true;
};

/// One line of a name map: how a native column becomes an IBSI feature. The feature's value is
/// scale * (native value, or mean of the columns that match) + offset.
struct MapRow {
  std::string native;  ///< a column name, or a pattern (*, ?)
  std::string tag;
  std::vector<MapCondition> when;  ///< all of them
  bool mean = false;               ///< several columns (one per angle, say) are averaged
  double scale = 1;
  double offset = 0;
  std::string note;  ///< where the definition differs from IBSI's
};

/// The names that another program gives to IBSI features. As a file: CSV with the columns native, tag, when,
/// combine, scale, offset, note. A line whose native is `{word}=text` is no name but says that `{word}` in
/// later lines stands for `text` in `native` and for this line's tag in `tag`, under this line's condition;
/// several such lines make as many rows of each name. Conditions: `COLUMN ~ text` (holds), `COLUMN !~ text`,
/// joined by ` & `.
struct NameMap {
  std::string name;
  std::vector<MapRow> rows;
};

/// Names of the built-in maps (reference/values/names).
std::vector<std::string> name_maps();
/// A built-in map, or a file. Throws Error(usage) if it is neither, Error(data) with file:line for a map that
/// cannot be used.
NameMap load_name_map(const std::string& name_or_path);

/// How many columns of the header the map knows.
std::size_t known_columns(const NameMap& map, const std::vector<std::string>& header);

/// What a map finds in one row of a table.
struct NativeValue {
  const MapRow* row = nullptr;
  std::vector<std::size_t> columns;  ///< of the table
};
/// `assumed` receives the columns that a condition needs and the table lacks; the first row of a name then
/// counts.
std::vector<NativeValue> native_values(const NameMap& map, const io::CsvTable& table, std::size_t row,
                                       std::vector<std::string>& assumed);

}  // namespace radgauge::engine
