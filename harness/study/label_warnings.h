#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// What is left of a label when how it is written is set aside: letters in lower case; blanks (no-break ones,
/// too), '-' and '_' alike, none at an end; numbers without leading zeros; "1.0" as "1".
std::string plain_label(std::string_view label);

/// What the labels of the cohort's rows (not those of generators) suggest that nobody meant, a line each:
/// patients, lesions, channels or levels of an acquired factor that are almost the same; levels that read
/// like a missing value ("NA"); factors that are blank in some rows only.
std::vector<std::string> label_warnings(const Study& study);

/// Questions over an acquired factor that no object, or fewer than half of those measured twice, was measured
/// for at every level, a line each.
std::vector<std::string> completeness_warnings(const Study& study);

}  // namespace radgauge::study
