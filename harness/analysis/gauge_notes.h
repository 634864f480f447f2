#pragma once

#include "analysis/results.h"
#include "study/study.h"

namespace radgauge::analysis {

/// Percentage points of study variation up to which a gauge table and a row of features.csv say the same.
inline constexpr double kSameStudyVariation = 0.05;

/// Notes on every gauge table of the question whose GRR in % of study variation is not that of the row of
/// features.csv with the same feature and stratum: why. A table and a row that disagree without a word cannot
/// both be right.
void note_other_rows(const study::StudyQuestion& asked, QuestionResult& question);

}  // namespace radgauge::analysis
