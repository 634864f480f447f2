#include "acquire/registry.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

/// Every source: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_SOURCES(ADD) \
  ADD(dicom)                  \
  ADD(files)                  \
  ADD(phantoms)

namespace radgauge::acquire {

namespace kinds {
#define RADGAUGE_DECLARE(name) SourceKind name();
RADGAUGE_SOURCES(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace kinds

namespace {

std::vector<SourceKind> all_kinds() {
#define RADGAUGE_CALL(name) kinds::name(),
  std::vector<SourceKind> all{RADGAUGE_SOURCES(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  std::sort(all.begin(), all.end(), [](const SourceKind& a, const SourceKind& b) { return a.id < b.id; });
  return all;
}

/// The place of the first row of a source, for messages.
std::string asked_at(const study::Study& study, std::size_t source) {
  const auto row = std::find_if(study.rows.begin(), study.rows.end(),
                                [&](const study::CohortRow& r) { return r.source == source; });
  if (row == study.rows.end() || row->where.empty()) return study.file;
  return row->where + ": the image '" + row->image + "'";
}

std::unique_ptr<Source> make_source(const study::Study& study, std::size_t index) {
  const std::string& id = study.sources[index].kind;
  std::vector<std::string> known;
  for (const SourceKind& kind : source_kinds()) {
    if (kind.id == id) return kind.make(study, index);
    known.push_back(kind.id);
  }
  throw Error(ErrorKind::study, asked_at(study, index) + " is from the source '" + id +
                                    "', and there is none of that name" + did_you_mean(id, known) +
                                    "; known: " + join(known, ", "));
}

}  // namespace

const std::vector<SourceKind>& source_kinds() {
  static const std::vector<SourceKind> all = all_kinds();
  return all;
}

Sources::Sources(const study::Study& study) : study_(study) {
  for (std::size_t i = 0; i < study.sources.size(); ++i) sources_.push_back(make_source(study, i));
}

std::string Sources::without_folders(std::string text, const std::vector<std::size_t>& rows) const {
  for (const std::size_t r : rows) text = of(study_.rows[r]).without_folders(std::move(text), study_.rows[r]);
  return text;
}

}  // namespace radgauge::acquire
