#include "analysis/results.h"

#include <map>

namespace radgauge::analysis {

DecisionCounts count_decisions(const std::vector<agreement::FeatureRow>& rows, std::string_view stratum) {
  DecisionCounts counts;
  for (const agreement::FeatureRow& row : rows)
    for (std::size_t d = 0; d < 4; ++d)
      counts.of[d] += row.stratum == stratum && row.decision == kDecisions[d] ? 1 : 0;
  return counts;
}

Certified certified_everywhere(const StudyResults& results, bool answered_only) {
  std::map<std::string, std::size_t> certified;
  std::size_t questions = 0;
  for (const QuestionResult& question : results.questions) {
    if (answered_only && !question.obstacle.empty()) continue;
    ++questions;
    for (const agreement::FeatureRow& row : question.rows)
      if (row.stratum == "all") certified[row.feature] += row.decision == kDecisions[0] ? 1 : 0;
  }
  Certified out;
  for (const auto& [feature, count] : certified) out.everywhere += count == questions ? 1 : 0;
  out.features = static_cast<std::int64_t>(certified.size());
  return out;
}

}  // namespace radgauge::analysis
