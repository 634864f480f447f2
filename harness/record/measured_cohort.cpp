#include "record/measured_cohort.h"

#include <filesystem>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/csv.h"
#include "study/acquired.h"
#include "study/cohort.h"

namespace radgauge::record {

using store::StoredInput;
using store::StoreTables;
using study::CohortRow;
using study::Study;

namespace {

constexpr const char* kLabel = "mask_label";
constexpr const char* kModality = "modality";

using TextColumn = std::pair<std::string, std::string CohortRow::*>;
const std::vector<TextColumn>& text_columns() {
  using Row = CohortRow;
  static const std::vector<TextColumn> columns = [] {
    std::vector<TextColumn> list{{"patient", &Row::patient}, {"lesion", &Row::lesion},
                                 {"channel", &Row::channel}, {"image", &Row::image},
                                 {"mask", &Row::mask},       {"unit", &Row::unit}};
    for (const study::AcquiredFactor& factor : study::acquired_columns())
      list.emplace_back(factor.name, factor.level);
    return list;
  }();
  return columns;
}

std::vector<std::string> fixed_header() {
  std::vector<std::string> header;
  for (const TextColumn& column : text_columns()) header.emplace_back(column.first);
  for (const char* name : {kLabel, kModality}) header.emplace_back(name);
  return header;
}

std::string stored_row(const CohortRow& row, const std::vector<std::string>& covariates) {
  CohortRow shown = row;
  shown.image = study::shown_path(row.image);
  shown.mask = study::shown_path(row.mask);
  std::vector<std::string> fields;
  for (const TextColumn& column : text_columns()) fields.push_back(shown.*column.second);
  fields.push_back(row.label());
  fields.emplace_back(to_text(row.modality));
  for (const std::string& name : covariates) {
    const auto it = row.covariates.find(name);
    fields.push_back(it == row.covariates.end() ? "" : it->second);
  }
  return io::csv_line(fields);
}

std::size_t column_of(const io::CsvTable& table, const std::string& name) {
  const auto column = table.column(name);
  if (!column)
    throw Error(ErrorKind::data, table.file + " has no column '" + name + "': the store is damaged");
  return *column;
}

io::CsvTable stored_table(const std::string& csv) {
  return io::parse_csv(csv, "the cohort in the store");
}

}  // namespace

std::string measured_cohort_csv(const Study& study) {
  std::vector<const CohortRow*> listed;
  for (const CohortRow& row : study.rows)
    if (!study.sources[row.source].is_generator()) listed.push_back(&row);
  if (listed.empty()) return {};
  std::vector<std::string> covariates;
  for (const auto& entry : listed.front()->covariates) covariates.push_back(entry.first);
  std::vector<std::string> header = fixed_header();
  header.insert(header.end(), covariates.begin(), covariates.end());
  std::string text = io::csv_line(header);
  for (const CohortRow* row : listed) text += stored_row(*row, covariates);
  return text;
}

std::vector<CohortRow> cohort_of(const std::string& csv) {
  const io::CsvTable table = stored_table(csv);
  const std::size_t label = column_of(table, kLabel), modality = column_of(table, kModality);
  const std::size_t n_fixed = fixed_header().size();
  std::vector<CohortRow> rows;
  for (const std::vector<std::string>& fields : table.rows) {
    CohortRow row;
    row.where = table.file;
    for (const TextColumn& column : text_columns())
      row.*column.second = fields[column_of(table, column.first)];
    if (!fields[label].empty()) row.set_label(fields[label]);
    const auto known = study::parse_modality(fields[modality]);
    if (!known) throw Error(ErrorKind::data, table.file + " has the modality '" + fields[modality] + "'");
    row.modality = *known;
    for (std::size_t c = n_fixed; c < fields.size(); ++c) row.covariates[table.header[c]] = fields[c];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> row_identities(const Study& study, const StoreTables& tables) {
  std::vector<std::string> out(study.rows.size());
  for (std::size_t r = 0; r < std::min(out.size(), tables.inputs.size()); ++r) {
    const auto& inputs = tables.inputs[r];
    if (inputs.empty() || std::any_of(inputs.begin(), inputs.end(),
                                      [](const StoredInput& input) { return input.sha256 == kMissingFile; }))
      continue;
    for (const StoredInput& input : inputs) out[r] += input.role + " " + input.sha256 + " ";
    out[r] += study.rows[r].label();
  }
  return out;
}

std::string inputs_hash(const StoreTables& tables) {
  std::string text;
  bool is_any_file = false;
  for (std::size_t r = 0; r < tables.inputs.size(); ++r)
    for (const StoredInput& input : tables.inputs[r]) {
      is_any_file = is_any_file || !input.name.empty();
      text += to_text(static_cast<std::int64_t>(r)) + " " + input.role + " " + input.name + " " +
              input.sha256 + "\n";
    }
  return is_any_file ? sha256(text) : "";
}

std::vector<std::string> changed_inputs(const StoreTables& before, const StoreTables& now) {
  std::vector<std::string> changed;
  const auto note = [&](const std::string& name) {
    if (std::find(changed.begin(), changed.end(), name) == changed.end()) changed.push_back(name);
  };
  for (std::size_t r = 0; r < std::min(before.inputs.size(), now.inputs.size()); ++r) {
    const auto &was = before.inputs[r], &is = now.inputs[r];
    if (was.empty() || is.empty() || was == is) continue;
    for (std::size_t i = 0; i < is.size(); ++i)
      if (i >= was.size() || was[i] != is[i]) note(is[i].name.empty() ? now.objects[r].patient : is[i].name);
    if (is.size() < was.size()) note(now.objects[r].patient);
  }
  return changed;
}

}  // namespace radgauge::record
