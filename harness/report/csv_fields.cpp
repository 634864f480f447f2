#include "report/csv_fields.h"

#include <charconv>
#include <cmath>

#include "core/text.h"

namespace radgauge::report::csv {

namespace {

void put_text(std::string& to, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    to += text;
    return;
  }
  to += '"';
  for (const char c : text) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

}  // namespace

void put(std::string& text, std::string_view field, char after) {
  put_text(text, field);
  text += after;
}

void put(std::string& text, double value, char after) {
  char buffer[32];
  if (std::isfinite(value))
    text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  else if (!std::isnan(value))
    text += to_text(value);
  text += after;
}

void put(std::string& text, std::int64_t value, char after) {
  char buffer[24];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
  text += after;
}

void add(std::string& line, std::string_view text) {
  if (!line.empty()) line += ',';
  put_text(line, text);
}

void add(std::string& line, double value) {
  line += ',';
  if (!std::isnan(value)) line += to_text(value);
}

void add(std::string& line, std::int64_t value) {
  line += ',';
  line += to_text(value);
}

}  // namespace radgauge::report::csv
