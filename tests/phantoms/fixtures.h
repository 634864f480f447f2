#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "phantoms/registry.h"

namespace radgauge {

/// A phantom with the defaults of its field table, and some values by name.
struct Made {
  const Phantom* phantom;
  std::vector<Value> values;

  explicit Made(const std::string& id, const std::vector<std::pair<std::string, Value>>& given = {})
      : phantom(phantoms::find_phantom(id)) {
    for (const Field& field : phantom->fields) {
      values.push_back(field.fallback);
      for (const auto& [name, value] : given)
        if (name == field.name) values.back() = value;
    }
  }
  Scan scan(std::uint64_t seed = 1, std::uint64_t index = 0) const {
    return phantom->generate(values, seed, index);
  }
};

}  // namespace radgauge
