#pragma once

#include <string_view>

namespace radgauge::study {

/// Letters that names of cells need for themselves, as messages write them; control characters are, too.
inline constexpr std::string_view kReservedLetters = "/ : , * ?";

/// May this letter stand in the name of a patient, lesion, channel, session, reader or scanner?
constexpr bool is_name_letter(char c) {
  const bool reserved = c == '/' || c == ':' || c == ',' || c == '*' || c == '?';
  return !reserved && static_cast<unsigned char>(c) >= 0x20;
}

}  // namespace radgauge::study
