#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace radgauge {

enum class FieldKind { real, integer, boolean, choice, text };

/// The value of one parameter; a choice is held as its word.
using Value = std::variant<double, std::int64_t, bool, std::string>;

/// Bounds of a number. Written so that NaN is outside every range.
struct Range {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool above_lowest = false;   ///< the lowest value itself is excluded
  bool below_highest = false;  ///< the highest value itself is excluded
  bool may_be_infinite = false;

  bool holds(double value) const;
  std::string text() const;
};

inline constexpr Range kAnyNumber{};
inline constexpr Range kPositive{0, std::numeric_limits<double>::infinity(), true};
inline constexpr Range kNotNegative{0, std::numeric_limits<double>::infinity()};
constexpr Range between(double lowest, double highest) {
  return {lowest, highest};
}

/// One row of a field table: what a user may write, and what it means. YAML decoding, range checks,
/// `describe`, the reference pages and the JSON schema are made from it.
struct Field {
  std::string name;
  FieldKind kind = FieldKind::real;
  std::string unit;
  Value fallback;
  Range range;
  std::vector<std::string> choices;
  std::string help;
};

/// Empty if `value` may stand in `field`, else what is wrong: "angle_deg = 400 deg is outside [-180, 180]".
std::string check(const Field& field, const Value& value);
/// Reads the text of a scalar as the field's kind. Returns false and says why in `problem` if it is not of
/// that kind.
bool parse(const Field& field, std::string_view text, Value& value, std::string& problem);
std::string to_text(const Value& value);
/// "real", "integer", ... for people and for the schema.
std::string_view kind_name(FieldKind kind);

/// A field bound to a member of the parameter struct P: the pointer of the field's kind is set, or, for a
/// choice, the two functions, which know the member's enum.
template <class P>
struct BoundField {
  Field field;
  double P::*real = nullptr;
  std::int64_t P::*integer = nullptr;
  bool P::*boolean = nullptr;
  std::string P::*text = nullptr;
  std::function<std::size_t(const P&)> chosen = {};  ///< index of the member's value in field.choices
  std::function<void(P&, std::size_t)> choose = {};

  BoundField(Field described, double P::*member) : field(std::move(described)), real(member) {}
  BoundField(Field described, std::int64_t P::*member) : field(std::move(described)), integer(member) {}
  BoundField(Field described, bool P::*member) : field(std::move(described)), boolean(member) {}
  BoundField(Field described, std::string P::*member) : field(std::move(described)), text(member) {}
  BoundField(Field described, std::function<std::size_t(const P&)> index_of,
             std::function<void(P&, std::size_t)> set_to)
      : field(std::move(described)), chosen(std::move(index_of)), choose(std::move(set_to)) {}

  /// The row of a base class of P.
  template <class B>
  explicit BoundField(const BoundField<B>& base)
      : field(base.field),
        real(base.real),
        integer(base.integer),
        boolean(base.boolean),
        text(base.text),
        chosen(base.chosen),
        choose(base.choose) {}

  Value get(const P& params) const {
    switch (field.kind) {
      case FieldKind::real:
        return params.*real;
      case FieldKind::integer:
        return params.*integer;
      case FieldKind::boolean:
        return params.*boolean;
      case FieldKind::text:
        return params.*text;
      case FieldKind::choice:
        break;
    }
    const std::size_t index = chosen(params);
    return index < field.choices.size() ? field.choices[index] : std::string();
  }

  void set(P& params, const Value& value) const {
    switch (field.kind) {
      case FieldKind::real:
        params.*real = std::get<double>(value);
        return;
      case FieldKind::integer:
        params.*integer = std::get<std::int64_t>(value);
        return;
      case FieldKind::boolean:
        params.*boolean = std::get<bool>(value);
        return;
      case FieldKind::text:
        params.*text = std::get<std::string>(value);
        return;
      case FieldKind::choice:
        break;
    }
    for (std::size_t i = 0; i < field.choices.size(); ++i)
      if (field.choices[i] == std::get<std::string>(value)) choose(params, i);
  }
};

