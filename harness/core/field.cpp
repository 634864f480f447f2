#include "core/field.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace radgauge {

namespace {

std::string number_text(double value, const std::string& unit) {
  return to_text(value) + (unit.empty() ? "" : " " + unit);
}

}  // namespace

bool Range::holds(double value) const {
  if (!may_be_infinite && !std::isfinite(value)) return false;
  return (above_lowest ? value > lowest : value >= lowest) &&
         (below_highest ? value < highest : value <= highest);
}

std::string Range::text() const {
  const bool left = std::isfinite(lowest), right = std::isfinite(highest);
  if (!left && !right) return may_be_infinite ? "any number, inf or -inf" : "any finite number";
  if (left && right)
    return (above_lowest ? "(" : "[") + to_text(lowest) + ", " + to_text(highest) +
           (below_highest ? ")" : "]");
  if (left) return (above_lowest ? "above " : "at least ") + to_text(lowest);
  return (below_highest ? "below " : "at most ") + to_text(highest);
}

std::string check(const Field& field, const Value& value) {
  const auto outside = [&](double number) {
    if (field.range.holds(number)) return std::string();
    return field.name + " = " + number_text(number, field.unit) + " is outside " + field.range.text();
  };
  switch (field.kind) {
    case FieldKind::real:
      return outside(std::get<double>(value));
    case FieldKind::integer:
      return outside(static_cast<double>(std::get<std::int64_t>(value)));
    case FieldKind::choice: {
      const auto& word = std::get<std::string>(value);
      for (const auto& choice : field.choices)
        if (choice == word) return {};
      return field.name + " = '" + word + "' is not one of " + join(field.choices, ", ") +
             did_you_mean(word, field.choices);
    }
    case FieldKind::boolean:
    case FieldKind::text:
      return {};
  }
  return {};
}

bool parse(const Field& field, std::string_view text, Value& value, std::string& problem) {
  const auto wrong_kind = [&] {
    problem = field.name + " = '" + std::string(text) + "' is not " +
              (field.kind == FieldKind::integer ? "a whole number"
               : field.kind == FieldKind::real  ? "a number"
                                                : "true or false");
    return false;
  };
  switch (field.kind) {
    case FieldKind::real: {
      // YAML writes infinities with a leading dot.
      const bool dotted = text == ".inf" || text == "-.inf" || text == "+.inf" || text == ".nan";
      const auto number = dotted ? parse_double(text[0] == '-'   ? "-inf"
                                                : text == ".nan" ? "nan"
                                                                 : "inf")
                                 : parse_double(text);
      if (!number) return wrong_kind();
      value = *number;
      break;
    }
    case FieldKind::integer: {
      const auto number = parse_int(text);
      if (!number) return wrong_kind();
      value = *number;
      break;
    }
    case FieldKind::boolean:
      if (text != "true" && text != "false") return wrong_kind();
      value = text == "true";
      break;
    case FieldKind::choice:
    case FieldKind::text:
      value = std::string(text);
      break;
  }
  problem = check(field, value);
  return problem.empty();
}

std::string to_text(const Value& value) {
  struct Writer {
    std::string operator()(double v) const { return to_text(v); }
    std::string operator()(std::int64_t v) const { return to_text(v); }
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(const std::string& v) const { return v; }
  };
  return std::visit(Writer{}, value);
}

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::real:
      return "real";
    case FieldKind::integer:
      return "integer";
    case FieldKind::boolean:
      return "boolean";
    case FieldKind::choice:
      return "choice";
    case FieldKind::text:
      return "text";
  }
  return "";
}

BoundRow::BoundRow(const BoundRow&) = default;
BoundRow::BoundRow(BoundRow&&) noexcept = default;
BoundRow& BoundRow::operator=(const BoundRow&) = default;
BoundRow& BoundRow::operator=(BoundRow&&) noexcept = default;
BoundRow::~BoundRow() = default;

Value BoundRow::get(const void* params) const {
  Value value = read(static_cast<const char*>(params) + base, member);
  if (field.kind != FieldKind::choice) return value;
  const auto at = std::find(enumerators.begin(), enumerators.end(), std::get<std::int64_t>(value));
  if (at == enumerators.end()) return std::string();
  return field.choices[static_cast<std::size_t>(at - enumerators.begin())];
}

void BoundRow::set(void* params, const Value& value) const {
  void* const owner = static_cast<char*>(params) + base;
  if (field.kind != FieldKind::choice) return write(owner, member, value);
  for (std::size_t i = 0; i < field.choices.size(); ++i)
    if (field.choices[i] == std::get<std::string>(value)) write(owner, member, enumerators[i]);
}

namespace field_detail {

BoundRow row(FieldKind kind, std::string_view name, std::string_view unit, const Range& range,
             std::string_view help, std::ptrdiff_t member, BoundRow::Read read, BoundRow::Write write) {
  BoundRow made;
  made.field.name = name;
  made.field.kind = kind;
  made.field.unit = unit;
  made.field.range = range;
  made.field.help = help;
  made.read = read;
  made.write = write;
  made.member = member;
  return made;
}

void add_choice(BoundRow& row, std::string_view word, std::int64_t enumerator) {
  row.field.choices.emplace_back(word);
  row.enumerators.push_back(enumerator);
}

}  // namespace field_detail

std::vector<Field> fields_of(std::span<const BoundRow> rows, const void* params) {
  std::vector<Field> table;
  for (const BoundRow& row : rows) {
    table.push_back(row.field);
    table.back().fallback = row.get(params);
  }
  return table;
}

std::vector<Value> values_of(std::span<const BoundRow> rows, const void* params) {
  std::vector<Value> values;
  for (const BoundRow& row : rows) values.push_back(row.get(params));
  return values;
}

void set_values(std::span<const BoundRow> rows, void* params, std::span<const Value> values) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].set(params, values[i]);
}

}  // namespace radgauge
