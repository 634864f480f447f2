#include "study/yaml_text.h"

#include <cmath>

#include "core/text.h"
#include "io/yaml.h"

namespace radgauge::study {

std::string yaml_value(const Value& value) {
  if (const auto* number = std::get_if<double>(&value); number != nullptr && std::isinf(*number))
    return *number > 0 ? ".inf" : "-.inf";
  if (const auto* text = std::get_if<std::string>(&value)) return io::yaml_scalar(*text);
  return to_text(value);
}

std::string parameters_text(const std::vector<Field>& fields, const std::vector<Value>& values) {
  std::string text;
  for (std::size_t i = 0; i < fields.size(); ++i)
    text += (i > 0 ? ", " : "") + fields[i].name + ": " + yaml_value(values[i]);
  return text;
}

}  // namespace radgauge::study
