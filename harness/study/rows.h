#pragma once

#include "study/study.h"

namespace radgauge::study {

// Parts of decode_study: the rows of a study. All throw Error(study) with file:line:column.

/// Fills in the rows of `cohort:` (or `measured`, if given, in their place), then those of `phantoms:`, and
/// the sources that they are from. Names of objects must differ.
void decode_rows(Study& study, const io::Yaml& yaml, const std::vector<CohortRow>* measured);

/// `cohort:` and `phantoms:` of a study with every default filled in.
std::string rows_text(const Study& study);

}  // namespace radgauge::study
