#pragma once

#include <string>
#include <vector>

#include "core/field.h"

namespace radgauge::study {

/// A value as YAML reads it back.
std::string yaml_value(const Value& value);
/// "sigma_mm: 3, mode: mirror"
std::string parameters_text(const std::vector<Field>& fields, const std::vector<Value>& values);

}  // namespace radgauge::study
