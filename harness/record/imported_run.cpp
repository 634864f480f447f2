#include "record/imported_run.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "core/hash.h"
#include "core/nan.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "record/clean_names.h"
#include "record/run_folder.h"
#include "study/cohort.h"

namespace radgauge::record {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNoValueGiven = "the table has no value";
constexpr const char* kNoReasonGiven = "the table does not say why";
constexpr const char* kUnknown = "unknown";
/// Values of one transaction of the store.
constexpr std::size_t kValuesAtOnce = std::size_t{1} << 20;

auto sort_key(const store::StoredObject& o) {
  return std::tie(o.patient, o.lesion, o.channel, o.session, o.reader, o.scanner, o.site, o.engine);
}

std::vector<std::uint32_t> sorted_objects(const MeasuredTable& table) {
  std::vector<std::uint32_t> order(table.objects().size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return sort_key(table.objects()[a]) < sort_key(table.objects()[b]);
  });
  return order;
}

/// Columns with something in them. Rows of a tidy table come in any order, so that its features are sorted.
std::vector<std::uint32_t> used_columns(const ReadTable& read) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t f = 0; f < read.table.columns().size(); ++f)
    if (!read.table.columns()[f].statuses.empty()) order.push_back(f);
  if (read.format == "tidy")
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return read.table.columns()[a].name < read.table.columns()[b].name;
    });
  return order;
}

/// Letters that a name of a study or group may have; others become '-'.
std::string plain_word(std::string text) {
  for (char& c : text) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         c == '_' || c == '-' || c == '.';
    if (!allowed) c = '-';
  }
  return text;
}

std::string group_of_measured(const std::string& condition, const std::vector<std::string>& taken) {
  const auto end = condition.find_first_of(":#");
  std::string name =
      end == std::string::npos || end == 0 ? "conditions" : plain_word(condition.substr(0, end));
  if (std::find(taken.begin(), taken.end(), name) != taken.end()) name += "-conditions";
  return name;
}

using ConditionGroups = std::map<std::string, std::vector<std::string>>;

ConditionGroups condition_groups(const MeasuredTable& table) {
  const std::vector<std::string> taken{"base", "session", "reader", "scanner", "site", "engine"};
  ConditionGroups groups;
  for (const std::string& condition : table.conditions())
    if (condition != "base") groups[group_of_measured(condition, taken)].push_back(condition);
  for (auto& [name, conditions] : groups) std::sort(conditions.begin(), conditions.end());
  return groups;
}

/// Outcomes and covariates by patient, or by patient and lesion.
class PatientTable {
 public:
  PatientTable(const std::string& path, NameCleaner names) {
    if (path.empty()) return;
    table_ = io::read_spreadsheet(path, io::Separators::any);
    const auto patient = table_.column("patient");
    if (!patient)
      throw Error(ErrorKind::data,
                  path + ":1: the table of patients has no column patient; it has " + listed(table_.header));
    patient_ = *patient;
    lesion_ = table_.column("lesion");
    for (std::size_t r = 0; r < table_.rows.size(); ++r) {
      const std::string where = path + ":" + to_text(std::int64_t{table_.lines[r]});
      const std::string patient_name = names.clean("patient", trim(table_.rows[r][patient_]), where);
      std::string lesion_name = lesion_ ? names.clean("lesion", trim(table_.rows[r][*lesion_]), where) : "";
      if (lesion_name.empty()) lesion_name = kOnlyLesion;
      if (!rows_.emplace(key(patient_name, lesion_name), r).second)
        throw Error(ErrorKind::data, where + ": patient " + table_.rows[r][patient_] + " stands twice");
    }
  }

  /// False where there is a table and it has no such patient.
  bool fill(study::CohortRow& row) {
    if (table_.header.empty()) return true;
    for (std::size_t c = 0; c < table_.header.size(); ++c)
      if (c != patient_ && c != lesion_) row.covariates[table_.header[c]] = "";
    const auto at = rows_.find(key(row.patient, row.lesion));
    if (at == rows_.end()) return false;
    used_.insert(at->second);
    for (std::size_t c = 0; c < table_.header.size(); ++c)
      if (c != patient_ && c != lesion_) row.covariates[table_.header[c]] = trim(table_.rows[at->second][c]);
    return true;
  }

