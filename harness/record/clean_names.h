#pragma once

#include <map>
#include <string>
#include <utility>

namespace radgauge::record {

/// The lesion of a row that names none.
inline constexpr const char* kOnlyLesion = "1";

/// Names of a table made elsewhere as names of cells can be: letters that those need for themselves
/// (study/name_letters.h) become '_'. One object for all names of a table and of
/// those that belong to it.
class NameCleaner {
 public:
  /// The clean name. Throws Error(data) naming both if another name of `column` became the same; `where`
  /// (file:line) stands before the message.
  std::string clean(const std::string& column, const std::string& name, const std::string& where);
  /// Was a letter replaced?
  bool replaced() const { return replaced_; }

 private:
  std::map<std::pair<std::string, std::string>, std::string> written_;  ///< by column and clean name
  bool replaced_ = false;
};

}  // namespace radgauge::record
