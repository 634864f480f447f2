#include "record/measured_cohort.h"

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "study/acquired.h"
#include "study/cohort.h"

namespace radgauge::record {

using study::CohortRow;

namespace {

constexpr const char* kImageHash = "image:sha256";
constexpr const char* kMaskHash = "mask:sha256";
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
  for (const char* name : {kLabel, kModality, kImageHash, kMaskHash}) header.emplace_back(name);
  return header;
}

std::string stored_row(const CohortRow& row, const std::map<std::string, std::string>& hash_of,
                       const std::vector<std::string>& covariates) {
  CohortRow shown = row;
  shown.image = shown_path(row.image);
  shown.mask = shown_path(row.mask);
  std::vector<std::string> fields;
  for (const TextColumn& column : text_columns()) fields.push_back(shown.*column.second);
  fields.push_back(row.mask_label ? to_text(*row.mask_label) : "");
  fields.emplace_back(to_text(row.modality));
  fields.push_back(hash_of.at(row.image_path()));
  fields.push_back(hash_of.at(row.mask_path()));
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

std::string shown_path(const std::string& path) {
  const std::filesystem::path as_path(path);
  return as_path.is_absolute() ? as_path.filename().string() : path;
}

std::string measured_cohort_csv(const study::Study& study, const std::vector<InputFile>& inputs) {
  std::vector<std::string> covariates;
  for (const auto& entry : study.rows.front().covariates) covariates.push_back(entry.first);
  std::vector<std::string> header = fixed_header();
  header.insert(header.end(), covariates.begin(), covariates.end());
  std::map<std::string, std::string> hash_of;
  for (const InputFile& file : inputs) hash_of[file.path] = file.sha256;
  std::string text = io::csv_line(header);
  for (const CohortRow& row : study.rows) text += stored_row(row, hash_of, covariates);
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
    row.mask_label = parse_int(fields[label]);
    const auto known = study::parse_modality(fields[modality]);
    if (!known) throw Error(ErrorKind::data, table.file + " has the modality '" + fields[modality] + "'");
    row.modality = *known;
    for (std::size_t c = n_fixed; c < fields.size(); ++c) row.covariates[table.header[c]] = fields[c];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<RowHashes> row_hashes(const store::StoreTables& tables) {
  std::vector<RowHashes> out(tables.objects.size());
  const auto it = tables.meta.find(meta_key::kCohort);
  if (it == tables.meta.end()) return out;
  const io::CsvTable table = stored_table(it->second);
  const std::size_t image = column_of(table, kImageHash), mask = column_of(table, kMaskHash);
  const auto known = [](const std::string& hash) { return hash == kMissingFile ? std::string() : hash; };
  for (std::size_t r = 0; r < std::min(out.size(), table.rows.size()); ++r)
    out[r] = {known(table.rows[r][image]), known(table.rows[r][mask])};
  return out;
}

std::vector<std::string> row_identities(const study::Study& study, const store::StoreTables& tables) {
  std::vector<std::string> out;
  if (study.phantoms.phantom != nullptr) {
    std::string made = study.phantoms.phantom->id + " seed " + to_text(static_cast<std::int64_t>(study.seed));
    for (const Value& value : study.phantoms.values) made += " " + to_text(value);
    for (const CohortRow& row : study.rows) out.push_back(made + " #" + to_text(row.phantom_index));
    return out;
  }
  const std::vector<RowHashes> hashes = row_hashes(tables);
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const auto& label = study.rows[r].mask_label;
    const bool known = !hashes[r].image.empty() && !hashes[r].mask.empty();
    out.push_back(known ? hashes[r].image + " " + hashes[r].mask + " " + (label ? to_text(*label) : "") : "");
  }
  return out;
}

}  // namespace radgauge::record