  /// Patients of it that were not asked for.
  std::vector<std::string> unused() const {
    std::vector<std::string> list;
    for (std::size_t r = 0; r < table_.rows.size(); ++r)
      if (used_.count(r) == 0) list.push_back(trim(table_.rows[r][patient_]));
    return list;
  }

 private:
  std::string key(const std::string& patient, const std::string& lesion) const {
    return lesion_ ? patient + "\n" + lesion : patient;
  }

  io::CsvTable table_;
  std::size_t patient_ = 0;
  std::optional<std::size_t> lesion_;
  std::map<std::string, std::size_t> rows_;
  std::set<std::size_t> used_;
};

/// The features of the table, where record asks an engine for them.
class TableFeatures : public engine::Engine {
 public:
  TableFeatures(std::vector<MappedFeature> features, std::string identity)
      : features_(std::move(features)), identity_(std::move(identity)) {}
  const std::string& name() const override {
    static const std::string text = study::kImportedEngine;
    return text;
  }
  std::string identity() const override { return identity_; }
  std::vector<MappedFeature> features(const FeatureRequest&) const override { return features_; }
  std::vector<FeatureVector> extract(const engine::Subject&, std::span<const FeatureRequest>) const override {
    throw Error(ErrorKind::internal, "an imported table measures nothing");
  }

 private:
  std::vector<MappedFeature> features_;
  std::string identity_;
};

/// Makes study and plan of a table, and fills a store by them.
class Importer {
 public:
  Importer(const ReadTable& read, const ImportRequest& request)
      : read_(read), request_(request), rows_(sorted_objects(read.table)), columns_(used_columns(read)) {
    if (columns_.empty()) throw Error(ErrorKind::data, request.table + " holds no value of any feature");
    make_rows();
    index_cells();
    make_study();
  }

  ImportedRun run() {
    std::vector<MappedFeature> features;
    for (const std::uint32_t f : columns_)
      features.push_back({std::string(kOriginal), read_.table.columns()[f].info});
    const std::string file = fs::path(request_.table).filename().string(), hash = sha256_file(request_.table);
    const TableFeatures engine(std::move(features), hash);
    store::StoreTables tables = store_tables(
        study_, plan_, engine,
        std::vector<std::vector<store::StoredInput>>(study_.rows.size(), {{"table", file, hash}}));
    std::string extractor = request_.extractor.empty() ? read_.extractor : request_.extractor;
    if (extractor.empty() && read_.format != "tidy" && read_.format != "wide")
      extractor = fs::path(read_.format).stem().string() + ", version not known";
    tables.meta["engine"] = extractor.empty() ? "not known: the table does not say" : extractor;
    tables.meta[meta_key::kTable] = file;
    tables.meta["command"] = request_.command;
    tables.meta["started"] = tables.meta["finished"] = request_.started;
    store::Store store = open_run_folder(request_.folder, false, tables);
    write_cells(store);
    store.checkpoint();
    io::write_file(in_folder(request_.folder, result_file::kStudy), study::resolved_yaml(study_));
    return summary();
  }

