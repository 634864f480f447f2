#pragma once

#include <string>
#include <utility>
#include <vector>

#include "perturbations/registry.h"

namespace radgauge::bench {

using Given = std::vector<std::pair<std::string, Value>>;

/// The values of an operation: its defaults, and those given by name.
inline std::vector<Value> values_of(const Operation& operation, const Given& given) {
  std::vector<Value> values;
  for (const Field& field : operation.fields) {
    values.push_back(field.fallback);
    for (const auto& [name, value] : given)
      if (name == field.name) values.back() = value;
  }
  return values;
}

}  // namespace radgauge::bench
