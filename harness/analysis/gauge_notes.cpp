#include "analysis/gauge_notes.h"

#include <cmath>
#include <map>

#include "core/text.h"

namespace radgauge::analysis {

namespace {

/// What the table counts and the row does not, for every feature alike.
std::string why_gauge_differs(const study::StudyQuestion& asked, const agreement::Question& question) {
  std::vector<std::string> reasons, extra;
  for (const std::string& factor : asked.gauge.factors)
    if (factor != asked.over) extra.push_back(factor);
  if (!extra.empty())
    reasons.push_back(join(extra, ", ") + (extra.size() == 1 ? " counts" : " count") +
                      " as gauge R&R here, and not there");
  if (!asked.gauge.repeats.empty())
    reasons.push_back("draws of " + asked.gauge.repeats + " are repeats here, and are left out there");
  if (question.against == Against::base) reasons.push_back("the row is that of its worst level against base");
  if (reasons.empty())
    reasons.push_back(
        "a negative component counts as 0 here, and cells that are missing are treated otherwise");
  return "% study variation is not that of the row in features.csv: " + join(reasons, "; ");
}

}  // namespace

void note_other_rows(const study::StudyQuestion& asked, QuestionResult& question) {
  std::map<std::pair<agreement::StratumKey, std::string>, double> rows;
  for (const agreement::FeatureRow& row : question.rows)
    rows[{row.stratum, row.feature}] = row.study_variation_percent;
  const std::string why = why_gauge_differs(asked, question.question);
  for (agreement::GaugeRow& gauge : question.gauge) {
    const auto row = rows.find({gauge.stratum, gauge.feature});
    if (row == rows.end() || std::isnan(row->second) || std::isnan(gauge.study_variation_percent) ||
        std::abs(row->second - gauge.study_variation_percent) <= kSameStudyVariation)
      continue;
    gauge.note += (gauge.note.empty() ? "" : "; ") + why;
  }
}

}  // namespace radgauge::analysis
