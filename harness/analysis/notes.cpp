#include "analysis/notes.h"

#include <algorithm>
#include <cmath>

#include "analysis/copies.h"
#include "analysis/input_notices.h"
#include "core/text.h"

namespace radgauge::analysis {

std::vector<std::string> shortfalls(const std::vector<MagnitudeSummary>& magnitudes) {
  std::vector<std::string> list;
  for (const MagnitudeSummary& m : magnitudes)
    if (m.n_limited > 0)
      list.push_back(to_text(m.n_limited) + " of the " + to_text(m.n) + " cells of group " + m.group +
                     " did not get the " + m.parameter + " asked of " + m.operation +
                     " (cells.csv says where and why); its decisions hold for what was achieved");
  return list;
}

namespace {

/// Does some condition rest on the noise of the image?
bool adds_noise(const study::Plan& plan) {
  return std::any_of(plan.conditions.begin(), plan.conditions.end(), [](const study::Condition& condition) {
    return std::any_of(
        condition.chain.begin(), condition.chain.end(),
        [](const study::AppliedOperation& step) { return step.operation->id.starts_with("noise."); });
  });
}

}  // namespace

std::vector<std::string> input_notes(const study::Study& study, const study::Plan& plan,
                                     const Measurements& measurements) {
  std::vector<PlacedNotice> placed;
  const bool noise_matters = adds_noise(plan);
  for (const CellNotice& n : measurements.notices()) {
    if (n.notice.kind == NoticeKind::beside_padding && !noise_matters) continue;
    const MeasuredCell cell = measurements.cell(n.cell);
    const std::string& condition = plan.conditions[cell.condition].name;
    placed.push_back(
        {study.rows[cell.row].name() + (cell.condition == study::kBase ? "" : " under " + condition),
         n.extraction, n.notice});
  }
  std::vector<std::string> list = copies(study, measurements.contents());
  for (std::string& line : notice_lines(placed)) list.push_back(std::move(line));
  return list;
}

std::vector<std::string> untouched(const std::vector<QuestionResult>& questions) {
  std::vector<std::string> counts;
  for (const auto& question : questions) {
    const auto n =
        std::count_if(question.rows.begin(), question.rows.end(), [](const agreement::FeatureRow& row) {
          return row.stratum.is_all() && row.decision == agreement::Decision::certified && row.unmoved;
        });
    if (n > 0) counts.push_back(question.question.name + " (" + to_text(static_cast<std::int64_t>(n)) + ")");
  }
  if (counts.empty()) return {};
  return {"certified, but not put to the test: features that did not change at all under " +
          join(counts, ", ")};
}

std::vector<std::string> coarse(const std::vector<QuestionResult>& questions) {
  constexpr double kAcceptable = 30;  // percent, AIAG 2010
  std::vector<std::string> list;
  for (const QuestionResult& question : questions) {
    std::int64_t certified = 0, above = 0;
    for (const agreement::FeatureRow& row : question.rows) {
      if (!row.stratum.is_all() || row.decision != agreement::Decision::certified) continue;
      ++certified;
      above += row.study_variation_percent > kAcceptable ? 1 : 0;
    }
    if (above > 0)
      list.push_back(
          "question " + question.question.name + ": " + to_text(above) + " of the " + to_text(certified) +
          " features it certifies have a gauge R&R above 30 % of the study variation, which the AIAG "
          "takes for no acceptable gauge (an ICC below 0.91); its limits allow that");
  }
  return list;
}

std::vector<std::string> shifted(const std::vector<AskedQuestion>& asked,
                                 const std::vector<QuestionResult>& results) {
  std::vector<std::string> list;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    if (asked[q].conditions.empty() || asked[q].table.base_column >= 0 || !asked[q].table.levels.empty())
      continue;
    std::int64_t certified = 0, far = 0;
    for (const agreement::FeatureRow& row : results[q].rows) {
      if (!row.stratum.is_all() || row.decision != agreement::Decision::certified) continue;
      ++certified;
      far += std::abs(row.bias) > row.rc ? 1 : 0;
    }
    if (far > 0)
      list.push_back(
          "question " + asked[q].question.name +
          " compares the conditions with one another; the image as acquired is not among them, and " +
          to_text(far) + " of the " + to_text(certified) +
          " features it certifies are shifted from it by more than their repeatability coefficient: limit "
          "bias_max, or against: base");
  }
  return list;
}

}  // namespace radgauge::analysis
