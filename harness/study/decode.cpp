#include <algorithm>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "perturbations/registry.h"
#include "phantoms/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "study/acquired.h"
#include "study/cohort.h"
#include "study/keys.h"
#include "study/study.h"

namespace radgauge {

namespace {

void check_name(const Yaml& at, const std::string& name, const std::string& what) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), allowed))
    throw at.error(what + " '" + name + "' may only have letters, digits, '.', '_' and '-'");
}

template <class List>
std::vector<std::string> ids_of(const List& list) {
  std::vector<std::string> ids;
  for (const auto& entry : list) ids.push_back(entry.id);
  return ids;
}

PhantomCohort decode_phantoms(const Yaml& yaml) {
  PhantomCohort cohort;
  const Yaml* kind = yaml.find("kind");
  if (kind == nullptr)
    throw yaml.error("phantoms has no key 'kind'; known kinds: " + join(ids_of(phantoms()), ", "));
  const std::string& id = kind->as_text("kind");
  cohort.phantom = find_phantom(id);
  if (cohort.phantom == nullptr)
    throw kind->error("unknown phantom '" + id + "'" + did_you_mean(id, ids_of(phantoms())) +
                      "; known: " + join(ids_of(phantoms()), ", "));
  const Yaml* count = yaml.find("count");
  if (count == nullptr) throw yaml.error("phantoms has no key 'count', the number of objects");
  cohort.count = count->as_integer("count", between(1, 1e6));
  Yaml parameters = yaml;
  std::erase_if(parameters.entries, [](const Yaml::Entry& e) { return e.key == "kind" || e.key == "count"; });
  cohort.values = decode_fields(parameters, cohort.phantom->fields, id);
  return cohort;
}

void add_phantom_rows(Study& study) {
  for (std::int64_t i = 0; i < study.phantoms.count; ++i) {
    CohortRow row;
    row.patient = study.phantoms.phantom->id + "-" + to_text(i + 1);
    row.phantom_index = i;
    row.modality = study.phantoms.phantom->modality;
    row.unit = study.phantoms.phantom->unit;
    row.where = study.file;
    study.rows.push_back(std::move(row));
  }
}

std::vector<Value> decode_levels(const Field& field, const Yaml& yaml) {
  if (yaml.kind == Yaml::Kind::map)
    throw yaml.error(field.name +
                     " is a map; give a value, or a list of levels. Ranges {from, to} belong to designs "
                     "other than product");
  if (yaml.kind != Yaml::Kind::sequence) return {yaml.as_value(field)};
  std::vector<Value> levels;
  for (const Yaml& item : yaml.items) {
    levels.push_back(item.as_value(field));
    if (std::count(levels.begin(), levels.end(), levels.back()) > 1)
      throw item.error(field.name + " lists the level " + to_text(levels.back()) + " twice");
  }
  if (levels.empty()) throw yaml.error(field.name + " has an empty list of levels");
  return levels;
}

ChainStep decode_step(const Yaml& yaml) {
  const auto& entries = yaml.as_map("a step of the chain");
  if (entries.size() != 1)
    throw yaml.error("a step of the chain is one operation with its parameters, e.g. {noise.white: {k: 1}}");
  const Yaml::Entry& entry = entries.front();
  ChainStep step;
  step.operation = find_perturbation(entry.key);
  if (step.operation == nullptr)
    throw yaml.error("unknown operation '" + entry.key + "'" +
                     did_you_mean(entry.key, ids_of(perturbations())) +
                     "; known: " + join(ids_of(perturbations()), ", "));
  const auto& fields = step.operation->fields;
  std::vector<std::string> known;
  std::vector<Value> defaults;
  for (const Field& field : fields) {
    known.push_back(field.name);
    defaults.push_back(field.fallback);
    step.levels.push_back({field.fallback});
  }
  const bool is_bare = entry.value.kind == Yaml::Kind::null ||
                       (entry.value.kind == Yaml::Kind::map && entry.value.entries.empty());
  if (is_bare && step.operation->identity(defaults))
    throw yaml.error(entry.key + " is given no parameter, so it would change nothing; it has " +
                     join(known, ", "));
  if (is_bare) return step;
  entry.value.check_keys(known, entry.key);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (const Yaml* value = entry.value.find(fields[i].name))
      step.levels[i] = decode_levels(fields[i], *value);
  return step;
}

Scope decode_scope(const Yaml& yaml, const std::string& what) {
  const std::string& word = yaml.as_text(what);
  if (word == "all") return Scope::all;
  if (word == "first") return Scope::first;
  throw yaml.error(what + " = '" + word + "' is neither first nor all");
}

