#include <algorithm>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "models/registry.h"
#include "study/acquired.h"
#include "study/decode_parts.h"
#include "study/extraction_hash.h"
#include "study/keys.h"

namespace radgauge::study {

using io::Yaml;

namespace {

StudyModel decode_study_model(const Study& study, const Yaml& item) {
  StudyModel out;
  item.as_map("a model");
  if (const Yaml* file = item.find("file")) {
    std::vector<std::string> keys = models::model_entry_keys();
    keys.insert(keys.begin(), "file");
    item.check_keys(keys, "a model");
    out.file = file->as_text("file");
    const std::filesystem::path path(out.file);
    try {
      out.model = models::load_model(
          path.is_absolute() ? out.file : (std::filesystem::path(study.folder) / path).string(), item);
    } catch (const Error& error) {
      throw Error(ErrorKind::study, error.what()).within("model of " + file->where());
    }
  } else {
    out.model = models::decode_model(item, study.folder);
  }
  out.name = out.model->card().name;
  check_extractions(study, out.model->card(), item);
  out.text = out.model->inline_text();
  if (out.text.empty()) out.text = "{file: " + io::yaml_scalar(out.file) + "}";
  return out;
}

// A column of the cohort or an acquired factor.
std::string known_column(const Study& study, const Yaml& item, const std::string& key) {
  const std::string& column = item.as_text(key);
  std::set<std::string> known;
  for (const std::string& factor : acquired_factor_names()) known.insert(factor);
  for (const CohortRow& row : study.rows)
    for (const auto& [name, text] : row.covariates) known.insert(name);
  const std::vector<std::string> names(known.begin(), known.end());
  if (known.count(column) == 0)
    throw item.error(key + " '" + column + "' is no column of the cohort" + did_you_mean(column, names) +
                     "; its columns: " + listed(names));
  return column;
}

void decode_drift_columns(const Study& study, const Yaml& yaml, DriftRequest& out) {
  if (const Yaml* groups = yaml.find("groups"))
    for (const Yaml& item : groups->as_sequence("groups"))
      out.groups.push_back(known_column(study, item, "groups"));
  if (const Yaml* covariates = yaml.find("covariates"))
    for (const Yaml& item : covariates->as_sequence("covariates"))
      out.covariates.push_back(known_column(study, item, "covariates"));
  if (const Yaml* period = yaml.find("period")) out.period = known_column(study, *period, "period");
}

DriftRequest decode_drift(const Study& study, const Yaml& yaml) {
  yaml.check_keys(drift_keys().names(), "drift");
  const Yaml *over = yaml.find("over"), *reference = yaml.find("reference");
  if (over == nullptr || reference == nullptr)
    throw yaml.error(std::string("drift has no key '") + (over == nullptr ? "over" : "reference") +
                     "'; write drift: {over: scanner, reference: LEVEL}");
  DriftRequest out{over->as_text("over"), reference->as_text("reference"), {}};
  if (const Yaml* patients = yaml.find("patients"))
    for (const Yaml& item : patients->as_sequence("patients")) {
      const std::string& pattern = item.as_text("patients");
      if (std::none_of(study.rows.begin(), study.rows.end(),
                       [&](const CohortRow& row) { return matches_pattern(row.patient, pattern); }))
        throw item.error("no patient of the cohort is called '" + pattern + "' (* and ? are patterns)");
      out.patients.push_back(pattern);
    }
  decode_drift_columns(study, yaml, out);
  std::vector<std::string> known = acquired_factor_names();
  const bool is_factor = std::find(known.begin(), known.end(), out.over) != known.end();
  for (const Group& group : study.groups) known.push_back(group.name);
  if (std::find(known.begin(), known.end(), out.over) == known.end())
    throw over->error("drift is over '" + out.over + "', which is neither an acquired factor nor a group" +
                      did_you_mean(out.over, known) + "; known: " + join(known, ", "));
  if (!is_factor) {
    if (out.reference != "base")
      throw reference->error("the reference of a group is base, under which nothing is changed, not '" +
                             out.reference + "'");
    return out;
  }
  if (const std::string problem = no_such_level(study.rows, out.over, out.reference); !problem.empty())
    throw reference->error(problem);
  return out;
}

}  // namespace

bool DriftRequest::takes(const std::string& patient) const {
  const bool is_named =
      patients.empty() || std::any_of(patients.begin(), patients.end(), [&](const std::string& pattern) {
        return matches_pattern(patient, pattern);
      });
  return is_named != takes_others;
}

void decode_models(Study& study, const Yaml& yaml) {
  const Yaml *models = yaml.find("models"), *drift = yaml.find("drift");
  if (models != nullptr)
    for (const Yaml& item : models->as_sequence("models")) {
      StudyModel model = decode_study_model(study, item);
      if (std::any_of(study.models.begin(), study.models.end(),
                      [&](const StudyModel& other) { return other.name == model.name; }))
        throw item.error("two models are called '" + model.name + "'");
      study.models.push_back(std::move(model));
    }
  if (drift == nullptr) {
    if (!study.models.empty())
      throw models->error(
          "models are compared between conditions: add drift: {over: scanner, reference: LEVEL}");
    return;
  }
  if (study.models.empty()) throw drift->error("drift is of models: add models: [{file: signature.yaml}]");
  study.drift = decode_drift(study, *drift);
}

}  // namespace radgauge::study
