#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
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

/// A field bound to a member of a parameter struct. It does not know the struct's type, so that one piece of
/// code serves all of them: `params` is the struct that the table was made for.
struct BoundRow {
  using Read = Value (*)(const void* params, std::ptrdiff_t member);
  using Write = void (*)(void* params, std::ptrdiff_t member, const Value& value);

  Field field;
  std::vector<std::int64_t> enumerators;  ///< of field.choices
  Read read = nullptr;                    ///< an enumerator for a choice
  Write write = nullptr;
  std::ptrdiff_t member = 0;
  std::ptrdiff_t base = 0;  ///< bytes from the struct to its base class that has the member

  // In field.cpp, since every table would have its own.
  BoundRow() = default;
  BoundRow(const BoundRow&);
  BoundRow(BoundRow&&) noexcept;
  BoundRow& operator=(const BoundRow&);
  BoundRow& operator=(BoundRow&&) noexcept;
  ~BoundRow();

  /// The member as the field's kind; "" for an enumerator that is no choice.
  Value get(const void* params) const;
  /// `value` is already checked against the field.
  void set(void* params, const Value& value) const;
};

/// A row that is bound to a member of P, which FieldList<P> looks at.
template <class P>
struct BoundField : BoundRow {
  explicit BoundField(BoundRow row) : BoundRow(std::move(row)) {}
  /// The row of a base class of P.
  template <class B>
  explicit BoundField(const BoundField<B>& row) : BoundField(row, std::type_identity<B>()) {}
  /// The same of a row that does not know B.
  template <class B>
  BoundField(const BoundRow& row, std::type_identity<B>) : BoundRow(row) {
    P derived{};
    base += reinterpret_cast<const char*>(static_cast<const B*>(&derived)) -
            reinterpret_cast<const char*>(&derived);
  }
};

/// The fields of P in their order: FieldList{field(...), field(...)}.
template <class P>
struct FieldList {
  std::vector<BoundRow> rows;
  FieldList(std::initializer_list<BoundField<P>> list) {
    for (const BoundRow& row : list) rows.push_back(row);
  }

  /// Appends the fields of a base class of P, whose table is then part of P's.
  template <class B>
  FieldList& append(const FieldList<B>& base) {
    for (const BoundRow& row : base.rows) rows.push_back(BoundField<P>(row, std::type_identity<B>()));
    return *this;
  }
};

namespace field_detail {

template <class P, class M>
Value read(const void* params, std::ptrdiff_t member) {
  const M& value = static_cast<const P*>(params)->*std::bit_cast<M P::*>(member);
  if constexpr (std::is_enum_v<M>)
    return static_cast<std::int64_t>(value);
  else
    return value;
}
template <class P, class M>
void write(void* params, std::ptrdiff_t member, const Value& value) {
  M& written = static_cast<P*>(params)->*std::bit_cast<M P::*>(member);
  if constexpr (std::is_enum_v<M>)
    written = static_cast<M>(std::get<std::int64_t>(value));
  else
    written = std::get<M>(value);
}

BoundRow row(FieldKind kind, std::string_view name, std::string_view unit, const Range& range,
             std::string_view help, std::ptrdiff_t member, BoundRow::Read read, BoundRow::Write write);
void add_choice(BoundRow& row, std::string_view word, std::int64_t enumerator);

template <class P, class M>
BoundField<P> bound(FieldKind kind, std::string_view name, M P::*member, std::string_view unit,
                    const Range& range, std::string_view help) {
  return BoundField<P>(
      row(kind, name, unit, range, help, std::bit_cast<std::ptrdiff_t>(member), &read<P, M>, &write<P, M>));
}

}  // namespace field_detail

template <class P>
BoundField<P> field(std::string_view name, double P::*member, std::string_view unit, const Range& range,
                    std::string_view help) {
  return field_detail::bound(FieldKind::real, name, member, unit, range, help);
}
template <class P>
BoundField<P> field(std::string_view name, std::int64_t P::*member, std::string_view unit, const Range& range,
                    std::string_view help) {
  return field_detail::bound(FieldKind::integer, name, member, unit, range, help);
}
template <class P>
BoundField<P> field(std::string_view name, bool P::*member, std::string_view help) {
  return field_detail::bound(FieldKind::boolean, name, member, "", {}, help);
}
template <class P>
BoundField<P> field(std::string_view name, std::string P::*member, std::string_view help) {
  return field_detail::bound(FieldKind::text, name, member, "", {}, help);
}
/// A word and what it means.
template <class E>
using Choice = std::pair<std::string_view, E>;

/// A member of enum type E, with its words.
template <class P, class E>
requires std::is_enum_v<E> BoundField<P> field(std::string_view name, E P::*member,
                                               std::span<const Choice<std::type_identity_t<E>>> choices,
                                               std::string_view help) {
  BoundField<P> made = field_detail::bound(FieldKind::choice, name, member, "", {}, help);
  for (const auto& [word, value] : choices)
    field_detail::add_choice(made, word, static_cast<std::int64_t>(value));
  return made;
}
template <class P, class E>
requires std::is_enum_v<E> BoundField<P> field(std::string_view name, E P::*member,
                                               std::initializer_list<Choice<std::type_identity_t<E>>> choices,
                                               std::string_view help) {
  return field(name, member, std::span(choices.begin(), choices.size()), help);
}

/// P's own list, made once. P declares `static auto fields()`, a FieldList, and may declare `std::string
/// problem() const`: what is wrong between its fields, "" for nothing (see values_problem).
template <class P>
const FieldList<P>& bound_fields() {
  static const FieldList<P> list = P::fields();
  return list;
}

/// The fields of a table with the values that `params` has as defaults.
std::vector<Field> fields_of(std::span<const BoundRow> rows, const void* params);
/// The values of `params` in the order of its table.
std::vector<Value> values_of(std::span<const BoundRow> rows, const void* params);
/// Sets the members of `params` in the order of its table; each value is already checked against its field.
void set_values(std::span<const BoundRow> rows, void* params, std::span<const Value> values);

/// The field table of P, with the defaults of a value-initialised P.
template <class P>
std::vector<Field> field_table() {
  const P defaults{};
  return fields_of(bound_fields<P>().rows, &defaults);
}

/// The values of `params` in the order of its field table.
template <class P>
std::vector<Value> to_values(const P& params) {
  return values_of(bound_fields<P>().rows, &params);
}

/// P from values in the order of its field table, each already checked against its field.
template <class P>
P from_values(std::span<const Value> values) {
  P params{};
  set_values(bound_fields<P>().rows, &params, values);
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
