#include "io/yaml.h"

#include "core/text.h"

namespace radgauge::io {

namespace {

/// What stands at `value`, for messages.
std::string found(const Yaml& value) {
  switch (value.kind) {
    case Yaml::Kind::null:
      return "nothing stands here";
    case Yaml::Kind::scalar:
      return std::string("found ") + (value.quoted ? "the quoted text " : "") + "'" + value.text + "'";
    case Yaml::Kind::sequence:
      return "found a list";
    case Yaml::Kind::map:
      return "found a map";
  }
  return {};
}

Error unexpected(const Yaml& value, const std::string& what, const std::string& expected) {
  return value.error(what + ": expected " + expected + ", " + found(value));
}

std::string expected_text(const Field& field) {
  switch (field.kind) {
    case FieldKind::real:
      return "a number (" + field.range.text() + ")";
    case FieldKind::integer:
      return "a whole number (" + field.range.text() + ")";
    case FieldKind::boolean:
      return "true or false";
    case FieldKind::choice:
      return "one of " + join(field.choices, ", ");
    case FieldKind::text:
      return "text";
  }
  return {};
}

Value read_as(const Yaml& value, const std::string& what, FieldKind kind, const Range& range) {
  Field field;
  field.name = what;
  field.kind = kind;
  field.range = range;
  return value.as_value(field);
}

}  // namespace

std::string Yaml::where() const {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

const Yaml* Yaml::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Error Yaml::error(const std::string& message) const {
  return {ErrorKind::study, where() + ": " + message};
}

const std::string& Yaml::as_text(const std::string& what) const {
  if (kind != Kind::scalar) throw unexpected(*this, what, "text");
  return text;
}

double Yaml::as_real(const std::string& what, const Range& range) const {
  return std::get<double>(read_as(*this, what, FieldKind::real, range));
}

std::int64_t Yaml::as_integer(const std::string& what, const Range& range) const {
  return std::get<std::int64_t>(read_as(*this, what, FieldKind::integer, range));
}

bool Yaml::as_boolean(const std::string& what) const {
  return std::get<bool>(read_as(*this, what, FieldKind::boolean, {}));
}

const std::vector<Yaml>& Yaml::as_sequence(const std::string& what) const {
  if (kind != Kind::sequence) throw unexpected(*this, what, "a list ([a, b] or lines that begin with '- ')");
  return items;
}

const std::vector<Yaml::Entry>& Yaml::as_map(const std::string& what) const {
  if (kind == Kind::map) return entries;
  const bool space_is_missing = kind == Kind::scalar && !quoted && text.find(':') != std::string::npos;
  throw unexpected(
      *this, what,
      space_is_missing ? "a map ('key: value'; a blank must follow the colon)" : "a map ('key: value')");
}

Value Yaml::as_value(const Field& field) const {
  const bool takes_text = field.kind == FieldKind::text || field.kind == FieldKind::choice;
  if (kind != Kind::scalar || (quoted && !takes_text))
    throw unexpected(*this, field.name, expected_text(field));
  Value value;
  std::string problem;
  if (!parse(field, text, value, problem))
    throw error(problem + (problem.find("is not") != std::string::npos && field.kind != FieldKind::choice
                               ? "; expected " + expected_text(field)
                               : ""));
  return value;
}

void Yaml::check_keys(std::span<const std::string> known, const std::string& what) const {
  for (const auto& entry : as_map(what)) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    Yaml place;
    place.file = file;
    place.line = entry.line;
    place.column = entry.column;
    throw place.error("unknown key '" + entry.key + "' in " + what + did_you_mean(entry.key, known) +
                      (known.empty() ? "; it takes no keys" : "; known: " + join(known, ", ")));
  }
}

std::vector<Value> decode_fields(const Yaml& map, std::span<const Field> table, const std::string& what,
                                 ValuesProblem problem) {
  std::vector<std::string> names;
  std::vector<Value> values;
  for (const auto& field : table) {
    names.push_back(field.name);
    values.push_back(field.fallback);
  }
  // "noise.white:" with nothing after it: all defaults
  if (map.kind != Yaml::Kind::null) map.check_keys(names, what);
  for (const auto& entry : map.entries) {
    const auto position = std::find(names.begin(), names.end(), entry.key) - names.begin();
    values[static_cast<std::size_t>(position)] =
        entry.value.as_value(table[static_cast<std::size_t>(position)]);
  }
  if (problem == nullptr) return values;
  if (const std::string wrong = problem(values); !wrong.empty()) throw map.error(what + ": " + wrong);
  return values;
}

}  // namespace radgauge::io
