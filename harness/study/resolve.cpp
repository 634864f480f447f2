#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "study/acquired.h"
#include "study/maps.h"
#include "study/study.h"
#include "study/yaml_text.h"

namespace radgauge::study {

using io::yaml_scalar;

namespace {

std::string step_text(const ChainStep& step) {
  std::string text = "{" + step.operation->id + ": {";
  for (std::size_t i = 0; i < step.levels.size(); ++i) {
    text += (i > 0 ? ", " : "") + step.operation->fields[i].name + ": ";
    if (step.levels[i].size() == 1) {
      text += yaml_value(step.levels[i].front());
      continue;
    }
    if (step.is_range[i]) {
      text += "{from: " + yaml_value(step.levels[i][0]) + ", to: " + yaml_value(step.levels[i][1]) + "}";
      continue;
    }
    text += "[";
    for (std::size_t k = 0; k < step.levels[i].size(); ++k)
      text += (k > 0 ? ", " : "") + yaml_value(step.levels[i][k]);
    text += "]";
  }
  return text + "}}";
}

std::string scans_text(const PhantomCohort& phantoms) {
  if (!phantoms.scanners_named) return {};
  std::vector<std::string> scanners;
  for (const ScannerUse& scanner : phantoms.scanners) scanners.push_back(scanner_text(scanner));
  return "scanners: [" + join(scanners, ", ") + "], repeats: " + to_text(phantoms.repeats) + ", ";
}

std::string generator_text(const PhantomCohort& phantoms) {
  return "{kind: " + phantoms.phantom->id + ", count: " + to_text(phantoms.count) + ", " +
         (phantoms.name == phantoms.phantom->id ? "" : "name: " + io::yaml_scalar(phantoms.name) + ", ") +
         scans_text(phantoms) + parameters_text(phantoms.phantom->fields, phantoms.values) + "}\n";
}

std::string phantoms_text(const Study& study) {
  std::vector<std::string> generators;
  for (const StudySource& source : study.sources)
    if (source.is_generator()) generators.push_back(generator_text(source.phantoms));
  if (generators.size() == 1) return "phantoms: " + generators.front();
  std::string text;
  for (const std::string& generator : generators)
    text += (text.empty() ? "phantoms:\n  - " : "  - ") + generator;
  return text;
}

std::string cohort_text(const Study& study) {
  if (!study.cohort_file.empty()) return "cohort: " + io::yaml_scalar(study.cohort_file) + "\n";
  if (std::all_of(study.sources.begin(), study.sources.end(),
                  [](const StudySource& source) { return source.is_generator(); }))
    return {};
  std::string text = "cohort:\n";
  for (const CohortRow& row : study.rows) {
    if (study.sources[row.source].is_generator()) continue;
    text += "  - {patient: " + io::yaml_scalar(row.patient) + ", lesion: " + io::yaml_scalar(row.lesion);
    if (!row.channel.empty()) text += ", channel: " + io::yaml_scalar(row.channel);
    for (const AcquiredFactor& factor : acquired_columns())
      if (const std::string& level = row.*factor.level; !level.empty())
        text += ", " + factor.name + ": " + io::yaml_scalar(level);
    text += ", image: " + io::yaml_scalar(row.image) + ", mask: " + io::yaml_scalar(row.mask);
    if (!row.label().empty())
      text += ", mask_label: " + (row.mask_name.empty() ? row.label() : io::yaml_scalar(row.mask_name));
    if (row.contour_coverage > 0) text += ", contour_coverage: " + to_text(row.contour_coverage);
    text +=
        ", modality: " + std::string(to_text(row.modality)) + ", unit: " + io::yaml_scalar(row.unit) + "}\n";
  }
  return text;
}

/// Whom a group is measured on.
std::string scope_text(const Group& group) {
  return std::string("    readers: ") + (group.readers == Scope::all ? "all" : "first") +
         "\n    sessions: " + (group.sessions == Scope::all ? "all" : "first") + "\n";
}

std::string measured_text(const Group& group) {
  std::vector<std::string> names;
  for (const std::string& name : group.measured) names.push_back(io::yaml_scalar(name));
  return "  " + group.name + ":\n    measured: [" + join(names, ", ") + "]\n" + scope_text(group);
}

std::string group_text(const Group& group) {
  if (!group.measured.empty()) return measured_text(group);
  std::string text = "  " + group.name + ":\n    chain: [";
  for (std::size_t i = 0; i < group.chain.size(); ++i)
    text += (i > 0 ? ", " : "") + step_text(group.chain[i]);
  text += group.design == Design::latin_hypercube ? "]\n    samples: " + to_text(group.samples)
                                                  : "]\n    repeats: " + to_text(group.repeats);
  return text + "\n    design: " + std::string(to_text(group.design)) + "\n" + scope_text(group);
}

std::string question_text(const StudyQuestion& question) {
  std::string text = "  - {name: " + question.name + ", over: " + question.over + ", within: [" +
                     join(question.within, ", ") + "]";
  if (question.form) text.append(", form: ").append(to_text(*question.form));
  text += ", limits: {";
  const auto fields = field_table<Limits>();
  const auto values = to_values(question.limits);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (!std::isnan(std::get<double>(values[i])))
      text += (text.back() == '{' ? "" : ", ") + fields[i].name + ": " + to_text(values[i]);
  text.append("}, levels: ").append(to_text(question.levels));
  text += ", strata: [" + joined_words(question.strata, ", ") + "]";
  text.append(", missing: ").append(to_text(question.missing));
  text.append(", scale: ").append(to_text(question.scale));
  text.append(", against: ").append(to_text(question.against));
  if (question.objects) text.append(", objects: ").append(to_text(*question.objects));
  return text + gauge_text(question.gauge) + "}\n";
}

}  // namespace

namespace {

std::string scalars_text(const std::string& key, const std::vector<std::string>& list) {
  if (list.empty()) return {};
  std::vector<std::string> scalars;
  for (const std::string& item : list) scalars.push_back(yaml_scalar(item));
  return ", " + key + ": [" + join(scalars, ", ") + "]";
}

// What is written only where it is said, so that runs of earlier versions keep their text.
std::string further_drift_text(const DriftRequest& drift) {
  return scalars_text("patients", drift.patients) + scalars_text("groups", drift.groups) +
         (drift.period.empty() ? "" : ", period: " + yaml_scalar(drift.period)) +
         scalars_text("covariates", drift.covariates);
}

std::string drift_text(const Study& study) {
  std::string text;
  for (const StudyModel& model : study.models)
    text += (text.empty() ? "models:\n  - " : "  - ") + model.text + "\n";
  if (study.drift)
    text += "drift: {over: " + yaml_scalar(study.drift->over) +
            ", reference: " + yaml_scalar(study.drift->reference) + further_drift_text(*study.drift) + "}\n";
  return text;
}

std::string gate_request_text(const Study& study) {
  if (!study.gate) return {};
  const GateRequest& gate = *study.gate;
  std::string text = "gate: {baseline: " + yaml_scalar(gate.baseline);
  if (!gate.tolerance.empty()) text += ", tolerance: " + yaml_scalar(gate.tolerance);
  for (const auto& [name, value] :
       {std::pair("floor_factor", gate.floor_factor), {"slower", gate.slower}, {"memory", gate.memory}})
    if (value > 0) text.append(", ").append(name).append(": ").append(to_text(value));
  return text + "}\n";
}

}  // namespace

std::string resolved_yaml(const Study& study) {
  std::string text = "study: " + study.name + "\nseed: " + to_text(static_cast<std::int64_t>(study.seed)) +
                     "\n" + cohort_text(study) + phantoms_text(study);
  if (study.engines.empty()) {
    text += "engine: " + io::yaml_scalar(study.engine) + "\n";
  } else {
    std::vector<std::string> words;
    for (const std::string& word : study.engines) words.push_back(io::yaml_scalar(word));
    text += "engines: [" + join(words, ", ") + "]\n";
  }
  text += "extractions:\n";
  for (const Extraction& extraction : study.extractions)
    text += "  " + extraction.name + ": {preset: " + extraction.preset + ", " +
            parameters_text(field_table<ExtractionSettings>(), to_values(extraction.settings)) +
            (extraction.maps == std::vector<MapUse>(1) ? "" : ", maps: " + maps_text(extraction.maps)) +
            "}\n";
  // Not written where they are as ever, so that runs of earlier versions keep the hash of their settings.
  if (study.numerical) text += "numerical: true\n";
  if (!study.contact_sheets) text += "contact_sheets: false\n";
  std::string groups;
  for (const Group& group : study.groups)
    if (!group.implied) groups += group_text(group);
  if (!groups.empty()) text += "conditions:\n" + groups;
  text += study.questions.empty() ? "questions: []\n" : "questions:\n";
  for (const StudyQuestion& question : study.questions) text += question_text(question);
  text += drift_text(study) + gate_request_text(study);
  text += std::string("resample_mask: ") + (study.resample_mask ? "true" : "false") + "\n";
  text += "largest_displacement_voxel: " + to_text(study.largest_displacement_voxel) + "\n";
  return text + "failures: {max: " + to_text(study.failures_max) + "}\n";
}

}  // namespace radgauge::study