 private:
  void make_rows() {
    const auto modality = study::parse_modality(request_.modality);
    if (!modality)
      throw Error(ErrorKind::usage,
                  "the modality '" + request_.modality + "' is not one of CT, MR, PET, other");
    PatientTable patients(request_.patients, read_.names);
    std::vector<std::string> unknown;
    for (const std::uint32_t o : rows_) {
      const store::StoredObject& object = read_.table.objects()[o];
      study::CohortRow row;
      row.patient = object.patient;
      row.lesion = object.lesion;
      row.channel = object.channel;
      row.session = object.session;
      row.reader = object.reader;
      row.scanner = object.scanner;
      row.site = object.site;
      row.engine = object.engine;
      if (!cohort_.empty() && cohort_.back().name() == row.name())
        throw Error(
            ErrorKind::data,
            request_.table + ": " + shortened(row.name(), 200) + " was measured at site '" +
                shortened(cohort_.back().site) + "' and at '" + shortened(row.site) +
                "', and a site is in no name of a cell; tell them apart by session, reader or scanner "
                "(--split 'COLUMN = scanner')");
      row.modality = *modality;
      row.unit = !request_.unit.empty()         ? request_.unit
                 : *modality == Modality::other ? kUnknown
                                                : study::usual_unit(*modality);
      if (!patients.fill(row) && (unknown.empty() || unknown.back() != row.patient))
        unknown.push_back(row.patient);
      cohort_.push_back(std::move(row));
    }
    if (!unknown.empty())
      notes_.push_back(request_.patients + " has no outcome of " + count_text(unknown.size()) +
                       " patients of the table: " + listed(unknown));
    if (const auto unused = patients.unused(); !unused.empty())
      notes_.push_back("the table has no measurement of " + count_text(unused.size()) + " patients of " +
                       request_.patients + ": " + listed(unused));
  }

  void index_cells() {
    n_conditions_ = read_.table.conditions().size();
    cell_of_.assign(read_.table.objects().size() * n_conditions_, UINT32_MAX);
    for (std::uint32_t c = 0; c < read_.table.n_cells(); ++c) {
      const MeasuredTable::Cell at = read_.table.cell_at(c);
      cell_of_[at.object * n_conditions_ + at.condition] = c;
    }
  }

  std::uint32_t find_cell(std::size_t row, std::uint32_t condition) const {
    return condition == UINT32_MAX ? UINT32_MAX : cell_of_[rows_[row] * n_conditions_ + condition];
  }

  /// Groups are measured on the first reader and session where the table has no more.
  void make_study() {
    const ConditionGroups groups = condition_groups(read_.table);
    for (const bool all : {false, true}) {
      study_ =
          study::decode_study(io::parse_yaml(study_text(groups, all), result_file::kStudy), "", &cohort_);
      study_.file = result_file::kStudy;
      plan_ = study::make_plan(study_);
      condition_of_plan_.clear();
      for (const study::Condition& condition : plan_.conditions) {
        const auto& known = read_.table.conditions();
        const auto at = std::find(known.begin(), known.end(), condition.name);
        condition_of_plan_.push_back(at == known.end() ? UINT32_MAX
                                                       : static_cast<std::uint32_t>(at - known.begin()));
      }
      std::size_t planned = 0;
      for (const study::PlannedCell& cell : plan_.cells)
        planned += find_cell(cell.row, condition_of_plan_[cell.condition]) == UINT32_MAX ? 0U : 1U;
      if (planned == read_.table.n_cells()) return;
    }
    throw Error(ErrorKind::internal, "the study of an imported table does not plan all of its cells");
  }

  std::string study_text(const ConditionGroups& groups, bool all) const {
    fs::path table = fs::path(request_.table).filename();
    while (table.has_extension()) table = table.stem();
    std::string text =
        "study: " + io::yaml_scalar(plain_word(request_.name.empty() ? table.string() : request_.name)) +
        "\ncohort: " + io::yaml_scalar(fs::path(request_.table).filename().string()) +
        "\nengine: " + study::kImportedEngine + "\ncontact_sheets: false\n";
    if (!groups.empty()) text += "conditions:\n";
    for (const auto& [name, conditions] : groups) {
      std::vector<std::string> names;
      for (const std::string& condition : conditions) names.push_back(io::yaml_scalar(condition));
      text += "  " + name + ": {measured: [" + join(names, ", ") + "]";
      text += all ? ", readers: all, sessions: all}\n" : "}\n";
    }
    return text + "failures: {max: " + count_text(failed_cells()) + "}\n";
  }

  /// absent: the table gives no value of the cell; failed: all that it says of one is a failure.
  Status status_of_cell(std::uint32_t cell) const {
    Status found = Status::absent;
    for (const std::uint32_t f : columns_) {
      const std::uint8_t status = read_.table.status(cell, f);
      if (status == kNotGiven || status == static_cast<std::uint8_t>(Status::absent)) continue;
      if (status != static_cast<std::uint8_t>(Status::failed)) return Status::ok;
      found = Status::failed;
    }
    return found;
  }

