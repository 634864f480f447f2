#include "analysis/certification.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/analysis.h"
#include "analysis/digest.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "record/measured_cohort.h"
#include "record/run_folder.h"
#include "study/acquired.h"

namespace radgauge::analysis {

using study::CohortRow;
using study::Study;

namespace {

/// Distinct texts of one member over the cohort, in their order; "" for none.
std::string levels(const Study& study, std::string CohortRow::*member) {
  std::vector<std::string> found;
  for (const CohortRow& row : study.rows)
    if (!(row.*member).empty() && std::find(found.begin(), found.end(), row.*member) == found.end())
      found.push_back(row.*member);
  if (found.size() > 12)
    return count_text(found.size()) + ": " + join(std::vector(found.begin(), found.begin() + 10), ", ") +
           ", ...";
  return join(found, ", ");
}

/// The acquired factors in the order in which a certificate names them: scanners, readers, sessions, sites.
std::vector<study::AcquiredFactor> factors_as_certified() {
  std::vector<study::AcquiredFactor> list = study::acquired_columns();
  const auto scanner = std::find_if(list.begin(), list.end(), [](const study::AcquiredFactor& factor) {
    return factor.level == &study::CohortRow::scanner;
  });
  std::reverse(list.begin(), scanner + 1);  // a machine before people, people before days
  return list;
}

/// Scanners, readers, sessions and sites by name, and which of them the cohort does not name.
std::string acquisition(const Study& study) {
  std::vector<std::string> parts, unnamed;
  for (const study::AcquiredFactor& factor : factors_as_certified()) {
    const std::string found = levels(study, factor.level);
    if (found.empty())
      unnamed.push_back(factor.name + "s");
    else
      parts.push_back(factor.name + "s " + found);
  }
  if (!unnamed.empty()) parts.push_back(join(unnamed, ", ") + " not named in the cohort");
  return join(parts, "; ");
}

std::string modalities(const Study& study) {
  std::set<std::string> names;
  for (const CohortRow& row : study.rows)
    names.insert(std::string(to_text(row.modality)) + " in " + row.unit);
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

std::string regions(const Study& study) {
  const study::Origins from = study::origins(study);
  const std::string generated =
      from.generators.empty() ? "" : "generated objects, phantom " + join(from.generators, ", ");
  if (from.listed_objects == 0) return generated;
  std::set<std::string> labels;
  for (const CohortRow& row : study.rows)
    if (const std::string label = row.label(); !label.empty()) labels.insert(label);
  if (study::is_imported(study)) return "not known: the table that was imported does not say";
  return "lesions as drawn in the masks of the cohort" +
         (labels.empty()
              ? std::string()
              : " (label " + join(std::vector<std::string>(labels.begin(), labels.end()), ", ") + ")") +
         (generated.empty() ? "" : "; " + generated);
}

/// What an extraction does other than nothing: its preset and every setting that is not the default.
std::string settings_words(const study::Extraction& extraction) {
  const auto fields = field_table<ExtractionSettings>();
  const auto values = to_values(extraction.settings);
  std::string text = extraction.name + ": preset " + extraction.preset;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (values[i] != fields[i].fallback) text += ", " + fields[i].name + " " + to_text(values[i]);
  return text;
}

std::string settings_text(const Study& study, const char* separator) {
  if (study::is_imported(study)) return "not known: the table that was imported does not say";
  std::vector<std::string> parts;
  for (const study::Extraction& extraction : study.extractions) parts.push_back(settings_words(extraction));
  return join(parts, separator);
}

std::string cm3(double volume) {
  return (volume >= 100 ? to_text(std::round(volume)) : to_rounded_text(volume, 3)) + " cm\u00b3";
}

/// Median and range of the mesh volume under base, else of the volume of the voxels.
std::string volume_range(const study::Plan& plan, const Measurements& measurements) {
  const auto& features = measurements.features();
  for (const char* code : {"RNU0", "YEKZ"}) {
    const auto feature = std::find_if(features.begin(), features.end(), [&](const store::StoredFeature& f) {
      return f.info.ibsi_code == code;
    });
    if (feature == features.end()) continue;
    const auto f = static_cast<std::size_t>(feature - features.begin());
    std::vector<double> volumes;
    for (const study::PlannedCell& cell : plan.cells)
      if (cell.condition == study::kBase && measurements.status(cell.row, study::kBase, f) == Status::ok)
        volumes.push_back(measurements.value(cell.row, study::kBase, f) / 1000);
    if (volumes.empty()) continue;
    std::sort(volumes.begin(), volumes.end());
    const double middle = (volumes[(volumes.size() - 1) / 2] + volumes[volumes.size() / 2]) / 2;
    return cm3(volumes.front()) + " to " + cm3(volumes.back()) + ", median " + cm3(middle);
  }
  return "not measured (no volume among the features)";
}

std::string measuring_version(const store::StoreTables& tables) {
  std::string version = "radgauge " + tables.meta_value("hash.version");  // number and commit
  while (!version.empty() && version.back() == ' ') version.pop_back();
  return version;
}

Facts scope(const Study& study, const study::Plan& plan, const Measurements& measurements,
            const StudyResults& results) {
  const store::StoreTables& tables = measurements.tables();
  return {{"Patients, objects", to_text(results.n_patients) + " patients, " + to_text(results.n_objects) +
                                    " objects; " + to_text(results.n_cells) + " cells, " +
                                    to_text(results.n_failed_cells) + " failed"},
          {"Modality, ROI", modalities(study) + "; " + regions(study)},
          {"Volume of the objects", volume_range(plan, measurements)},
          {"Acquisition", acquisition(study)},
          {"Extraction", settings_text(study, "; ")},
          {"Engine", study::is_imported(study)
                         ? tables.meta_value("engine") + "; imported by " + measuring_version(tables)
                         : study.engine + ", " + measuring_version(tables)},
          {"Perturbations", count_text(plan.conditions.size() - 1) + " conditions in " +
                                count_text(study.groups.size()) + " groups; magnitudes on the last page"}};
}

bool crosses(const Study& study, std::string CohortRow::*member) {
  std::map<std::string, std::set<std::string>> seen;
  for (const CohortRow& row : study.rows) seen[row.object()].insert(row.*member);
  return std::any_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second.size() > 1; });
}

std::vector<std::string> not_covered(const Study& study) {
  std::vector<std::string> list;
  std::vector<std::string> missing;
  for (const study::AcquiredFactor& factor : factors_as_certified()) {
    // Of sites and engines that the cohort does not name nothing is said here; elsewhere it is.
    const bool may_be_unnamed =
        factor.level == &study::CohortRow::site || factor.level == &study::CohortRow::engine;
    if (!(may_be_unnamed && levels(study, factor.level).empty()) && !crosses(study, factor.level))
      missing.push_back(factor.name + "s");
  }
  if (!missing.empty())
    list.push_back(
        "Differences between " + join(missing, ", ") +
        ": no object was measured under two of them; what stands here was simulated, not acquired.");
  list.push_back(
      "Other protocols, lesion types, volumes and extraction settings than these, and perturbations larger "
      "than those achieved.");
  list.push_back(
      "Accuracy: a feature that agrees with itself may differ from the IBSI reference values or from another "
      "extractor, and need not mean anything clinically.");
  list.push_back(
      "Changes of scanner, protocol, readers or software after the measurement: measure again and compare.");
  return list;
}

void keep_questions(StudyResults& results, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return;
  std::vector<std::string> known;
  for (const auto& question : results.questions) known.push_back(question.question.name);
  for (const std::string& name : wanted)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw Error(ErrorKind::usage, "the study asks no question '" + name + "'" + did_you_mean(name, known) +
                                        "; its questions: " + join(known, ", "));
  std::erase_if(results.questions, [&](const QuestionResult& question) {
    return std::find(wanted.begin(), wanted.end(), question.question.name) == wanted.end();
  });
  std::erase_if(results.magnitudes, [&](const MagnitudeSummary& magnitude) {
    return std::none_of(results.questions.begin(), results.questions.end(),
                        [&](const auto& question) { return question.question.over == magnitude.group; });
  });
}

std::vector<std::string> remarks(const StudyResults& results, std::size_t n_questions) {
  std::vector<std::string> list;
  for (const Note& note : results.notes)
    if (!note.is_deviation) list.push_back(note.text);
  if (results.questions.size() < n_questions)
    list.push_back("This certificate is of " + count_text(results.questions.size()) + " of the " +
                   count_text(n_questions) + " questions of the study.");
  return list;
}

/// What a certificate rests on. A hash of nothing is left out.
Facts hashes(const Study& study, const Measurements& measurements, const StudyResults& results,
             const std::string& folder) {
  const store::StoreTables& tables = measurements.tables();
  Facts list{
      {kMeasuredHash, measured_digest(study, measurements)},
      {kDecidedHash, decided_digest(study, results)},
      {record::result_file::kStore, sha256_file(record::in_folder(folder, record::result_file::kStore))},
      {record::result_file::kStudy, sha256_file(record::in_folder(folder, record::result_file::kStudy))},
      {"limits before the first measurement", tables.meta_value(record::meta_key::kAnalysisHash)},
      {"images and masks", record::inputs_hash(tables)},
      {"extraction settings", sha256(settings_text(study, "\n"))},
      {"engine", sha256(study.engine + "\n" + tables.meta_value("hash.version"))}};
  std::erase_if(list, [](const auto& entry) { return entry.second.empty(); });
  return list;
}

void check_date(const Certificate& certificate) {
  if (certificate.issued_on.empty() || certificate.issued_on >= certificate.measured_on) return;
  throw Error(ErrorKind::usage, "--date " + certificate.issued_on +
                                    " is before the measurement, which ended on " + certificate.measured_on +
                                    " (UTC); give the day of the signature");
}

}  // namespace

