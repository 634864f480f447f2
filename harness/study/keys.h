#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/field.h"

namespace radgauge::study {

/// One key of a map in the study file. Messages, the reference page and the JSON schema are made from these
/// tables.
struct Key {
  std::string name;
  std::string type;  ///< of the schema: "string", "integer", "number", "boolean", "array", "object", or "a|b"
  bool required = false;
  std::string help;
  std::vector<std::string> choices = {};  ///< words it takes (of each item, for an array); empty: any
};

/// A map of the study file, e.g. "study", "group", "question".
struct KeyTable {
  std::string name;
  std::string help;
  std::vector<Key> keys;

  std::vector<std::string> names() const;
  /// The words that `key` takes; empty if any.
  const std::vector<std::string>& choices(const std::string& key) const;
};

const KeyTable& study_keys();
const KeyTable& cohort_keys();  ///< of one inline cohort entry; the columns of a cohort table
const KeyTable& phantoms_keys();
const KeyTable& group_keys();
const KeyTable& question_keys();
const KeyTable& limits_keys();  ///< from the field table of Limits
const KeyTable& gauge_keys();
const KeyTable& models_keys();  ///< of an entry that names a file
const KeyTable& drift_keys();
const KeyTable& gate_keys();
const KeyTable& failures_keys();
std::vector<const KeyTable*> key_tables();

/// JSON schema (draft 2020-12) of the study file, from the key tables, the field tables and the registries.
std::string study_schema();

}  // namespace radgauge::study
