#pragma once

#include <set>
#include <string>

#include "io/dicom/dataset.h"

namespace radgauge::intake {

/// What identifies a patient in a header, collected so that no output repeats it: names and their parts,
/// identifiers, dates.
class Identifiers {
 public:
  /// Takes those of a header: Patient's Name, ID, Birth Date, other names and IDs, Accession Number, names of
  /// persons, and every date.
  void add(const io::DicomDataset& header);

  /// Does `text` hold one of them? Without regard to case; parts of names of fewer than three letters and
  /// identifiers of fewer than three characters are in too many words to be told.
  bool are_in(const std::string& text) const;

 private:
  void add_text(const std::string& text);
  std::set<std::string> words_;
};

}  // namespace radgauge::intake
