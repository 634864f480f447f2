#include "analysis/results.h"

#include <map>

namespace radgauge::analysis {

DecisionCounts count_decisions(const std::vector<agreement::FeatureRow>& rows,
                               const agreement::StratumKey& stratum) {
  DecisionCounts counts;
  for (const agreement::FeatureRow& row : rows)
    if (row.stratum == stratum) ++counts.of[static_cast<std::size_t>(row.decision)];
  return counts;
}

Certified certified_everywhere(const StudyResults& results, bool answered_only) {
  std::map<std::string, std::size_t> certified;
  std::map<std::string, bool> unmoved;
  std::size_t questions = 0;
  for (const QuestionResult& question : results.questions) {
    if (answered_only && !question.obstacle.empty()) continue;
    ++questions;
    for (const agreement::FeatureRow& row : question.rows)
      if (row.stratum.is_all()) {
        certified[row.feature] += row.decision == agreement::Decision::certified ? 1 : 0;
        unmoved[row.feature] = unmoved[row.feature] || row.unmoved;
      }
  }
  Certified out;
  for (const auto& [feature, count] : certified)
    if (count == questions) ++(unmoved[feature] ? out.unmoved : out.everywhere);
  out.features = static_cast<std::int64_t>(certified.size());
  return out;
}

}  // namespace radgauge::analysis
