#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "study/decode_parts.h"
#include "study/designs.h"
#include "study/keys.h"
#include "study/operations.h"
#include "study/problems.h"

namespace radgauge::study {

using io::Yaml;

namespace {

/// The ends of {from, to}.
std::vector<Value> decode_range(const Field& field, const Yaml& yaml, Design design) {
  if (field.kind != FieldKind::real && field.kind != FieldKind::integer)
    throw yaml.error(field.name + " is a map, but takes " +
                     (field.choices.empty() ? "a " + std::string(kind_name(field.kind))
                                            : "one of " + join(field.choices, ", ")) +
                     " (" + field.help + ") or a list of such levels");
  if (design != Design::latin_hypercube)
    throw yaml.error(field.name + " is a map; in a group of design " + std::string(to_text(design)) +
                     " give a value, or a list of levels. A range {from, to} needs design: latin-hypercube");
  yaml.check_keys(std::vector<std::string>{"from", "to"}, "the range of " + field.name);
  std::vector<Value> ends;
  for (const char* key : {"from", "to"}) {
    const Yaml* end = yaml.find(key);
    if (end == nullptr)
      throw yaml.error("the range of " + field.name + " has no key '" + key + "'; write {from: 1, to: 2}");
    Field named = field;
    named.name = field.name + " " + key;
    ends.push_back(end->as_value(named));
  }
  const auto number = [](const Value& value) {
    const auto* real = std::get_if<double>(&value);
    return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
  };
  const double from = number(ends[0]), to = number(ends[1]);
  if (!(from < to))
    throw yaml.error("the range of " + field.name + " runs from " + to_text(from) + " to " + to_text(to) +
                     "; 'from' must be below 'to'");
  if (!std::isfinite(to - from))
    throw yaml.error("the range of " + field.name + " from " + to_text(from) + " to " + to_text(to) +
                     " has no finite width; nothing can be drawn evenly from it");
  return ends;
}

std::vector<Value> decode_levels(const Field& field, const Yaml& yaml, Design design) {
  if (yaml.kind == Yaml::Kind::map) return decode_range(field, yaml, design);
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

ChainStep decode_step(const Yaml& yaml, Design design) {
  const auto& entries = yaml.as_map("a step of the chain");
  if (entries.size() != 1)
    throw yaml.error("a step of the chain is one operation with its parameters, e.g. {noise.white: {k: 1}}");
  const Yaml::Entry& entry = entries.front();
  ChainStep step;
  step.operation = find_operation(entry.key);
  if (step.operation == nullptr)
    throw yaml.error("unknown operation '" + entry.key + "'" + did_you_mean(entry.key, ids_of(operations())) +
                     "; known: " + join(ids_of(operations()), ", "));
  const auto& fields = step.operation->fields;
  std::vector<std::string> known;
  std::vector<Value> defaults;
  for (const Field& field : fields) {
    known.push_back(field.name);
    defaults.push_back(field.fallback);
    step.levels.push_back({field.fallback});
    step.is_range.push_back(false);
  }
  const bool is_bare = entry.value.kind == Yaml::Kind::null ||
                       (entry.value.kind == Yaml::Kind::map && entry.value.entries.empty());
  if (is_bare && step.operation->identity(defaults))
    throw yaml.error(entry.key + " is given no parameter, so it would change nothing; it has " +
                     join(known, ", "));
  if (is_bare) return step;
  entry.value.check_keys(known, entry.key);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (const Yaml* value = entry.value.find(fields[i].name)) {
      step.levels[i] = decode_levels(fields[i], *value, design);
      step.is_range[i] = value->kind == Yaml::Kind::map;
    }
  return step;
}

Scope decode_scope(const Yaml& yaml, const std::string& what) {
  const std::string& word = yaml.as_text(what);
  if (word == "all") return Scope::all;
  if (word == "first") return Scope::first;
  throw yaml.error(what + " = '" + word + "' is neither first nor all");
}

Design decode_design(const Yaml& yaml) {
  const std::string& word = yaml.as_text("design");
  for (const Design design : {Design::product, Design::oat, Design::latin_hypercube})
    if (word == to_text(design)) return design;
  const auto& words = group_keys().choices("design");
  throw yaml.error("design = '" + word + "' is not one of " + join(words, ", ") + did_you_mean(word, words));
}

/// Each step of an `oat` group has a factor, each factor a level that does something, and no two one name.
void check_factors(const Group& group, const Yaml& chain) {
  const std::vector<OatFactor> factors = oat_factors(group);
  for (std::size_t s = 0; s < group.chain.size(); ++s)
    if (std::none_of(factors.begin(), factors.end(), [&](const OatFactor& f) { return f.step == s; }))
      throw chain.items[s].error(group.chain[s].operation->id +
                                 " has one level of each parameter; a step of " +
                                 "an oat group is a factor and needs a parameter with several");
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const ChainStep& step = group.chain[factors[f].step];
    const Field& field = step.operation->fields[factors[f].parameter];
    const Yaml& place = *chain.items[factors[f].step].entries.front().value.find(field.name);
    if (field.kind != FieldKind::real && field.kind != FieldKind::integer)
      throw place.error(field.name + " is no number (" + std::string(kind_name(field.kind)) +
                        "), so its levels are no doses; compare them in a group of design product");
    const auto& levels = step.levels[factors[f].parameter];
    if (std::all_of(levels.begin(), levels.end(), [&](const Value& level) {
          return step.operation->identity(oat_values(group, factors[f], level));
        }))
      throw place.error(
          "no level of " + factors[f].name +
          " changes anything while the other factors of its step are at their defaults; give those one level "
          "each, or make it a group of its own");
    for (std::size_t before = 0; before < f; ++before)
      if (factors[before].name == factors[f].name)
        throw place.error("the factor " + factors[f].name + " stands in the chain twice; join its levels");
  }
}

void check_hypercube(const Group& group, const Yaml& yaml) {
  const bool varies = std::any_of(group.chain.begin(), group.chain.end(), [](const ChainStep& step) {
    for (std::size_t p = 0; p < step.levels.size(); ++p)
      if (step.varies(p)) return true;
    return false;
  });
  if (!varies)
    throw yaml.error(
        "no parameter of group " + group.name +
        " has a range {from, to} or several levels; without design, `repeats` draws one condition "
        "again and again");
  if (yaml.find("samples") == nullptr)
    throw yaml.error("group " + group.name + " of design latin-hypercube has no key 'samples', their number");
  if (const Yaml* repeats = yaml.find("repeats"))
    throw repeats->error(
        "a group of design latin-hypercube takes no 'repeats': every sample draws anew; ask "
        "for more samples");
}

/// The names of conditions that were measured elsewhere; beside them, only whom they were measured on.
void decode_measured(Group& group, const Yaml& names, const Yaml& yaml) {
  for (const char* key : {"chain", "design", "samples", "repeats"})
    if (const Yaml* other = yaml.find(key))
      throw other->error("group " + group.name +
                         " names measured conditions, and what made them is not known; leave " + key +
                         " out");
  for (const Yaml& item : names.as_sequence("measured")) {
    const std::string& condition = item.as_text("measured");
    if (condition.empty() || condition == "base")
      throw item.error("'" + condition +
                       "' cannot be the name of a measured condition; base is always there");
    if (std::find(group.measured.begin(), group.measured.end(), condition) != group.measured.end())
      throw item.error("group " + group.name + " names the condition '" + condition + "' twice");
    group.measured.push_back(condition);
  }
  if (group.measured.empty()) throw names.error("group " + group.name + " names no measured condition");
}

}  // namespace

Group decode_group(const std::string& name, const Yaml& yaml) {
  yaml.check_keys(group_keys().names(), "group " + name);
  Group group;
  group.name = name;
  if (const Yaml* readers = yaml.find("readers")) group.readers = decode_scope(*readers, "readers");
  if (const Yaml* sessions = yaml.find("sessions")) group.sessions = decode_scope(*sessions, "sessions");
  if (const Yaml* measured = yaml.find("measured")) {
    decode_measured(group, *measured, yaml);
    return group;
  }
  const Yaml* chain = yaml.find("chain");
  if (chain == nullptr) throw yaml.error("group " + name + " has no key 'chain'");
  if (const Yaml* design = yaml.find("design")) group.design = decode_design(*design);
  for (const Yaml& step : chain->as_sequence("chain")) group.chain.push_back(decode_step(step, group.design));
  if (group.chain.empty())
    throw chain->error("the chain of group " + name + " is empty; base is measured without being asked for");
  if (group.design == Design::oat) check_factors(group, *chain);
  if (group.design == Design::latin_hypercube) check_hypercube(group, yaml);
  if (const Yaml* samples = yaml.find("samples")) {
    if (group.design != Design::latin_hypercube)
      throw samples->error("samples belongs to design: latin-hypercube, and group " + name +
                           " is of design " + std::string(to_text(group.design)));
    group.samples = samples->as_integer("samples", between(2, 1e5));
  }
  if (const Yaml* repeats = yaml.find("repeats")) {
    group.repeats = repeats->as_integer("repeats", between(1, 1e6));
    const bool random = std::any_of(group.chain.begin(), group.chain.end(),
                                    [](const ChainStep& step) { return step.operation->random; });
    if (group.repeats > 1 && !random)
      throw repeats->error("repeats = " + to_text(group.repeats) + " in group " + name +
                           ", but nothing in its chain is random: every repeat would be the same");
  }
  return group;
}

bool is_negative_control(const Group& group) {
  return std::any_of(group.chain.begin(), group.chain.end(),
                     [](const ChainStep& step) { return step.operation->id.rfind("control.", 0) == 0; });
}

Group decode_applied(const Yaml& yaml) {
  Yaml group = yaml;
  if (yaml.kind == Yaml::Kind::sequence) {
    group.kind = Yaml::Kind::map;
    group.items.clear();
    group.entries.push_back({"chain", yaml, yaml.line, yaml.column});
  }
  Group decoded = decode_group("chain", group);
  check_parameters(decoded, 1, *group.find("chain"));
  return decoded;
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
  return decode_applied(io::parse_yaml("{chain: [" + steps + "]" + repeats + "}", "--chain"));
}

}  // namespace radgauge::study
