#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "perturbations/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "study/acquired.h"
#include "study/condition_presets.h"
#include "study/decode_parts.h"
#include "study/designs.h"
#include "study/keys.h"
#include "study/maps.h"
#include "study/problems.h"
#include "study/rows.h"
#include "study/study.h"

namespace radgauge::study {

using io::Yaml;

void check_name(const Yaml& at, const std::string& name, const std::string& what) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), allowed))
    throw at.error(what + " '" + name + "' may only have letters, digits, '.', '_' and '-'");
}

namespace {

void check_changes_something(const Group& group, std::uint64_t seed, const Yaml& yaml) {
  const auto points = design_points(group, seed);
  if (std::any_of(points.begin(), points.end(),
                  [](const DesignPoint& p) { return !p.chain.empty() || !p.measured.empty(); }))
    return;
  throw yaml.error("group '" + group.name +
                   "' changes nothing: every level of its chain is the one without effect (" +
                   group.chain.front().operation->id +
                   "), so it would only measure base again; give a level that does something");
}

void decode_named_maps(Study& study, const Yaml& yaml) {
  if (const Yaml* extractions = yaml.find("extractions"))
    for (const auto& entry : extractions->as_map("extractions")) {
      check_name(entry.value, entry.key, "the extraction name");
      study.extractions.push_back(decode_extraction(entry.key, entry.value));
      check_map_names(study, entry.value);
    }
  if (study.extractions.empty())
    study.extractions.push_back({"original", "none", reference::find_preset("none")->settings});
  if (const Yaml* written = yaml.find("conditions")) {
    const Yaml conditions = with_preset(*written, study.rows);
    for (const auto& entry : conditions.as_map("conditions")) {
      check_name(entry.value, entry.key, "the group name");
      const auto& factors = acquired_factor_names();
      if (entry.key == "base" || std::find(factors.begin(), factors.end(), entry.key) != factors.end())
        throw entry.value.error("a group cannot be called '" + entry.key + "': that name is taken by the " +
                                (entry.key == "base" ? "base condition" : "acquired factor"));
      study.groups.push_back(decode_group(entry.key, entry.value));
      check_changes_something(study.groups.back(), study.seed, entry.value);
      if (const Yaml* measured = entry.value.find("measured"); measured != nullptr && !is_imported(study))
        throw measured->error(
            "measured conditions belong to an imported run; a study that measures needs a chain");
      if (const Yaml* chain = entry.value.find("chain")) {
        check_parameters(study.groups.back(), study.seed, *chain);
        check_map_changes(study, study.groups.back(), *chain);
      }
    }
  }
}

/// Does some condition of the group move every voxel by at most one unit in the last place, and do nothing
/// else?
bool jitters_one_ulp(const Group& group) {
  if (group.chain.size() != 1 || group.chain.front().operation->id != kUlpOperation ||
      group.design == Design::latin_hypercube)
    return false;
  const std::vector<Value>& ulps = group.chain.front().levels.front();
  return std::find(ulps.begin(), ulps.end(), Value(std::int64_t{1})) != ulps.end();
}

/// `numerical: true` is a group of its own, unless the study has one that does the same.
void decode_numerical(Study& study, const Yaml& yaml) {
  if (const Yaml* v = yaml.find("contact_sheets")) study.contact_sheets = v->as_boolean("contact_sheets");
  const Yaml* numerical = yaml.find("numerical");
  if (numerical == nullptr) return;
  study.numerical = numerical->as_boolean("numerical");
  if (!study.numerical || std::any_of(study.groups.begin(), study.groups.end(), jitters_one_ulp)) return;
  constexpr const char* kName = "numerical";
  if (std::any_of(study.groups.begin(), study.groups.end(), [&](const Group& g) { return g.name == kName; }))
    throw numerical->error(
        "numerical: true adds a group of that name, but the study has one that does something else; "
        "call it differently");
  Group group;
  group.name = kName;
  group.chain.push_back(
      {perturbations::find_perturbation(kUlpOperation), {{Value(std::int64_t{1})}}, {false}});
  group.repeats = 2;
  group.implied = true;
  study.groups.push_back(std::move(group));
}

void decode_tolerances(Study& study, const Yaml& yaml) {
  if (const Yaml* v = yaml.find("resample_mask")) study.resample_mask = v->as_boolean("resample_mask");
  if (const Yaml* v = yaml.find("largest_displacement_voxel"))
    study.largest_displacement_voxel = v->as_real("largest_displacement_voxel", between(0, 0.5));
  if (const Yaml* failures = yaml.find("failures")) {
    failures->check_keys(failures_keys().names(), "failures");
    if (const Yaml* v = failures->find("max"))
      study.failures_max = v->as_integer("failures max", kNotNegative);
  }
}

}  // namespace

Extraction decode_extraction(const std::string& name, const Yaml& yaml) {
  Extraction extraction;
  extraction.name = name;
  extraction.preset = "none";
  std::vector<std::string> names;
  for (const reference::Preset& preset : reference::presets()) names.push_back(preset.name);
  if (const Yaml* preset = yaml.find("preset")) {
    extraction.preset = preset->as_text("preset");
    if (reference::find_preset(extraction.preset) == nullptr)
      throw preset->error("unknown preset '" + extraction.preset + "'" +
                          did_you_mean(extraction.preset, names) + "; known: " + join(names, ", "));
  }
  auto table = field_table<ExtractionSettings>();
  const auto base = to_values(reference::find_preset(extraction.preset)->settings);
  for (std::size_t i = 0; i < table.size(); ++i) table[i].fallback = base[i];
  if (const Yaml* maps = yaml.find("maps")) extraction.maps = decode_maps(*maps);
  Yaml changes = yaml;
  std::erase_if(changes.entries, [](const Yaml::Entry& e) { return e.key == "preset" || e.key == "maps"; });
  extraction.settings = from_values<ExtractionSettings>(
      io::decode_fields(changes, table, "extraction " + name, &values_problem<ExtractionSettings>));
  try {
    reference::feature_list(extraction.settings);
  } catch (const Error& error) {
    throw yaml.error(error.what());
  }
  return extraction;
}

bool is_imported(const Study& study) {
  return study.engine == kImportedEngine;
}

FeatureRequest Extraction::request() const {
  FeatureRequest request{name, settings, {}};
  for (const MapUse& map : maps) request.maps.push_back(map.name);
  return request;
}

Study decode_study(const Yaml& yaml, const std::string& folder, const std::vector<CohortRow>* measured) {
  yaml.as_map("the study");
  yaml.check_keys(study_keys().names(), "the study");
  Study study;
  study.file = yaml.file;
  study.folder = folder;
  const Yaml* name = yaml.find("study");
  if (name == nullptr) throw yaml.error("the study has no key 'study', its name");
  study.name = name->as_text("study");
  check_name(*name, study.name, "the study name");
  if (const Yaml* seed = yaml.find("seed"))
    study.seed = static_cast<std::uint64_t>(seed->as_integer("seed", between(0, 9007199254740992.0)));
  decode_engines(study, yaml);
  decode_rows(study, yaml, measured);
  measure_by_every_engine(study);
  decode_named_maps(study, yaml);
  decode_numerical(study, yaml);
  decode_questions(study, yaml);
  decode_models(study, yaml);
  decode_gate(study, yaml);
  decode_tolerances(study, yaml);
  return study;
}

Study read_study(const std::string& path) {
  return decode_study(io::read_yaml(path), std::filesystem::path(path).parent_path().string());
}

}  // namespace radgauge::study
