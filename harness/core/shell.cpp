#include "core/shell.h"

namespace radgauge {

std::string shell_word(const std::string& word) {
  const auto special = " \t\n\"'`*?[]{}#~!:;&|<>$()\\";
  if (!word.empty() && word.find_first_of(special) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

}  // namespace radgauge
