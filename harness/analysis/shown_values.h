#pragma once

#include "analysis/questions.h"
#include "analysis/results.h"

namespace radgauge::analysis {

/// Rows of stratum "all" that are shown in a picture: up to three, of different families, whose lower limit
/// is nearest to the limit of the ICC, for there a reader looks; distances are of the root of 1 - ICC.
std::vector<std::size_t> pictured_rows(const QuestionResult& question);

/// What ShownValues holds of a question that was answered; pure.
ShownValues shown_values(const AskedQuestion& asked, const QuestionResult& question);

}  // namespace radgauge::analysis
