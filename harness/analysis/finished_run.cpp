#include "analysis/finished_run.h"

#include <filesystem>

#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "io/files.h"
#include "record/feature_table.h"
#include "record/measured_cohort.h"
#include "study/keys.h"

namespace radgauge::analysis {

namespace {

namespace fs = std::filesystem;

std::string study_path(const std::string& folder, const std::string& study_file) {
  if (!study_file.empty()) return study_file;
  const std::string path = record::in_folder(folder, record::result_file::kStudy);
  if (!io::file_exists(path))
    throw Error(ErrorKind::data, folder + " holds no " + record::result_file::kStudy +
                                     "; give the study file that it was measured with by --study");
  return path;
}

study::Study read_study_of(const store::Store& store, const std::string& path) {
  const std::string table = store.tables().meta_value(record::meta_key::kCohort);
  const io::Yaml yaml = io::read_yaml(path);
  // Phantoms alone have no cohort, and the curves of their scanners stand in the hashes of their rows.
  if (table.empty() && yaml.find("cohort") != nullptr) return study::read_study(path);
  const std::vector<study::CohortRow> rows =
      table.empty() ? std::vector<study::CohortRow>() : record::cohort_of(table);
  return study::decode_study(yaml, fs::path(path).parent_path().string(), &rows);
}

/// The study of an imported run, asked by another file: that says only what is asked, since nobody wrote down
/// what was measured but the import itself.
study::Study read_imported_study(const store::Store& store, const std::string& folder,
                                 const std::string& path) {
  io::Yaml imported = io::read_yaml(record::in_folder(folder, record::result_file::kStudy));
  const io::Yaml asked = io::read_yaml(path);
  asked.as_map("the study");
  asked.check_keys(study::study_keys().names(), "the study");
  const auto is_measured = [](const io::Yaml::Entry& entry) {
    for (const char* key : {"study", "seed", "cohort", "phantoms", "engine", "extractions", "conditions",
                            "resample_mask", "largest_displacement_voxel", "numerical", "contact_sheets"})
      if (entry.key == key) return true;
    return false;
  };
  std::erase_if(imported.entries, [&](const io::Yaml::Entry& entry) {
    return !is_measured(entry) && asked.find(entry.key) != nullptr;
  });
  for (const io::Yaml::Entry& entry : asked.entries)
    if (!is_measured(entry)) imported.entries.push_back(entry);
  const std::vector<study::CohortRow> rows =
      record::cohort_of(store.tables().meta_value(record::meta_key::kCohort));
  return study::decode_study(imported, fs::path(path).parent_path().string(), &rows);
}

bool is_imported_store(const store::Store& store) {
  return store.tables().meta_value(record::meta_key::kTable) != "";
}

void check_same(const store::Store& store, const study::Study& study, const study::Plan& plan,
                const std::string& folder, const std::string& path) {
  const store::StoreTables& stored = store.tables();
  store::StoreTables wanted = record::planned_cells(study, plan);
  // Engines that need a file stand where they were measured with, not beside the results: what was measured
  // is in the store, and the file's name among the settings.
  wanted.features = study.engine == engine::built_in_engine().name()
                        ? record::stored_features(study, engine::built_in_engine())
                        : stored.features;
  std::vector<std::string> changes;
  if (wanted.objects != stored.objects) changes.push_back("objects");
  if (wanted.conditions != stored.conditions) changes.push_back("conditions");
  if (wanted.features != stored.features) changes.push_back("features");
  const std::string settings = store.tables().meta_value(record::meta_key::kSettings);
  if (changes.empty() && !settings.empty() && settings != record::settings_hash(study))
    changes.push_back("extraction settings, chains or seed");
  if (changes.empty()) return;
  throw Error(ErrorKind::study, folder + " was measured with other " + join(changes, ", ") + " than " + path +
                                    " asks for; only questions and limits may change after a measurement");
}

}  // namespace

FinishedRun read_run(const std::string& folder, const std::string& study_file) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw Error(ErrorKind::data, "there is no folder '" + folder + "'; give the folder of a run");
  FinishedRun run;
  run.folder = folder;
  run.store = std::make_unique<store::Store>(
      store::Store::open(record::in_folder(folder, record::result_file::kStore), true));
  const std::string path = study_path(folder, study_file);
  run.study = !study_file.empty() && is_imported_store(*run.store)
                  ? read_imported_study(*run.store, folder, path)
                  : read_study_of(*run.store, path);
  // Commands that measure again name the file that was measured with, which need not be here any more.
  if (const std::string file = run.store->tables().meta_value(record::meta_key::kStudyFile); !file.empty())
    run.study.file = file;
  run.plan = study::make_plan(run.study);
  check_same(*run.store, run.study, run.plan, folder, path);
  run.measurements = std::make_unique<Measurements>(*run.store);
  return run;
}

void require_complete(const FinishedRun& run) {
  if (run.complete()) return;
  const auto count = [](std::size_t n) { return to_text(static_cast<std::int64_t>(n)); };
  throw Error(ErrorKind::nothing, run.folder + " holds " + count(run.measurements->n_cells()) + " of the " +
                                      count(run.plan.cells.size()) +
                                      " cells of its study; go on with `radgauge run STUDY -o " +
                                      shell_word(run.folder) + " --resume` first");
}

}  // namespace radgauge::analysis
