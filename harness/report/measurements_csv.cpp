#include "report/measurements_csv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/questions.h"
#include "core/text.h"
#include "io/csv.h"
#include "report/csv_fields.h"
#include "report/run_files.h"

namespace radgauge::report {

namespace {

/// Columns "OPERATION.PARAMETER.requested" and ".achieved" for each magnitude that occurs.
struct MagnitudeColumns {
  std::vector<std::pair<std::string, std::string>> names;
  std::vector<std::size_t> of_kind;  ///< of each kind of the measurements
};

MagnitudeColumns magnitude_columns(const std::vector<analysis::MagnitudeKind>& kinds) {
  MagnitudeColumns columns;
  for (const analysis::MagnitudeKind& kind : kinds) {
    const std::pair key{kind.operation, kind.parameter};
    auto at = std::find(columns.names.begin(), columns.names.end(), key);
    if (at == columns.names.end()) at = columns.names.insert(at, key);
    columns.of_kind.push_back(static_cast<std::size_t>(at - columns.names.begin()));
  }
  return columns;
}

/// How many values of each cell have each status.
std::vector<std::array<std::uint32_t, 5>> count_statuses(const analysis::Measurements& measurements) {
  std::vector<std::array<std::uint32_t, 5>> counts(measurements.n_cells(), std::array<std::uint32_t, 5>{});
  const std::size_t n = measurements.tables().features.size();
  std::vector<std::size_t> row_of_cell(measurements.n_cells());
  for (std::size_t c = 0; c < row_of_cell.size(); ++c) row_of_cell[c] = measurements.cell(c).row;
  std::vector<char> has(measurements.tables().objects.size());  // does the row's channel have the feature?
  for (std::size_t f = 0; f < measurements.features().size(); ++f) {
    for (std::size_t row = 0; row < has.size(); ++row) has[row] = measurements.feature_of(row, f % n) == f;
    const Status* const statuses = measurements.column(f).statuses.data();
    const char* const asked = has.data();
    const std::size_t* const rows = row_of_cell.data();
    for (std::size_t c = 0; c < row_of_cell.size(); ++c)
      if (asked[rows[c]]) ++counts[c][static_cast<std::size_t>(statuses[c])];
  }
  return counts;
}

/// The columns that name an object: that of its engine only where a study has several.
std::vector<store::StoredObjectColumn> object_columns(const std::vector<store::StoredObject>& objects) {
  const bool engines = std::any_of(objects.begin(), objects.end(),
                                   [](const store::StoredObject& object) { return !object.engine.empty(); });
  std::vector<store::StoredObjectColumn> columns;
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    if (engines || column.text != &store::StoredObject::engine) columns.push_back(column);
  return columns;
}

/// The names of the fields of an object, and the columns that follow them.
std::vector<std::string> header_with(const std::vector<store::StoredObjectColumn>& columns,
                                     const std::vector<std::string>& more) {
  std::vector<std::string> header;
  for (const store::StoredObjectColumn& column : columns) header.emplace_back(column.name);
  header.insert(header.end(), more.begin(), more.end());
  return header;
}

/// The fields of the object and a separator.
std::string object_prefix(const std::vector<store::StoredObjectColumn>& columns,
                          const store::StoredObject& object) {
  std::string text;
  for (const store::StoredObjectColumn& column : columns) csv::put(text, object.*column.text, ',');
  return text;
}

std::string limited_text(const analysis::Measurements& measurements, const analysis::MeasuredCell& cell) {
  std::string text;
  if (cell.status == Status::failed) return text;
  for (const analysis::MeasuredMagnitude& m : cell.magnitudes) {
    const analysis::MagnitudeKind& kind = measurements.kinds()[m.kind];
    if (kind.status != "ok" && text.find(kind.status) == std::string::npos)
      text += (text.empty() ? "" : "; ") + kind.operation + ": " + kind.status;
  }
  return text;
}

/// Columns "notice.KIND", with the extraction before it unless it is the first, for each kind that occurs.
class NoticeColumns {
 public:
  explicit NoticeColumns(const RunReport& run) : notices_(run.measurements.notices()) {
    const std::string first = run.study.extractions.empty() ? "" : run.study.extractions.front().name;
    for (const analysis::CellNotice& n : notices_) {
      const std::pair key{n.extraction, n.notice.kind};
      if (std::find(keys_.begin(), keys_.end(), key) != keys_.end()) continue;
      keys_.push_back(key);
    }
    std::sort(keys_.begin(), keys_.end());
    for (const auto& [extraction, kind] : keys_)
      names_.push_back((extraction.empty() || extraction == first ? "" : extraction + ".") + "notice." +
                       std::string(to_text(kind)));
  }

  const std::vector<std::string>& names() const { return names_; }

  /// The sentences of a cell, then its numbers. Cells are asked for in their order.
  void put(std::size_t cell, std::string& text) {
    std::string told;
    std::vector<double> amounts(keys_.size(), std::numeric_limits<double>::quiet_NaN());
    for (; next_ < notices_.size() && notices_[next_].cell == cell; ++next_) {
      const auto& [at, extraction, notice] = notices_[next_];
      const auto key = std::find(keys_.begin(), keys_.end(), std::pair{extraction, notice.kind});
      amounts[static_cast<std::size_t>(key - keys_.begin())] = notice.amount;
      if (is_surprising(notice)) told += (told.empty() ? "" : "; ") + sentence(notice);
    }
    csv::put(text, told, ',');
    for (const double amount : amounts) csv::put(text, amount, ',');
  }