/// The fields of P in their order: FieldList{field(...), field(...)}.
template <class P>
struct FieldList {
  std::vector<BoundField<P>> rows;
  FieldList(std::initializer_list<BoundField<P>> list) : rows(list) {}

  /// Appends the fields of a base class of P, whose table is then part of P's.
  template <class B>
  FieldList& append(const FieldList<B>& base) {
    for (const BoundField<B>& row : base.rows) rows.emplace_back(row);
    return *this;
  }
};

template <class P>
BoundField<P> field(std::string name, double P::*member, std::string unit, Range range, std::string help) {
  return {{std::move(name), FieldKind::real, std::move(unit), 0.0, range, {}, std::move(help)}, member};
}
template <class P>
BoundField<P> field(std::string name, std::int64_t P::*member, std::string unit, Range range,
                    std::string help) {
  return {{std::move(name), FieldKind::integer, std::move(unit), std::int64_t{0}, range, {}, std::move(help)},
          member};
}
template <class P>
BoundField<P> field(std::string name, bool P::*member, std::string help) {
  return {{std::move(name), FieldKind::boolean, "", false, {}, {}, std::move(help)}, member};
}
template <class P>
BoundField<P> field(std::string name, std::string P::*member, std::string help) {
  return {{std::move(name), FieldKind::text, "", std::string(), {}, {}, std::move(help)}, member};
}
/// A member of enum type E; `choices` pairs each word with its value.
template <class P, class E>
requires std::is_enum_v<E> BoundField<P> field(std::string name, E P::*member,
                                               std::vector<std::pair<std::string, E>> choices,
                                               std::string help) {
  Field described{std::move(name), FieldKind::choice, "", std::string(), {}, {}, std::move(help)};
  std::vector<E> values;
  for (auto& [word, value] : choices) {
    described.choices.push_back(std::move(word));
    values.push_back(value);
  }
  auto chosen = [member, values](const P& params) {
    std::size_t i = 0;
    while (i < values.size() && values[i] != params.*member) ++i;
    return i;
  };
  auto choose = [member, values](P& params, std::size_t i) { params.*member = values[i]; };
  return {std::move(described), std::move(chosen), std::move(choose)};
}

/// P's own list, made once. P declares `static auto fields()`, a FieldList, and may declare `std::string
/// problem() const`: what is wrong between its fields, "" for nothing (see values_problem).
template <class P>
const FieldList<P>& bound_fields() {
  static const FieldList<P> list = P::fields();
  return list;
}

/// The field table of P, with the defaults of a value-initialised P.
template <class P>
std::vector<Field> field_table() {
  const P defaults{};
  std::vector<Field> table;
  for (const BoundField<P>& row : bound_fields<P>().rows) {
    table.push_back(row.field);
    table.back().fallback = row.get(defaults);
  }
  return table;
}

/// The values of `params` in the order of its field table.
template <class P>
std::vector<Value> to_values(const P& params) {
  std::vector<Value> values;
  for (const BoundField<P>& row : bound_fields<P>().rows) values.push_back(row.get(params));
  return values;
}

/// P from values in the order of its field table, each already checked against its field.
template <class P>
P from_values(std::span<const Value> values) {
  P params{};
  std::size_t i = 0;
  for (const BoundField<P>& row : bound_fields<P>().rows) row.set(params, values[i++]);
  return params;
}

/// What is wrong between values that each may stand in its field ("lower = 5 is not below upper = 4"), as
/// P::problem() says; "" for nothing, and where P declares none.
template <class P>
std::string values_problem([[maybe_unused]] std::span<const Value> values) {
  if constexpr (requires(const P& params) { params.problem(); }) return from_values<P>(values).problem();
  return {};
}
/// values_problem of some P, as data.
using ValuesProblem = std::string (*)(std::span<const Value>);

}  // namespace radgauge