Group decode_group(const std::string& name, const Yaml& yaml) {
  yaml.check_keys(group_keys().names(), "group " + name);
  Group group;
  group.name = name;
  const Yaml* chain = yaml.find("chain");
  if (chain == nullptr) throw yaml.error("group " + name + " has no key 'chain'");
  for (const Yaml& step : chain->as_sequence("chain")) group.chain.push_back(decode_step(step));
  if (group.chain.empty())
    throw chain->error("the chain of group " + name + " is empty; base is measured without being asked for");
  if (const Yaml* design = yaml.find("design"); design != nullptr && design->as_text("design") != "product")
    throw design->error("design '" + design->text + "' is not known to this version; known: product");
  if (const Yaml* repeats = yaml.find("repeats")) {
    group.repeats = repeats->as_integer("repeats", between(1, 1e6));
    const bool random = std::any_of(group.chain.begin(), group.chain.end(),
                                    [](const ChainStep& step) { return step.operation->random; });
    if (group.repeats > 1 && !random)
      throw repeats->error("repeats = " + to_text(group.repeats) + " in group " + name +
                           ", but nothing in its chain is random: every repeat would be the same");
  }
  if (const Yaml* readers = yaml.find("readers")) group.readers = decode_scope(*readers, "readers");
  if (const Yaml* sessions = yaml.find("sessions")) group.sessions = decode_scope(*sessions, "sessions");
  return group;
}

/// The text of a key that takes one of the words of question_keys().
std::string question_word(const Yaml& yaml, const std::string& key) {
  const std::string& word = yaml.as_text(key);
  const auto& words = question_keys().choices(key);
  if (std::find(words.begin(), words.end(), word) == words.end())
    throw yaml.error(key + " = '" + word + "' is not one of " + join(words, ", ") +
                     did_you_mean(word, words));
  return word;
}

const std::vector<std::string>& acquired_factors() {
  static const std::vector<std::string> factors{"reader", "session", "scanner", "site"};
  return factors;
}

StudyQuestion decode_question(const Yaml& yaml, const std::vector<Group>& groups) {
  yaml.check_keys(question_keys().names(), "question");
  StudyQuestion question;
  const Yaml* name = yaml.find("name");
  const Yaml* over = yaml.find("over");
  if (name == nullptr) throw yaml.error("a question has no key 'name'");
  if (over == nullptr) throw yaml.error("question has no key 'over', the factor it is about");
  question.name = name->as_text("name");
  check_name(*name, question.name, "the question name");
  question.over = over->as_text("over");
  std::vector<std::string> factors = acquired_factors();
  for (const Group& group : groups) factors.push_back(group.name);
  if (std::find(factors.begin(), factors.end(), question.over) == factors.end())
    throw over->error("over = '" + question.over +
                      "' is neither a group of this study nor an acquired factor" +
                      did_you_mean(question.over, factors) + "; known: " + join(factors, ", "));
  if (const Yaml* within = yaml.find("within"))
    for (const Yaml& item : within->as_sequence("within")) {
      const std::string& factor = item.as_text("within");
      if (std::find(acquired_factors().begin(), acquired_factors().end(), factor) == acquired_factors().end())
        throw item.error("within names '" + factor + "', which is not an acquired factor" +
                         did_you_mean(factor, acquired_factors()) +
                         "; known: " + join(acquired_factors(), ", "));
      if (factor == question.over)
        throw item.error("a question over " + factor + " cannot hold " + factor + " fixed");
      question.within.push_back(factor);
    }
  const std::pair<const char*, std::string*> words[] = {{"form", &question.form},
                                                        {"levels", &question.levels},
                                                        {"missing", &question.missing},
                                                        {"scale", &question.scale}};
  for (const auto& [key, member] : words)
    if (const Yaml* word = yaml.find(key)) *member = question_word(*word, key);
  if (const Yaml* strata = yaml.find("strata"))
    for (const Yaml& item : strata->as_sequence("strata")) {
      question.strata.push_back(question_word(item, "strata"));
      if (std::count(question.strata.begin(), question.strata.end(), question.strata.back()) > 1)
        throw item.error("strata lists '" + question.strata.back() + "' twice");
      if (question.strata.back() == question.over)
        throw item.error("a question over " + question.over + " cannot be answered within each " +
                         question.over);
    }
  if (const Yaml* limits = yaml.find("limits"))
    question.limits = from_values<Limits>(decode_fields(*limits, field_table<Limits>(), "limits"));
  if (const Yaml* gauge = yaml.find("gauge")) question.gauge = decode_gauge(*gauge, question, groups);
  return question;
}

using RowText = std::string CohortRow::*;

RowText member_of(const std::string& factor) {
  if (factor == "reader") return &CohortRow::reader;
  if (factor == "session") return &CohortRow::session;
  if (factor == "scanner") return &CohortRow::scanner;
  return &CohortRow::site;
}

