#include "report/csv_fields.h"

#include <cmath>

#include "core/text.h"

namespace radgauge::report::csv {

void add(std::string& line, std::string_view text) {
  if (!line.empty()) line += ',';
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
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
