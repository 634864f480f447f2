#pragma once

#include "study/study.h"

namespace radgauge::study {

/// Fills in the rows of `cohort:` (or `measured`, if given, in their place), then those of `phantoms:`, and
/// the sources that they are from. Throws Error(study) with file:line:column,
/// also where two objects have one name.
void decode_rows(Study& study, const io::Yaml& yaml, const std::vector<CohortRow>* measured);

}  // namespace radgauge::study
