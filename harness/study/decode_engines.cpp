#include <algorithm>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "study/decode_parts.h"
#include "study/name_letters.h"

namespace radgauge::study {

namespace {

/// What a level of the factor engine is called: the word, or the name of the file without its ending.
std::string engine_level(const std::string& word) {
  return std::filesystem::path(word).stem().string();
}

}  // namespace

void decode_engines(Study& study, const io::Yaml& yaml) {
  const io::Yaml *one = yaml.find("engine"), *several = yaml.find("engines");
  if (one != nullptr) {
    if (several != nullptr)
      throw several->error("a study has engine, one extractor, or engines, several; leave one out");
    study.engine = one->as_text("engine");
    study.engine_where = one->where();
  }
  if (several == nullptr) return;
  std::set<std::string> names;
  for (const io::Yaml& item : several->as_sequence("engines")) {
    const std::string word = item.as_text("an engine"), name = engine_level(word);
    check_name(item, name, "the name of an engine");
    if (!names.insert(name).second)
      throw item.error("two engines are called " + name + "; rename one of the files");
    if (word == kImportedEngine)
      throw item.error(word +
                       " is no extractor that could measure beside others; import a tidy table with a "
                       "column engine instead");
    study.engines.push_back(word);
    study.engine_names.push_back(name);
  }
  if (study.engines.size() < 2)
    throw several->error("engines are two or more extractors that measure the same; for one write engine: " +
                         (study.engines.empty() ? std::string("built-in") : study.engines.front()));
  study.engine = join(study.engine_names, ", ");
  study.engine_where = several->where();
}

void measure_by_every_engine(Study& study) {
  if (study.engines.empty()) {
    for (const CohortRow& row : study.rows)
      if (!row.engine.empty() && !is_imported(study))
        throw Error(ErrorKind::study,
                    row.where + ": the column engine has '" + shortened(row.engine) +
                        "', and the study names no engines; it measures every row with each of "
                        "engines: [...], or leave the column out");
    return;
  }
  std::vector<CohortRow> rows;
  for (const CohortRow& row : study.rows) {
    if (!row.engine.empty()) {  // of the folder of a run, where each engine has its rows
      if (std::find(study.engine_names.begin(), study.engine_names.end(), row.engine) ==
          study.engine_names.end())
        throw Error(ErrorKind::study, row.where + ": the column engine has '" + shortened(row.engine) + "'" +
                                          did_you_mean(row.engine, study.engine_names) +
                                          "; the engines of this study: " + join(study.engine_names, ", "));
      rows.push_back(row);
      continue;
    }
    for (const std::string& name : study.engine_names) {
      rows.push_back(row);
      rows.back().engine = name;
    }
  }
  study.rows = std::move(rows);
}

}  // namespace radgauge::study
