#pragma once

#include <memory>
#include <string>
#include <vector>

#include "acquire/source.h"

namespace radgauge::acquire {

/// A kind of source, as study files name it.
struct SourceKind {
  std::string id;       ///< "files", "phantoms", or the ID of images written "ID://..."
  std::string summary;  ///< one line
  /// The source `index` of Study::sources. The study outlives it.
  std::unique_ptr<Source> (*make)(const study::Study& study, std::size_t index) = nullptr;
};

/// All kinds, ordered by id.
const std::vector<SourceKind>& source_kinds();

/// The sources of a study, built in one place. The study outlives them.
class Sources {
 public:
  /// Throws Error(study) for a kind that there is none of, naming the row or the study that asks for it.
  explicit Sources(const study::Study& study);

  const Source& of(const study::CohortRow& row) const { return *sources_[row.source]; }
  const study::Study& study() const { return study_; }

  /// `text` with every path of these rows (of Study::rows) as the study writes it.
  std::string without_folders(std::string text, const std::vector<std::size_t>& rows) const;

 private:
  const study::Study& study_;
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace radgauge::acquire
