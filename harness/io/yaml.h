#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/field.h"

namespace radgauge::io {

/// A YAML value that knows where it stands. Maps keep their order; duplicate keys, anchors that loop, tags
/// other than the core ones and several documents are refused when the text is read. Scalars keep their text
/// as written (yaml-cpp reads 010 as 8).
struct Yaml {
  enum class Kind { null, scalar, sequence, map };
  struct Entry;

  Kind kind = Kind::null;
  std::string text;            ///< of a scalar
  bool quoted = false;         ///< a quoted scalar is text, never a number
  std::vector<Yaml> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a map
  std::string file;
  int line = 1;    ///< from 1
  int column = 1;  ///< from 1

  /// "study.yaml:3:5"
  std::string where() const;
  /// The value of `key`, or nullptr.
  const Yaml* find(std::string_view key) const;
  /// An Error(study) at this place: "study.yaml:3:5: message".
  Error error(const std::string& message) const;

  // Checked readers; each throws error(...) naming `what`, the text that stands there and what was expected.
  const std::string& as_text(const std::string& what) const;
  double as_real(const std::string& what, const Range& range = kAnyNumber) const;
  std::int64_t as_integer(const std::string& what, const Range& range = kAnyNumber) const;
  bool as_boolean(const std::string& what) const;
  const std::vector<Yaml>& as_sequence(const std::string& what) const;
  const std::vector<Entry>& as_map(const std::string& what) const;
  /// This value as the field's kind and range.
  Value as_value(const Field& field) const;
  /// Throws at the first key of this map that is not in `known`: "unknown key 'angel_deg' in X (did you mean
  /// 'angle_deg'?); known: ...".
  void check_keys(std::span<const std::string> known, const std::string& what) const;
};

struct Yaml::Entry {
  std::string key;
  Yaml value;
  int line = 1;  ///< of the key
  int column = 1;
};

/// Throws Error(study) with file:line:column for text that is not YAML, Error(data) for a file that cannot be
/// read.
Yaml read_yaml(const std::string& path);
Yaml parse_yaml(const std::string& text, const std::string& file_name);

/// The values of a parameter map in the order of `table`, defaults filled in. `what` names the map in
/// messages.
/// What `problem` says is wrong between them is an error at the map.
std::vector<Value> decode_fields(const Yaml& map, std::span<const Field> table, const std::string& what,
                                 ValuesProblem problem = nullptr);
/// The same into a parameter struct, by its own table and problem().
template <class P>
P decode_fields(const Yaml& map, const std::string& what) {
  return from_values<P>(decode_fields(map, field_table<P>(), what, &values_problem<P>));
}

/// `text` as a YAML scalar: plain if that reads back as the same text, else double-quoted.
std::string yaml_scalar(const std::string& text);

}  // namespace radgauge::io
