#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace radgauge::record {

/// Who and what a cell of a table is of: its object, and the condition.
struct CellName {
  store::StoredObject object;
  std::string condition;
};

/// What a column, or a part of one, can say of a cell: patient, lesion, channel, session, reader, scanner,
/// site, condition.
std::span<const std::string> cell_words();
/// The part of `name` that a word means; nullptr for none of them.
std::string* part_of(CellName& name, std::string_view word);

/// How the texts of one column are made of such parts.
///
///   study = patient_date_time           # words and what stands between them
///   structure = lesion                  # a column that is one of them under another name
///   file = {patient}-visit{session}.nii # in braces, with other letters between
///
/// Beside the words: date, time and visit, which together are the session, and any, which is passed over. The
/// first word takes as much as it can, so that a patient may hold what stands between the others.
struct NamePattern {
  struct Part {
    std::string before;  ///< the text in front of it
    std::string word;
  };
  std::string column;
  std::vector<Part> parts;
  std::string after;

  /// Fills `name` from the text of the column; false where the text is not of this form.
  bool read(std::string_view text, CellName& name) const;
};

/// Patterns separated by commas. Throws Error(usage) that says what is wrong with which.
std::vector<NamePattern> parse_name_patterns(const std::string& text);

/// The word that a column of this name says by itself, or nothing: "PatientID" is patient, "Rater" is reader.
std::optional<std::string> usual_word(std::string_view column);

}  // namespace radgauge::record
