#include "reference/values/reference_values.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "reference/values/embedded.h"

namespace radgauge::reference {

namespace {

constexpr const char* kFile = "ibsi1.csv";
constexpr const char* kFilterFile = "ibsi2.csv";

/// Reads one row by column name.
class Row {
 public:
  Row(const io::CsvTable& table, std::size_t index) : table_(table), index_(index) {}
  const std::string& text(const char* column) const { return table_.rows[index_][*table_.column(column)]; }
  std::optional<double> number(const char* column) const {
    const std::string& field = text(column);
    if (field.empty()) return std::nullopt;
    const auto value = parse_double(field);
    if (!value)
      throw Error(ErrorKind::internal, table_.file + ":" + to_text(std::int64_t{table_.lines[index_]}) +
                                           ": " + column + " is '" + field + "'");
    return value;
  }

 private:
  const io::CsvTable& table_;
  std::size_t index_;
};

std::vector<ReferenceValue> read_all() {
  const io::CsvTable table = io::parse_csv(std::string(embedded_text(kFile)), kFile);
  std::vector<ReferenceValue> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row(table, i);
    values.push_back({row.text("data_set"), row.text("tag"), row.text("ibsi_code"), row.text("second_code"),
                      row.text("family"), row.text("name"), row.text("aggregation"), row.number("value"),
                      row.number("tolerance").value_or(0), row.text("consensus"), row.text("note"),
                      row.text("source"), row.text("licence")});
  }
  const io::CsvTable filters = io::parse_csv(std::string(embedded_text(kFilterFile)), kFilterFile);
  for (std::size_t i = 0; i < filters.rows.size(); ++i) {
    const Row row(filters, i);
    values.push_back({std::string(kFilters), row.text("tag"), row.text("ibsi_code"), "",
                      "intensity_statistics", row.text("name"), "", row.number("value"),
                      row.number("tolerance").value_or(0), row.text("consensus"), "", row.text("source"),
                      row.text("licence"), row.text("filter")});
  }
  return values;
}

std::span<const ReferenceValue> rows_of(std::string_view set, bool diagnostics) {
  const auto& all = reference_values();
  const auto belongs = [&](const ReferenceValue& v) {
    return v.set == set && v.is_diagnostic() == diagnostics;
  };
  const auto first = std::find_if(all.begin(), all.end(), belongs);
  return {first, std::find_if_not(first, all.end(), belongs)};
}

}  // namespace

std::string_view embedded_text(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files())
    if (file.name == name) return file.text;
  throw Error(ErrorKind::internal, "there is no embedded table '" + std::string(name) + "'");
}

const std::vector<ReferenceValue>& reference_values() {
  static const std::vector<ReferenceValue> values = read_all();
  return values;
}

const std::vector<std::string>& reference_sets() {
  static const std::vector<std::string> sets = [] {
    std::vector<std::string> names;
    for (const ReferenceValue& value : reference_values())
      if (names.empty() || names.back() != value.set) names.push_back(value.set);
    return names;
  }();
  return sets;
}

std::span<const ReferenceValue> reference_features(std::string_view set) {
  return rows_of(set, false);
}

std::span<const ReferenceValue> reference_diagnostics(std::string_view set) {
  return rows_of(set, true);
}

const ReferenceValue* find_reference(std::string_view set, std::string_view tag) {
  for (const ReferenceValue& value : reference_features(set))
    if (value.tag == tag) return &value;
  return nullptr;
}

}  // namespace radgauge::reference
