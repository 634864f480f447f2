#include "io/json.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/utf8.h"

namespace radgauge::io {

namespace {

using Json = nlohmann::ordered_json;

bool is_utf8(const std::string& text) {
  // Control characters are well-formed here: JSON escapes them.
  std::string_view rest = text;
  while (const auto bad = find_unreadable(rest)) {
    if (static_cast<unsigned char>(rest[*bad]) >= 0x80) return false;
    rest.remove_prefix(*bad + 1);
  }
  return true;
}

void check_values(const Json& value, const std::string& place) {
  const auto fail = [&](const std::string& what) {
    return Error(ErrorKind::internal,
                 "JSON cannot hold " + what + " (at " + (place.empty() ? "/" : place) + ")");
  };
  if (value.is_number_float() && !std::isfinite(value.get<double>()))
    throw fail(to_text(value.get<double>()));
  if (value.is_string() && !is_utf8(value.get_ref<const std::string&>()))
    throw fail("text that is not UTF-8");
  if (value.is_object())
    for (const auto& [key, item] : value.items()) {
      if (!is_utf8(key)) throw fail("a key that is not UTF-8");
      check_values(item, place + "/" + key);
    }
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      check_values(value[i], place + "/" + to_text(static_cast<std::int64_t>(i)));
}

}  // namespace

std::string to_json_text(const Json& value) {
  check_values(value, "");
  return value.dump(2) + "\n";
}

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace radgauge::io
