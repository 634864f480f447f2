#include "record/clean_names.h"

#include "core/error.h"
#include "core/text.h"
#include "study/name_letters.h"

namespace radgauge::record {

std::string NameCleaner::clean(const std::string& column, const std::string& name, const std::string& where) {
  std::string text = name;
  for (char& c : text)
    if (!study::is_name_letter(c)) c = '_';
  replaced_ = replaced_ || text != name;
  const auto [at, is_new] = written_.try_emplace({column, text}, name);
  if (!is_new && at->second != name)
    throw Error(ErrorKind::data, where + ": " + column + " '" + shortened(name) + "' and " + column + " '" +
                                     shortened(at->second) + "' elsewhere would both be '" + shortened(text) +
                                     "', as names of cells cannot hold " +
                                     std::string(study::kReservedLetters) + "; rename one of them");
  return text;
}

}  // namespace radgauge::record
