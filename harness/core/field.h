#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
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

/// A field bound to a member of the parameter struct P.
template <class P, class T>
struct BoundField {
  T P::*member;
  Field field;
  std::vector<T> values;  ///< for an enum: the value of each choice
};

template <class P>
BoundField<P, double> field(std::string name, double P::*member, std::string unit, Range range,
                            std::string help) {
  return {member, {std::move(name), FieldKind::real, std::move(unit), 0.0, range, {}, std::move(help)}, {}};
}
template <class P>
BoundField<P, std::int64_t> field(std::string name, std::int64_t P::*member, std::string unit, Range range,
                                  std::string help) {
  return {member,
          {std::move(name), FieldKind::integer, std::move(unit), std::int64_t{0}, range, {}, std::move(help)},
          {}};
}
template <class P>
BoundField<P, bool> field(std::string name, bool P::*member, std::string help) {
  return {member, {std::move(name), FieldKind::boolean, "", false, {}, {}, std::move(help)}, {}};
}
template <class P>
BoundField<P, std::string> field(std::string name, std::string P::*member, std::string help) {
  return {member, {std::move(name), FieldKind::text, "", std::string(), {}, {}, std::move(help)}, {}};
}
/// A member of enum type E; `choices` pairs each word with its value.
template <class P, class E>
requires std::is_enum_v<E> BoundField<P, E> field(std::string name, E P::*member,
                                                  std::vector<std::pair<std::string, E>> choices,
                                                  std::string help) {
  BoundField<P, E> bound{
      member, {std::move(name), FieldKind::choice, "", std::string(), {}, {}, std::move(help)}, {}};
  for (auto& [word, value] : choices) {
    bound.field.choices.push_back(word);
    bound.values.push_back(value);
  }
  return bound;
}

namespace field_detail {

// A member may be one of a base class of P, whose table is then part of P's.
template <class P, class B, class T>
Value get(const P& params, const BoundField<B, T>& bound) {
  if constexpr (std::is_enum_v<T>) {
    for (std::size_t i = 0; i < bound.values.size(); ++i)
      if (bound.values[i] == params.*bound.member) return bound.field.choices[i];
    return std::string();
  } else {
    return params.*bound.member;
  }
}

template <class P, class B, class T>
void set(P& params, const BoundField<B, T>& bound, const Value& value) {
  if constexpr (std::is_enum_v<T>) {
    const auto& word = std::get<std::string>(value);
    for (std::size_t i = 0; i < bound.values.size(); ++i)
      if (bound.field.choices[i] == word) params.*bound.member = bound.values[i];
  } else {
    params.*bound.member = std::get<T>(value);
  }
}

}  // namespace field_detail

/// The field table of P, with the defaults of a value-initialised P. P declares `static auto fields()`, a
/// tuple of field(...), and may declare `std::string problem() const`: what is wrong between its fields, ""
/// for nothing (see values_problem).
template <class P>
std::vector<Field> field_table() {
  const P defaults{};
  return std::apply(
      [&](const auto&... bound) {
        std::vector<Field> table{bound.field...};
        std::size_t i = 0;
        ((table[i++].fallback = field_detail::get(defaults, bound)), ...);
        return table;
      },
      P::fields());
}

/// The values of `params` in the order of its field table.
template <class P>
std::vector<Value> to_values(const P& params) {
  return std::apply(
      [&](const auto&... bound) { return std::vector<Value>{field_detail::get(params, bound)...}; },
      P::fields());
}

/// P from values in the order of its field table, each already checked against its field.
template <class P>
P from_values(std::span<const Value> values) {
  P params{};
  std::apply(
      [&](const auto&... bound) {
        std::size_t i = 0;
        (field_detail::set(params, bound, values[i++]), ...);
      },
      P::fields());
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
