#include <algorithm>

#include "core/text.h"
#include "perturbations/registry.h"
#include "study/decode_parts.h"
#include "study/keys.h"

namespace radgauge {

namespace {

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

}  // namespace

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

}  // namespace radgauge