/// A question over an acquired factor takes one image and mask per level. Where the data has several, another
/// factor must be held fixed, or one would be chosen without a word.
void check_one_row_per_level(const Study& study, const StudyQuestion& question, const Yaml& yaml) {
  const auto& factors = acquired_factors();
  if (std::find(factors.begin(), factors.end(), question.over) == factors.end()) return;
  std::map<std::string, const CohortRow*> seen;
  for (const CohortRow& row : study.rows) {
    std::string key = row.object() + "\n" + row.*member_of(question.over);
    for (const std::string& factor : question.within) key += "\n" + row.*member_of(factor);
    const auto [it, is_new] = seen.emplace(key, &row);
    if (is_new) continue;
    std::vector<std::string> differing;
    for (const std::string& factor : factors)
      if (factor != question.over && row.*member_of(factor) != it->second->*member_of(factor))
        differing.push_back(factor);
    throw yaml.error("question " + question.name + " compares " + question.over + " '" +
                     row.*member_of(question.over) + "' of " + row.object() +
                     ", which is there twice: " + it->second->name() + " and " + row.name() +
                     "; hold the other factor fixed, within: [" + join(differing, ", ") + "]");
  }
}

bool has_levels(const Study& study, std::string CohortRow::*factor) {
  std::map<std::string, std::set<std::string>> levels;
  for (const CohortRow& row : study.rows) levels[row.object()].insert(row.*factor);
  return std::any_of(levels.begin(), levels.end(), [](const auto& entry) { return entry.second.size() > 1; });
}

/// Without questions the study asks one of each group and of each acquired factor with more than one level in
/// an object.
void default_questions(Study& study) {
  const std::pair<const char*, std::string CohortRow::*> factors[] = {
      {"reader", &CohortRow::reader}, {"session", &CohortRow::session}, {"scanner", &CohortRow::scanner}};
  for (const auto& [name, member] : factors) {
    if (!has_levels(study, member)) continue;
    StudyQuestion question{name, name, {}, "", {}};
    for (const auto& [other, other_member] : factors)
      if (std::string(other) != name && has_levels(study, other_member)) question.within.push_back(other);
    study.questions.push_back(std::move(question));
  }
  for (const Group& group : study.groups)
    if (!group.implied) study.questions.push_back({group.name, group.name, {}, "", {}});
}

void decode_cohort(Study& study, const Yaml& yaml, const std::vector<CohortRow>* measured) {
  const Yaml* cohort = yaml.find("cohort");
  const Yaml* phantom = yaml.find("phantoms");
  if ((cohort == nullptr) == (phantom == nullptr))
    throw yaml.error(cohort == nullptr
                         ? "the study has neither 'cohort' (files) nor 'phantoms' (generated objects)"
                         : "the study has both 'cohort' and 'phantoms'; it takes one of them");
  if (phantom != nullptr) {
    study.phantoms = decode_phantoms(*phantom);
    add_phantom_rows(study);
  } else if (measured != nullptr) {
    if (cohort->kind == Yaml::Kind::scalar) study.cohort_file = cohort->text;
    study.rows = *measured;
  } else if (cohort->kind == Yaml::Kind::sequence) {
    study.rows = decode_inline_cohort(*cohort);
    for (CohortRow& row : study.rows) row.folder = study.folder;
  } else {
    study.cohort_file = cohort->as_text("cohort");
    const auto path = std::filesystem::path(study.folder) / study.cohort_file;
    if (!std::filesystem::exists(path))
      throw cohort->error("the cohort table " + path.string() +
                          " does not exist; its path is relative to the study file");
    study.rows = read_cohort(path.string());
  }
}

void decode_named_maps(Study& study, const Yaml& yaml) {
  if (const Yaml* extractions = yaml.find("extractions"))
    for (const auto& entry : extractions->as_map("extractions")) {
      check_name(entry.value, entry.key, "the extraction name");
      study.extractions.push_back(decode_extraction(entry.key, entry.value));
    }
  if (study.extractions.empty())
    study.extractions.push_back({"original", "none", find_preset("none")->settings});
  if (const Yaml* conditions = yaml.find("conditions"))
    for (const auto& entry : conditions->as_map("conditions")) {
      check_name(entry.value, entry.key, "the group name");
      const auto& factors = acquired_factors();
      if (entry.key == "base" || std::find(factors.begin(), factors.end(), entry.key) != factors.end())
        throw entry.value.error("a group cannot be called '" + entry.key + "': that name is taken by the " +
                                (entry.key == "base" ? "base condition" : "acquired factor"));
      study.groups.push_back(decode_group(entry.key, entry.value));
    }
}

/// Does some condition of the group move every voxel by at most one unit in the last place, and do nothing
/// else?
bool jitters_one_ulp(const Group& group) {
  if (group.chain.size() != 1 || group.chain.front().operation->id != kUlpOperation) return false;
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
        "numerical: true adds a group of that name, but the study has one that does something "
        "else; call it differently");
  Group group;
  group.name = kName;
  group.chain.push_back({find_perturbation(kUlpOperation), {{Value(std::int64_t{1})}}});
  group.repeats = 2;
  group.implied = true;
  study.groups.push_back(std::move(group));
}

