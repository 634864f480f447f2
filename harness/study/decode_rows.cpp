#include <filesystem>
#include <map>
#include <set>

#include "core/hash.h"
#include "core/text.h"
#include "io/files.h"
#include "io/image_file.h"
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
constexpr const char* kDicom = "dicom";

/// The seed of a generator with a name of its own, so that two of one kind share no draws; small enough for
/// --seed.
std::uint64_t seed_of(std::uint64_t seed, const std::string& name) {
  return (seed ^ xxh3(name)) & ((std::uint64_t{1} << 53) - 1);
}

void decode_scans(PhantomCohort& cohort, const Yaml& yaml, const std::string& folder, bool read_tables) {
  const Yaml* scanners = yaml.find("scanners");
  const Yaml* repeats = yaml.find("repeats");
  if (cohort.phantom->object == nullptr) {
    for (const Yaml* key : {scanners, repeats})
      if (key != nullptr)
        throw key->error("the phantom " + cohort.phantom->id +
                         " is an image already: no scanner can scan it; leave scanners and repeats out");
    return;
  }
  cohort.scanners_named = scanners != nullptr;
  if (scanners != nullptr) {
    std::set<std::string> names;
    for (const Yaml& scanner : scanners->as_sequence("scanners")) {
      cohort.scanners.push_back(decode_scanner(scanner, folder, read_tables));
      if (!names.insert(cohort.scanners.back().name).second)
        throw scanner.error("two scanners are called " + cohort.scanners.back().name +
                            "; give one of them another name (`scanner:` of its file)");
    }
    if (cohort.scanners.empty()) throw scanners->error("the list of scanners is empty");
  } else if (cohort.phantom->generate == nullptr) {
    cohort.scanners.push_back(read_scanner("ideal", ""));
  }
  if (repeats == nullptr) return;
  cohort.repeats = repeats->as_integer("repeats", between(1, 1000));
  if (!cohort.scanners_named && cohort.repeats > 1)
    throw repeats->error("repeats are scans of one scanner, and none is named; add scanners: [CT-A]");
}

PhantomCohort decode_generator(const Yaml& yaml, std::uint64_t seed, const std::string& folder,
                               bool read_tables) {
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
  std::vector<std::string> known = keys;
  for (const Field& field : cohort.phantom->fields) known.push_back(field.name);
  yaml.check_keys(known, id);
  Yaml parameters = yaml;
  std::erase_if(parameters.entries, [&](const Yaml::Entry& e) {
    return std::find(keys.begin(), keys.end(), e.key) != keys.end();
  });
  cohort.values = io::decode_fields(parameters, cohort.phantom->fields, id, cohort.phantom->problem);
  cohort.lesions = cohort.phantom->lesions(cohort.values);
  decode_scans(cohort, yaml, folder, read_tables);
  return cohort;
}

/// Where the objects that are there already came from, for messages.
using Taken = std::map<std::string, std::string>;

CohortRow generated_row(const Study& study, const PhantomCohort& cohort, std::int64_t number) {
  const PhantomCohort::RowPlace at = cohort.place(number);
  CohortRow row;
  row.patient = cohort.name + "-" + to_text(at.object + 1);
  row.lesion = to_text(at.lesion + 1);
  row.source = study.sources.size();
  row.number = number;
  row.modality = cohort.phantom->modality;
  row.unit = cohort.phantom->unit;
  row.where = study.file;
  if (!cohort.scanners.empty()) {
    const ScannerUse& scanner = cohort.scanners[at.scanner];
    row.modality = scanner.modality();
    row.unit = scanner.unit();
    if (cohort.scanners_named) row.scanner = scanner.name;
    if (cohort.repeats > 1) row.session = to_text(at.repeat + 1);
  }
  if (cohort.phantom->covariates != nullptr)
    row.covariates =
        cohort.phantom->covariates(cohort.values, cohort.seed, static_cast<std::uint64_t>(at.object));
  return row;
}

void add_generator(Study& study, const Yaml& yaml, Taken& taken, bool read_tables) {
  StudySource source{kPhantoms, decode_generator(yaml, study.seed, study.folder, read_tables)};
  const PhantomCohort& cohort = source.phantoms;
  constexpr double kMostRows = 1e7;
  const std::int64_t per_object = cohort.scans() * cohort.lesions;
  if (static_cast<double>(cohort.count) * static_cast<double>(per_object) > kMostRows)
    throw yaml.error(to_text(cohort.count) + " objects make more than " + to_text(kMostRows) +
                     " rows with their lesions, scanners and repeats; ask for fewer");
  for (std::int64_t number = 0; number < cohort.count * per_object; ++number) {
    CohortRow row = generated_row(study, cohort, number);
    if (const auto [it, is_new] = taken.emplace(row.object(), yaml.where());
        !is_new && it->second != yaml.where())
      throw yaml.error("the object " + row.object() + " is there already, from " + it->second +
                       "; give these phantoms another name, e.g. name: " + cohort.name + "-b");
    study.rows.push_back(std::move(row));
  }
  study.sources.push_back(std::move(source));
}

/// The source of a row of the cohort: "KIND" of an image written "KIND://...", else files, and DICOM where
/// the image has none of their endings.
std::string kind_of(const std::string& image) {
  const auto end = image.find("://");
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  const bool names_source =
      end != 0 && end != std::string::npos &&
      std::all_of(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(end), is_letter);
  if (names_source) return image.substr(0, end);
  return io::has_image_ending(expand_variables(image)) ? kFiles : kDicom;
}

}  // namespace

StudySource source_of_image(const std::string& image) {
  return {kind_of(image), {}};
}

namespace {

void name_sources(Study& study) {
  std::map<std::string, std::size_t> known;
  std::vector<std::int64_t> counts;
  for (CohortRow& row : study.rows) {
    const auto [it, is_new] = known.emplace(kind_of(row.image), study.sources.size());
    if (is_new) {
      study.sources.push_back(source_of_image(row.image));
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
  if (generators->kind != Yaml::Kind::sequence)
    return add_generator(study, *generators, taken, measured == nullptr);
  for (const Yaml& generator : generators->as_sequence("phantoms"))
    add_generator(study, generator, taken, measured == nullptr);
  if (generators->as_sequence("phantoms").empty()) throw generators->error("the list of phantoms is empty");
}

}  // namespace radgauge::study