  std::size_t failed_cells() const {
    std::size_t n = 0;
    for (std::uint32_t c = 0; c < read_.table.n_cells(); ++c)
      n += status_of_cell(c) == Status::failed ? 1U : 0U;
    return n;
  }

  store::CellRecord record_of(std::size_t plan_index) {
    const study::PlannedCell& planned = plan_.cells[plan_index];
    store::CellRecord record;
    record.plan_index = static_cast<std::int64_t>(plan_index);
    record.object = static_cast<std::int64_t>(planned.row);
    record.condition = static_cast<std::int64_t>(planned.condition);
    const std::uint32_t cell = find_cell(planned.row, condition_of_plan_[planned.condition]);
    record.values.assign(columns_.size(), kNaN);
    record.statuses.assign(columns_.size(), Status::absent);
    if (cell == UINT32_MAX) {
      record.status = Status::absent;
      record.reason = "the table has no row of this cell";
      ++absent_;
      return record;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::uint8_t status = read_.table.status(cell, columns_[i]);
      if (status == static_cast<std::uint8_t>(Status::ok)) {
        record.values[i] = read_.table.value(cell, columns_[i]);
        record.statuses[i] = Status::ok;
        continue;
      }
      const std::string& given = read_.table.reason(cell, columns_[i]);
      if (status != kNotGiven) record.statuses[i] = static_cast<Status>(status);
      record.reasons.push_back({static_cast<std::uint32_t>(i), !given.empty()        ? given
                                                               : status == kNotGiven ? kNoValueGiven
                                                                                     : kNoReasonGiven});
    }
    record.status = status_of_cell(cell);
    if (record.status == Status::ok) return record;
    const auto said = std::find_if(record.reasons.begin(), record.reasons.end(), [&](const auto& reason) {
      return record.statuses[reason.feature] == record.status;
    });
    record.reason = said == record.reasons.end() ? kNoReasonGiven : said->text;
    (record.status == Status::failed ? failed_ : absent_) += 1;
    return record;
  }

  void write_cells(store::Store& store) {
    const std::size_t at_once = std::max<std::size_t>(1, kValuesAtOnce / columns_.size());
    std::vector<store::CellRecord> records;
    for (std::size_t c = 0; c < plan_.cells.size(); ++c) {
      records.push_back(record_of(c));
      if (records.size() < at_once && c + 1 < plan_.cells.size()) continue;
      store.write_unit(records);
      records.clear();
    }
  }

  ImportedRun summary() {
    ImportedRun out;
    std::set<std::string> patients, objects;
    for (const study::CohortRow& row : study_.rows) {
      patients.insert(row.patient);
      objects.insert(row.whole_lesion());
    }
    out.patients = patients.size();
    out.objects = objects.size();
    out.rows = study_.rows.size();
    out.conditions = plan_.conditions.size();
    out.features = columns_.size();
    out.cells = plan_.cells.size();
    out.absent_cells = absent_;
    out.failed_cells = failed_;
    out.notes = read_.notes;
    out.notes.insert(out.notes.end(), notes_.begin(), notes_.end());
    return out;
  }

  const ReadTable& read_;
  const ImportRequest& request_;
  std::vector<std::uint32_t> rows_;     ///< object of the table of each row of the study
  std::vector<std::uint32_t> columns_;  ///< of the table, in the order of the store
  std::vector<study::CohortRow> cohort_;
  study::Study study_;
  study::Plan plan_;
  std::vector<std::uint32_t> condition_of_plan_;
  std::size_t n_conditions_ = 0;
  std::vector<std::uint32_t> cell_of_;  ///< of the table, by object and condition
  std::size_t absent_ = 0, failed_ = 0;
  std::vector<std::string> notes_;
};

}  // namespace

ImportedRun import_run(const ReadTable& read, const ImportRequest& request) {
  check_run_folder(request.folder, false);
  return Importer(read, request).run();
}

}  // namespace radgauge::record
