#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace radgauge::report::csv {

/// Adds a field to a text, quoted where it must be, and a separator (',' or a line feed) after it. A number
/// has full precision; NaN is an empty field.
void put(std::string& text, std::string_view field, char after);
void put(std::string& text, double value, char after);
void put(std::string& text, std::int64_t value, char after);

/// Adds a field to a line of CSV: quoted where it must be; full precision, empty for NaN.
void add(std::string& line, std::string_view text);
void add(std::string& line, double value);
void add(std::string& line, std::int64_t value);

}  // namespace radgauge::report::csv
