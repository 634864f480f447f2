#include "report/measurements_csv.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "runner/unit.h"

namespace radgauge::report {

namespace {

/// Columns "OPERATION.PARAMETER.requested" and ".achieved" for each magnitude that occurs.
std::vector<std::pair<std::string, std::string>> magnitude_columns(
    const std::vector<store::CellRecord>& cells) {
  std::vector<std::pair<std::string, std::string>> columns;
  for (const store::CellRecord& cell : cells)
    for (const store::StoredMagnitude& m : cell.magnitudes)
      if (const std::pair key{m.operation, m.parameter};
          std::find(columns.begin(), columns.end(), key) == columns.end())
        columns.push_back(key);
  return columns;
}

std::string number_or_empty(double value) {
  return std::isnan(value) ? std::string() : to_text(value);
}

std::vector<std::string> object_fields(const store::StoredObject& object) {
  std::vector<std::string> fields;
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    fields.push_back(object.*column.text);
  return fields;
}

/// The names of these fields, and the columns that follow them.
std::vector<std::string> header_with(const std::vector<std::string>& more) {
  std::vector<std::string> header;
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    header.emplace_back(column.name);
  header.insert(header.end(), more.begin(), more.end());
  return header;
}

}  // namespace

std::string cells_csv(const study::Study& study, const study::Plan& plan,
                      const analysis::Measurements& measurements) {
  const auto columns = magnitude_columns(measurements.cells());
  std::vector<std::string> header = header_with(
      {"condition", "status", "reason", "n_ok", "n_degenerate", "n_undefined", "n_failed", "limited"});
  const auto is_requested = [](const std::string& operation) {
    return operation != store::object_magnitude::kOperation;
  };
  for (const auto& [operation, parameter] : columns) {
    if (is_requested(operation)) header.push_back(operation + "." + parameter + ".requested");
    header.push_back(operation + "." + parameter + ".achieved");
  }
  header.push_back("rerun");
  std::string text = io::csv_line(header);
  const std::size_t n_features = measurements.tables().features.size();
  for (const store::CellRecord& cell : measurements.cells()) {
    auto fields = object_fields(measurements.tables().objects[static_cast<std::size_t>(cell.object)]);
    fields.push_back(measurements.tables().conditions[static_cast<std::size_t>(cell.condition)].name);
    fields.emplace_back(to_text(cell.status));
    fields.push_back(cell.reason);
    std::array<std::int64_t, 5> counts{};
    for (const Status status : cell.statuses) ++counts[static_cast<std::size_t>(status)];
    if (cell.statuses.empty()) counts[3] = static_cast<std::int64_t>(n_features);
    for (std::size_t s = 0; s < 4; ++s) fields.push_back(to_text(counts[s]));
    std::string limited;
    for (const store::StoredMagnitude& m : cell.magnitudes)
      if (m.status != "ok" && limited.find(m.status) == std::string::npos)
        limited += (limited.empty() ? "" : "; ") + m.operation + ": " + m.status;
    fields.push_back(limited);
    for (const auto& [operation, parameter] : columns) {
      const auto m = std::find_if(
          cell.magnitudes.begin(), cell.magnitudes.end(), [&](const store::StoredMagnitude& candidate) {
            return candidate.operation == operation && candidate.parameter == parameter;
          });
      if (is_requested(operation))
        fields.push_back(m == cell.magnitudes.end() ? "" : number_or_empty(m->requested));
      fields.push_back(m == cell.magnitudes.end() ? "" : number_or_empty(m->achieved));
    }
    fields.push_back(cell.status == Status::failed
                         ? analysis::rerun_command(study, plan, static_cast<std::size_t>(cell.plan_index))
                         : "");
    text += io::csv_line(fields);
  }
  return text;
}

std::string tidy_csv(const analysis::Measurements& measurements) {
  const store::StoreTables& tables = measurements.tables();
  std::string text = io::csv_line(header_with({"condition", "feature", "value", "unit", "status"}));
  for (const store::CellRecord& cell : measurements.cells()) {
    auto start = object_fields(tables.objects[static_cast<std::size_t>(cell.object)]);
    start.push_back(tables.conditions[static_cast<std::size_t>(cell.condition)].name);
    std::string prefix = io::csv_line(start);
    prefix.back() = ',';
    for (std::size_t f = 0; f < tables.features.size(); ++f) {
      const bool measured = !cell.statuses.empty();
      const Status status = measured ? cell.statuses[f] : Status::failed;
      text += prefix +
              io::csv_line({tables.features[f].name, status == Status::ok ? to_text(cell.values[f]) : "NA",
                            tables.features[f].info.unit, std::string(to_text(status))});
    }
  }
  return text;
}

}  // namespace radgauge::report
