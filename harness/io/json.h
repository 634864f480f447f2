#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace radgauge::io {

/// `value` as JSON text (UTF-8, two blanks of indentation, keys in their order, a line feed at the end).
/// Throws Error(internal) that names the place ("/features/3/icc") of a NaN, an infinity or text that is not
/// UTF-8: JSON has none of these, and the library would write a silent null.
std::string to_json_text(const nlohmann::ordered_json& value);

/// `value`, or null if it is NaN or infinite.
nlohmann::ordered_json json_number(double value);

}  // namespace radgauge::io
