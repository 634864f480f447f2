#include <filesystem>
#include <map>

#include "core/hash.h"
#include "core/text.h"
#include "io/files.h"
#include "phantoms/registry.h"
#include "study/cohort.h"
#include "study/decode_parts.h"
#include "study/keys.h"
#include "study/rows.h"

namespace radgauge::study {

using io::Yaml;

namespace {

constexpr const char* kFiles = "files";
constexpr const char* kPhantoms = "phantoms";

/// The seed of a generator with a name of its own, so that two of one kind share no draws; small enough for
/// --seed.
std::uint64_t seed_of(std::uint64_t seed, const std::string& name) {
  return (seed ^ xxh3(name)) & ((std::uint64_t{1} << 53) - 1);
}

PhantomCohort decode_generator(const Yaml& yaml, std::uint64_t seed) {
  PhantomCohort cohort;
  const Yaml* kind = yaml.find("kind");
  if (kind == nullptr)
    throw yaml.error("phantoms has no key 'kind'; known kinds: " + join(ids_of(phantoms::phantoms()), ", "));
  const std::string& id = kind->as_text("kind");
  cohort.phantom = phantoms::find_phantom(id);
  if (cohort.phantom == nullptr)
    throw kind->error("unknown phantom '" + id + "'" + did_you_mean(id, ids_of(phantoms::phantoms())) +
                      "; known: " + join(ids_of(phantoms::phantoms()), ", "));
  const Yaml* count = yaml.find("count");
  if (count == nullptr) throw yaml.error("phantoms has no key 'count', the number of objects");
  cohort.count = count->as_integer("count", between(1, 1e6));
  cohort.name = id;
  if (const Yaml* name = yaml.find("name")) {
    cohort.name = name->as_text("name");
    check_name(*name, cohort.name, "the name of the phantoms");
  }
  cohort.seed = cohort.name == id ? seed : seed_of(seed, cohort.name);
  const std::vector<std::string> keys = phantoms_keys().names();
  Yaml parameters = yaml;
  std::erase_if(parameters.entries, [&](const Yaml::Entry& e) {
    return std::find(keys.begin(), keys.end(), e.key) != keys.end();
  });
  cohort.values = decode_fields(parameters, cohort.phantom->fields, id, cohort.phantom->problem);
  return cohort;
}

/// Where the objects that are there already came from, for messages.
using Taken = std::map<std::string, std::string>;

void add_generator(Study& study, const Yaml& yaml, Taken& taken) {
  StudySource source{kPhantoms, decode_generator(yaml, study.seed)};
  for (std::int64_t i = 0; i < source.phantoms.count; ++i) {
    CohortRow row;
    row.patient = source.phantoms.name + "-" + to_text(i + 1);
    row.source = study.sources.size();
    row.number = i;
    row.modality = source.phantoms.phantom->modality;
    row.unit = source.phantoms.phantom->unit;
    row.where = study.file;
    if (const auto [it, is_new] = taken.emplace(row.object(), yaml.where()); !is_new)
      throw yaml.error("the object " + row.object() + " is there already, from " + it->second +
                       "; give these phantoms another name, e.g. name: " + source.phantoms.name + "-b");
    study.rows.push_back(std::move(row));
  }
  study.sources.push_back(std::move(source));
}

/// The source of a row of the cohort: "KIND" of an image written "KIND://...", else files.
std::string kind_of(const std::string& image) {
  const auto end = image.find("://");
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (end == 0 || end == std::string::npos) return kFiles;
  return std::all_of(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(end), is_letter)
             ? image.substr(0, end)
             : kFiles;
}

void name_sources(Study& study) {
  std::map<std::string, std::size_t> known;
  std::vector<std::int64_t> counts;
  for (CohortRow& row : study.rows) {
    const auto [it, is_new] = known.emplace(kind_of(row.image), study.sources.size());
    if (is_new) {
      study.sources.push_back({it->first, {}});
      counts.push_back(0);
    }
    row.source = it->second;
    row.number = counts[it->second]++;
  }
}

void decode_cohort(Study& study, const Yaml& cohort, const std::vector<CohortRow>* measured) {
  if (measured != nullptr) {
    if (cohort.kind == Yaml::Kind::scalar) study.cohort_file = cohort.text;
    study.rows = *measured;
  } else if (cohort.kind == Yaml::Kind::sequence) {
    study.rows = decode_inline_cohort(cohort);
    for (CohortRow& row : study.rows) row.folder = study.folder;
  } else {
    study.cohort_file = cohort.as_text("cohort");
    const auto path = std::filesystem::path(study.folder) / study.cohort_file;
    if (!io::file_exists(path.string()))
      throw cohort.error("the cohort table " + path.string() +
                         " does not exist; its path is relative to the study file");
    study.rows = read_cohort(path.string());
  }
  name_sources(study);
}

}  // namespace

void decode_rows(Study& study, const Yaml& yaml, const std::vector<CohortRow>* measured) {
  const Yaml* cohort = yaml.find("cohort");
  const Yaml* generators = yaml.find("phantoms");
  if (cohort == nullptr && generators == nullptr)
    throw yaml.error("the study has neither 'cohort' (files) nor 'phantoms' (generated objects)");
  study.sources.clear();
  if (cohort != nullptr) decode_cohort(study, *cohort, measured);
  if (generators == nullptr) return;
  Taken taken;
  for (const CohortRow& row : study.rows) taken.emplace(row.object(), row.where);
  if (generators->kind != Yaml::Kind::sequence) return add_generator(study, *generators, taken);
  for (const Yaml& generator : generators->as_sequence("phantoms")) add_generator(study, generator, taken);
  if (generators->as_sequence("phantoms").empty()) throw generators->error("the list of phantoms is empty");
}

}  // namespace radgauge::study
