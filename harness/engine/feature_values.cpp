#include "engine/feature_values.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "engine/name_map.h"
#include "io/csv.h"

namespace radgauge::engine {

namespace {

Error error_at(const io::CsvTable& table, std::size_t row, const std::string& message) {
  return {ErrorKind::data, table.file + ":" + to_text(std::int64_t{table.lines[row]}) + ": " + message};
}

/// Nothing for an empty field.
std::optional<double> number_at(const io::CsvTable& table, std::size_t row, std::size_t column) {
  const std::string text = trim(table.rows[row][column]);
  if (text.empty()) return std::nullopt;
  const auto value = parse_double(text);
  if (!value)
    throw error_at(
        table, row,
        "'" + shortened(text) + "' in column '" + shortened(table.header[column]) + "' is not a number");
  return value;
}

void add(std::vector<ReadValue>& values, ReadValue value, const io::CsvTable& table, std::size_t row) {
  if (value.status == Status::ok && !std::isfinite(value.value)) {
    value.reason = "the engine gives " + to_text(value.value);
    value.status = Status::undefined;
    value.not_finite = true;
  }
  const auto before = std::find_if(values.begin(), values.end(),
                                   [&](const ReadValue& v) { return v.feature == value.feature; });
  if (before == values.end()) {
    values.push_back(std::move(value));
  } else if (before->value != value.value && !(std::isnan(before->value) && std::isnan(value.value))) {
    throw error_at(table, row,
                   shortened(value.feature) + " is " + to_text(value.value) + ", but " +
                       to_text(before->value) + " above; leave one value for each feature");
  }
}

std::vector<ReadValue> tidy_values(const io::CsvTable& table, std::size_t feature, std::size_t value) {
  const auto status = table.column("status"), reason = table.column("reason");
  std::vector<ReadValue> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    ReadValue one;
    one.feature = trim(table.rows[row][feature]);
    const std::string word = status ? trim(table.rows[row][*status]) : "";
    if (!word.empty() && word != to_text(Status::ok)) {
      const auto known = parse_status(word);
      if (!known) throw error_at(table, row, "'" + shortened(word) + "' is not a status");
      one.status = *known;
      one.value = std::nan("");
      one.reason = reason ? trim(table.rows[row][*reason]) : "";
      if (one.reason.empty()) one.reason = "the engine gives no value: " + word;
    } else if (const auto number = number_at(table, row, value)) {
      one.value = *number;
    } else {
      continue;
    }
    add(values, std::move(one), table, row);
  }
  return values;
}

std::vector<ReadValue> wide_values(const io::CsvTable& table, const NameMap& map) {
  std::vector<ReadValue> values;
  std::vector<std::string> assumed;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (const NativeValue& found : native_values(map, table, row, assumed)) {
      double sum = 0;
      double n = 0;
      for (const std::size_t column : found.columns)
        if (const auto number = number_at(table, row, column)) {
          sum += *number;
          n += 1;
        }
      if (n == 0) continue;
      if (n > 1 && !found.row->mean)
        throw error_at(
            table, row,
            "several columns are " + found.row->tag + " by the name map " + map.name + "; keep one of them");
      add(values, {found.row->tag, found.row->scale * (sum / n) + found.row->offset, Status::ok, ""}, table,
          row);
    }
  return values;
}

/// Columns that hold numbers are features of their own name.
std::vector<ReadValue> columns_as_features(const io::CsvTable& table) {
  std::vector<ReadValue> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (std::size_t column = 0; column < table.header.size(); ++column)
      if (const auto number = parse_double(trim(table.rows[row][column])))
        add(values, {table.header[column], *number, Status::ok, ""}, table, row);
  return values;
}

}  // namespace

io::CsvTable read_separated(const std::string& path) {
  return io::read_spreadsheet(path, io::Separators::any);
}

std::vector<ReadValue> read_feature_values(const std::string& path, const std::string& map) {
  const io::CsvTable table = read_separated(path);
  const auto feature = table.column("feature") ? table.column("feature") : table.column("tag");
  const auto value = table.column("value");
  if ((map.empty() || map == "tidy") && feature && value) return tidy_values(table, *feature, *value);
  if (map == "tidy")
    throw Error(
        ErrorKind::data,
        path + ":1: a tidy table has the columns feature (or tag) and value; found: " + listed(table.header));
  return map.empty() ? columns_as_features(table) : wide_values(table, load_name_map(map));
}

}  // namespace radgauge::engine
