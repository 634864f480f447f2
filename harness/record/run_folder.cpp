#include "record/run_folder.h"

#include <unistd.h>

#include <filesystem>

#include "core/build_info.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/files.h"
#include "models/model.h"
#include "record/feature_table.h"
#include "record/measured_cohort.h"
#include "study/acquired.h"
#include "study/deviations.h"

namespace radgauge::record {

using store::StoredInput;
using store::StoreTables;

namespace {

namespace fs = std::filesystem;

bool same_tables(const StoreTables& a, const StoreTables& b) {
  return a.objects == b.objects && a.conditions == b.conditions && a.features == b.features &&
         a.planned_cells == b.planned_cells;
}

/// A few of the files that changed, for a message.
std::string few_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  if (names.size() <= kShown) return join(names, ", ");
  return join(std::vector(names.begin(), names.begin() + kShown), ", ") + " and " +
         to_text(static_cast<std::int64_t>(names.size() - kShown)) + " more";
}

/// The hashes of a measurement part by part, so that a difference can be named.
const std::vector<std::pair<std::string, std::string>>& identity_parts() {
  static const std::vector<std::pair<std::string, std::string>> parts{
      {"hash.version", "the version of radgauge"},
      {"hash.study", "the cohort, conditions, extractions, engine or seed of the study"}};
  return parts;
}

void check_same_measurement(const std::string& folder, const StoreTables& stored, const StoreTables& wanted) {
  std::vector<std::string> changes;
  for (const auto& [key, what] : identity_parts()) {
    const auto old_value = stored.meta.find(key);
    if (old_value == stored.meta.end() || old_value->second != wanted.meta.at(key)) changes.push_back(what);
  }
  const bool same = same_tables(stored, wanted);
  if (same)
    if (const std::vector<std::string> files = changed_inputs(stored, wanted); !files.empty())
      changes.push_back("an image, mask or scanner file (" + few_of(files) + ")");
  if (changes.empty() && same) return;
  if (changes.empty()) changes.push_back("the plan of the study");
  throw Error(ErrorKind::study,
              folder + " holds measurements of another state: since it was begun, " + join(changes, " and ") +
                  " changed. Nothing was touched; undo the change, or give another folder with -o");
}

store::StoredObject stored_object(const study::CohortRow& row) {
  store::StoredObject out{row.patient, row.lesion, row.channel, {}, {}, {}, {}};
  for (const study::AcquiredFactor& factor : study::acquired_factor_table())
    for (const store::StoredObjectColumn& column : store::stored_object_columns())
      if (factor.name == column.name) out.*column.text = row.*factor.level;
  return out;
}

/// "prepared", or of several engines one word each, in their order.
std::string input_of_engines(const study::Study& study, const engine::Engine& engine) {
  if (study.engines.empty()) return std::string(to_text(engine.input()));
  std::vector<std::string> inputs;
  for (const std::string& name : study.engine_names) inputs.emplace_back(to_text(engine.input(name)));
  return join(inputs, ", ");
}

}  // namespace