Certification certify(const Study& study, const study::Plan& plan, const Measurements& measurements,
                      const StudyResults& results, const std::string& folder,
                      const CertificateOptions& options) {
  const store::StoreTables& tables = measurements.tables();
  Certification out{results, {}};
  keep_questions(out.results, options.questions);
  Certificate& c = out.certificate;
  c.measured_on = tables.meta_value("finished").substr(0, 10);
  c.valid_until = date_after(c.measured_on, options.valid_days);
  c.issued_on = options.date;
  c.name = options.name;
  c.role = options.role;
  check_date(c);
  c.scope = scope(study, plan, measurements, results);
  c.deviations = changes_since_measurement(study, tables);
  c.remarks = remarks(out.results, results.questions.size());
  c.not_covered = not_covered(study);
  c.hashes = hashes(study, measurements, out.results, folder);
  c.number = certificate_number(
      {c.hashes[0].second, c.hashes[1].second, c.valid_until, c.issued_on, c.name, c.role});
  const std::string writer =
      "radgauge " + version_number() + (source_commit().empty() ? "" : " " + source_commit());
  c.software =
      "Measured with " + measuring_version(tables) + " (version, commit)" +
      (writer == measuring_version(tables) ? "; written with the same." : "; written with " + writer + ".");
  return out;
}

}  // namespace radgauge::analysis
