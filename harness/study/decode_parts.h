#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

// Parts of a study file, one file each; all throw Error(study) with file:line:column.

/// Refuses a name with other than letters, digits, '.', '_' and '-'; `what` names it in the message.
void check_name(const io::Yaml& at, const std::string& name, const std::string& what);

/// The ids of a registry, for messages.
template <class List>
std::vector<std::string> ids_of(const List& list) {
  std::vector<std::string> ids;
  for (const auto& entry : list) ids.push_back(entry.id);
  return ids;
}

/// An entry of `conditions:`.
Group decode_group(const std::string& name, const io::Yaml& yaml);

/// `questions:` of a study whose cohort and groups are decoded; without the key one question for each group
/// and for each acquired factor with more than one level in an object.
void decode_questions(Study& study, const io::Yaml& yaml);

/// `engine:` or `engines:`.
void decode_engines(Study& study, const io::Yaml& yaml);
/// Each row once for every engine, where there are several. Throws Error(study) for a row that names its
/// engine in a study that does not.
void measure_by_every_engine(Study& study);

/// `models:` and `drift:` of a study whose rows and groups are decoded. Files of models are read.
void decode_models(Study& study, const io::Yaml& yaml);

/// `gate:`. The files that it names are not read.
void decode_gate(Study& study, const io::Yaml& yaml);

}  // namespace radgauge::study