 private:
  std::span<const analysis::CellNotice> notices_;
  std::vector<std::pair<std::string, NoticeKind>> keys_;
  std::vector<std::string> names_;
  std::size_t next_ = 0;
};

bool is_requested(const std::string& operation) {
  return operation != store::object_magnitude::kOperation;
}

std::string cells_header(const std::vector<store::StoredObjectColumn>& of_object,
                         const MagnitudeColumns& columns, const std::vector<std::string>& notices) {
  std::vector<std::string> header =
      header_with(of_object, {"condition", "status", "reason", "n_ok", "n_degenerate", "n_undefined",
                              "n_failed", "limited", "notices"});
  header.insert(header.end(), notices.begin(), notices.end());
  for (const auto& [operation, parameter] : columns.names) {
    if (is_requested(operation)) header.push_back(operation + "." + parameter + ".requested");
    header.push_back(operation + "." + parameter + ".achieved");
  }
  header.push_back("rerun");
  return io::csv_line(header);
}

void put_magnitudes(const MagnitudeColumns& columns, const analysis::MeasuredCell& cell, std::string& text) {
  constexpr analysis::MeasuredMagnitude kNone{0, std::numeric_limits<double>::quiet_NaN(),
                                              std::numeric_limits<double>::quiet_NaN()};
  for (std::size_t column = 0; column < columns.names.size(); ++column) {
    const auto at = std::find_if(cell.magnitudes.begin(), cell.magnitudes.end(),
                                 [&](const auto& m) { return columns.of_kind[m.kind] == column; });
    const analysis::MeasuredMagnitude& m = at == cell.magnitudes.end() ? kNone : *at;
    if (is_requested(columns.names[column].first)) csv::put(text, m.requested, ',');
    csv::put(text, m.achieved, ',');
  }
}

}  // namespace

std::string cells_csv(const RunReport& run) {
  const analysis::Measurements& measurements = run.measurements;
  const MagnitudeColumns columns = magnitude_columns(measurements.kinds());
  const auto counts = count_statuses(measurements);
  NoticeColumns notices(run);
  const auto of_object = object_columns(measurements.tables().objects);
  std::string text = cells_header(of_object, columns, notices.names());
  std::string prefix;  // mostly, the cells of a row of the cohort come one after the other
  std::size_t row = SIZE_MAX;
  for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
    const analysis::MeasuredCell cell = measurements.cell(c);
    if (cell.row != row) prefix = object_prefix(of_object, measurements.tables().objects[row = cell.row]);
    text += prefix;
    csv::put(text, measurements.tables().conditions[cell.condition].name, ',');
    csv::put(text, to_text(cell.status), ',');
    csv::put(text, cell.reason, ',');
    for (std::size_t s = 0; s < 4; ++s) csv::put(text, std::int64_t{counts[c][s]}, ',');
    csv::put(text, limited_text(measurements, cell), ',');
    notices.put(c, text);
    put_magnitudes(columns, cell, text);
    csv::put(
        text,
        cell.status == Status::failed ? analysis::rerun_command(run.study, run.plan, cell.plan_index) : "",
        '\n');
  }
  return text;
}

std::string tidy_csv(const analysis::Measurements& measurements) {
  const store::StoreTables& tables = measurements.tables();
  const auto of_object = object_columns(tables.objects);
  std::string text =
      io::csv_line(header_with(of_object, {"condition", "feature", "value", "unit", "status"}));
  std::vector<analysis::FeatureColumn> columns;
  for (std::size_t f = 0; f < measurements.features().size(); ++f) columns.push_back(measurements.column(f));
  for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
    const analysis::MeasuredCell cell = measurements.cell(c);
    std::string prefix = object_prefix(of_object, tables.objects[cell.row]);
    csv::put(prefix, tables.conditions[cell.condition].name, ',');
    for (std::size_t f = 0; f < tables.features.size(); ++f) {
      const analysis::FeatureColumn& column = columns[measurements.feature_of(cell.row, f)];
      const Status status = column.statuses[c];
      text += prefix;
      csv::put(text, tables.features[f].name, ',');
      if (status == Status::ok)
        text += to_text(column.values[c]) + ',';
      else
        text += "NA,";
      csv::put(text, tables.features[f].info.unit, ',');
      csv::put(text, to_text(status), '\n');
    }
  }
  return text;
}

std::string changes_csv(const analysis::Measurements& measurements,
                        std::span<const analysis::FollowUp> pairs) {
  const store::StoreTables& tables = measurements.tables();
  const auto of_object = object_columns(tables.objects);
  const std::vector<analysis::ChangeFeature> features = analysis::change_features(tables);
  std::string text =
      io::csv_line(header_with(of_object, {"condition", "feature", "value", "unit", "status"}));
  for (const analysis::FollowUp& pair : pairs) {
    const store::StoredObject& before = tables.objects[pair.before];
    store::StoredObject object = tables.objects[pair.after];
    object.session = before.session + "-" + object.session;
    if (object.scanner != before.scanner) object.scanner = before.scanner + ">" + object.scanner;
    for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
      if (measurements.find(pair.before, c) == analysis::kNoCell ||
          measurements.find(pair.after, c) == analysis::kNoCell)
        continue;
      std::string prefix = object_prefix(of_object, object);
      csv::put(prefix, tables.conditions[c].name, ',');
      for (const analysis::ChangeFeature& feature : features) {
        const auto [value, status] = analysis::change_value(measurements, pair, c, feature);
        text += prefix;
        csv::put(text, feature.name, ',');
        text += status == Status::ok ? to_text(value) + ',' : "NA,";
        csv::put(text, feature.unit, ',');
        csv::put(text, to_text(status), '\n');
      }
    }
  }
  return text;
}

}  // namespace radgauge::report
