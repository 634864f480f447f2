#include "study/extraction_hash.h"

#include <filesystem>

#include "core/hash.h"
#include "core/text.h"
#include "study/yaml_text.h"

namespace radgauge::study {
namespace {

constexpr std::size_t kHashDigits = 16;

std::string engine_words(const Study& study) {
  std::vector<std::string> words;
  for (const std::string& engine : study.engines) words.push_back(std::filesystem::path(engine).filename());
  return words.empty() ? std::filesystem::path(study.engine).filename().string() : join(words, "+");
}

/// The parameters that are not as they are without a word, so that one that a later version adds changes no
/// hash until somebody sets it.
std::string words_set(const std::vector<Field>& fields, const std::vector<Value>& values) {
  std::vector<Field> set;
  std::vector<Value> set_to;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == "families" || values[i] == fields[i].fallback) continue;
    set.push_back(fields[i]);
    set_to.push_back(values[i]);
  }
  return parameters_text(set, set_to);
}

std::string map_key(const Extraction& extraction, const MapUse& map) {
  return map.filter == nullptr ? extraction.name : extraction.name + "/" + map.name;
}

}  // namespace

models::ExtractionHashes extraction_hashes(const Study& study) {
  models::ExtractionHashes out;
  if (is_imported(study)) return out;
  for (const Extraction& extraction : study.extractions)
    for (const MapUse& map : extraction.maps) {
      std::string text = "engine: " + engine_words(study) + "\n" +
                         words_set(field_table<ExtractionSettings>(), to_values(extraction.settings)) + "\n";
      if (map.filter != nullptr)
        text += map.filter->id + ": " + words_set(map.filter->fields, map.values) + "\n";
      out[map_key(extraction, map)] = sha256(text).substr(0, kHashDigits);
    }
  return out;
}

std::string extraction_key(const Study& study, const std::string& feature, const std::string& extraction,
                           const std::string& tag) {
  for (const Extraction& each : study.extractions)
    for (const MapUse& map : each.maps)
      if (each.name == extraction && feature_name("", each.name, map.name, tag) == feature)
        return map_key(each, map);
  return {};
}

void check_extractions(const Study& study, const models::ModelCard& card, const io::Yaml& where) {
  if (is_imported(study)) return;
  const models::ExtractionHashes known = extraction_hashes(study);
  for (const auto& [name, hash] : card.extractions) {
    const auto at = known.find(name);
    if (at == known.end()) {
      std::vector<std::string> names;
      for (const auto& [key, value] : known) names.push_back(key);
      throw where.error("model " + card.name + " was trained on extraction '" + shortened(name) +
                        "', which the study does not have" + did_you_mean(name, names) +
                        "; its extractions: " + listed(names));
    }
    if (at->second != hash)
      throw where.error(
          "model " + card.name + " was trained with another extraction '" + name + "': its hash is " + hash +
          " and that of this study " + at->second +
          "; measure with the settings it was trained with, or train it on these. Its scores would "
          "differ before any scanner did anything");
  }
}

}  // namespace radgauge::study