std::string in_folder(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

StoreTables planned_cells(const study::Study& study, const study::Plan& plan) {
  StoreTables tables;
  for (const study::CohortRow& row : study.rows) tables.objects.push_back(stored_object(row));
  for (std::size_t c = 0; c < plan.conditions.size(); ++c) {
    const study::Condition& condition = plan.conditions[c];
    tables.conditions.push_back({condition.name,
                                 c == study::kBase ? "base" : study.groups[condition.groups.front()].name,
                                 condition.repetition});
  }
  tables.planned_cells = static_cast<std::int64_t>(plan.cells.size());
  return tables;
}

StoreTables planned_tables(const study::Study& study, const study::Plan& plan, const engine::Engine& engine) {
  StoreTables tables = planned_cells(study, plan);
  tables.features = stored_features(study, engine);
  return tables;
}

StoreTables store_tables(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
                         std::vector<std::vector<StoredInput>> inputs) {
  StoreTables tables = planned_tables(study, plan, engine);
  tables.inputs = std::move(inputs);
  tables.inputs.resize(tables.objects.size());
  // The resolved text without questions and tolerated failures: those may change after the measurement.
  study::Study measured = study;
  measured.questions.clear();
  measured.models.clear();
  measured.drift.reset();
  measured.gate.reset();
  measured.failures_max = 0;
  measured.contact_sheets = true;
  std::string study_text = study::resolved_yaml(measured);
  // A cohort table may change under an unchanged name; what counts of it is who was measured from which
  // files.
  for (const study::CohortRow& row : study.rows)
    study_text += row.name() + " " + row.image + " " + row.mask + " " + row.label() + " " +
                  std::string(to_text(row.modality)) + " " + row.unit +
                  (row.contour_coverage > 0 ? " " + to_text(row.contour_coverage) : "") + "\n";
  if (const std::string identity = engine.identity(); !identity.empty())
    study_text += "engine " + (tables.meta[meta_key::kEngineHash] = identity) + "\n";
  tables.meta["version"] = version_number();
  tables.meta["hash.version"] = version_number() + " " + source_commit();
  tables.meta["hash.study"] = sha256(study_text);
  tables.meta[meta_key::kSettings] = settings_hash(study);
  tables.meta[meta_key::kAnalysis] = study::analysis_text(study);
  tables.meta[meta_key::kAnalysisHash] = analysis_hash(study);
  if (std::string cohort = measured_cohort_csv(study); !cohort.empty())
    tables.meta[meta_key::kCohort] = std::move(cohort);
  tables.meta["study"] = study.name;
  tables.meta[meta_key::kStudyFile] = fs::path(study.file).filename().string();
  tables.meta["engine"] = engine.name();
  tables.meta[meta_key::kEngineInput] = input_of_engines(study, engine);
  return tables;
}

void write_study(const std::string& folder, const study::Study& study) {
  for (const study::StudyModel& model : study.models)
    for (const models::ModelFile& file : model.model->files()) {
      const fs::path path = fs::path(folder) / file.name;
      std::error_code ignored;  // what stands in the way is said when the file is written
      fs::create_directories(path.parent_path(), ignored);
      io::write_file(path.string(), file.bytes);
    }
  io::write_file(in_folder(folder, result_file::kStudy), study::resolved_yaml(study));
}

std::string analysis_hash(const study::Study& study) {
  return sha256(study::analysis_text(study));
}

std::string settings_hash(const study::Study& study) {
  study::Study settings = study;
  settings.rows.clear();
  settings.cohort_file.clear();
  settings.questions.clear();
  settings.models.clear();
  settings.drift.reset();
  settings.gate.reset();
  settings.failures_max = 0;
  settings.contact_sheets = true;
  return sha256(study::resolved_yaml(settings));
}

void check_run_folder(const std::string& folder, bool resume) {
  if (folder.empty() || folder == "-")
    throw Error(
        ErrorKind::usage,
        "'" + folder + "' is no folder; the results are several files, so give a folder for them with -o");
  std::error_code error;
  const bool has_store = fs::exists(in_folder(folder, result_file::kStore), error);
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw Error(ErrorKind::usage, folder + " is a file; give a folder for the results with -o");
  const bool is_folder = fs::is_directory(folder, error);
  error.clear();  // that there is no such folder yet is no error
  const bool used = is_folder && !fs::is_empty(folder, error);
  if (error) throw Error(ErrorKind::usage, folder + " cannot be looked into: " + error.message());
  if (used && !resume)
    throw Error(ErrorKind::usage, folder + (has_store ? " holds the results of a run" : " is not empty") +
                                      "; give another folder with -o" +
                                      (has_store ? ", or go on with --resume" : ""));
  // What will be written to: the folder, or the nearest one above it that is there.
  fs::path place = fs::absolute(folder);
  while (!fs::exists(place, error) && place.has_parent_path() && place != place.parent_path())
    place = place.parent_path();
  if (::access(place.c_str(), W_OK | X_OK) != 0)
    throw Error(ErrorKind::usage, folder + " cannot be written to; choose a folder you may write to with -o");
}

store::Store open_run_folder(const std::string& folder, bool resume, const StoreTables& tables) {
  check_run_folder(folder, resume);
  const std::string store_path = in_folder(folder, result_file::kStore);
  std::error_code error;
  const bool has_store = fs::exists(store_path, error);
  if (has_store) {
    store::Store store = store::Store::open(store_path, false);
    check_same_measurement(folder, store.tables(), tables);
    store.verify();  // before anything is added to it
    store.add_inputs(tables.inputs);
    return store;
  }
  fs::create_directories(folder, error);
  if (error)
    throw Error(ErrorKind::usage, folder + " cannot be made: " + error.message() +
                                      "; choose a folder you may write to with -o");
  return store::Store::create(store_path, tables);
}

}  // namespace radgauge::record