void decode_questions(Study& study, const Yaml& yaml) {
  const Yaml* questions = yaml.find("questions");
  if (questions == nullptr) return default_questions(study);
  std::set<std::string> names;
  for (const Yaml& item : questions->as_sequence("questions")) {
    study.questions.push_back(decode_question(item, study.groups));
    check_one_row_per_level(study, study.questions.back(), item);
    if (!names.insert(study.questions.back().name).second)
      throw item.error("two questions are called '" + study.questions.back().name + "'");
  }
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

Group decode_applied(const Yaml& yaml) {
  if (yaml.kind != Yaml::Kind::sequence) return decode_group("chain", yaml);
  Yaml group = yaml;
  group.kind = Yaml::Kind::map;
  group.items.clear();
  group.entries.push_back({"chain", yaml, yaml.line, yaml.column});
  return decode_group("chain", group);
}

namespace {

/// "noise.white:k=1" as a step of YAML: "{noise.white: {k: 1}}".
std::string step_as_yaml(const std::string& step) {
  const std::vector<std::string> parts = split(step, ':');
  std::string values;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::size_t at = parts[i].find('=');
    if (at == std::string::npos)
      throw Error(ErrorKind::study,
                  "'" + parts[i] + "' in '" + step + "' is no parameter=value (noise.white:k=1)");
    values += (i > 1 ? ", " : "") + parts[i].substr(0, at) + ": " + parts[i].substr(at + 1);
  }
  return "{" + parts.front() + ": {" + values + "}}";
}

}  // namespace

Group group_of_condition(const std::string& name) {
  const std::size_t hash = name.find('#');
  const std::string chain = name.substr(0, hash);
  if (name.find('@') != std::string::npos)
    throw Error(ErrorKind::study, "'" + name + "' names a virtual scanner; a chain has none");
  std::string steps;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= chain.size(); ++i) {
    // A number may hold a plus ("1e+06"); an operation begins with a letter.
    const bool is_end = i == chain.size() || (chain[i] == '+' && i + 1 < chain.size() &&
                                              chain[i + 1] >= 'a' && chain[i + 1] <= 'z');
    if (!is_end) continue;
    steps += (steps.empty() ? "" : ", ") + step_as_yaml(chain.substr(begin, i - begin));
    begin = i + 1;
  }
  const std::string repeats = hash == std::string::npos ? "" : ", repeats: " + name.substr(hash + 1);
  return decode_applied(parse_yaml("{chain: [" + steps + "]" + repeats + "}", "--chain"));
}

Extraction decode_extraction(const std::string& name, const Yaml& yaml) {
  Extraction extraction;
  extraction.name = name;
  extraction.preset = "none";
  std::vector<std::string> names;
  for (const Preset& preset : presets()) names.push_back(preset.name);
  if (const Yaml* preset = yaml.find("preset")) {
    extraction.preset = preset->as_text("preset");
    if (find_preset(extraction.preset) == nullptr)
      throw preset->error("unknown preset '" + extraction.preset + "'" +
                          did_you_mean(extraction.preset, names) + "; known: " + join(names, ", "));
  }
  auto table = field_table<ExtractionSettings>();
  const auto base = to_values(find_preset(extraction.preset)->settings);
  for (std::size_t i = 0; i < table.size(); ++i) table[i].fallback = base[i];
  Yaml changes = yaml;
  std::erase_if(changes.entries, [](const Yaml::Entry& e) { return e.key == "preset"; });
  extraction.settings = from_values<ExtractionSettings>(decode_fields(changes, table, "extraction " + name));
  const auto& s = extraction.settings;
  if (!(s.resegmentation_lower <= s.resegmentation_upper))
    throw yaml.error("resegmentation_lower = " + to_text(s.resegmentation_lower) +
                     " is above resegmentation_upper = " + to_text(s.resegmentation_upper));
  try {
    feature_list(s);
  } catch (const Error& error) {
    throw yaml.error(error.what());
  }
  return extraction;
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
  if (const Yaml* engine = yaml.find("engine")) {
    study.engine = engine->as_text("engine");
    if (study.engine != "built-in")
      throw engine->error("engine '" + study.engine + "' is not known to this version; known: built-in");
  }
  decode_cohort(study, yaml, measured);
  decode_named_maps(study, yaml);
  decode_numerical(study, yaml);
  decode_questions(study, yaml);
  decode_tolerances(study, yaml);
  return study;
}

Study read_study(const std::string& path) {
  return decode_study(read_yaml(path), std::filesystem::path(path).parent_path().string());
}

}  // namespace radgauge
