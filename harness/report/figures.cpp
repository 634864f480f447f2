#include "report/figures.h"

#include <cmath>

#include "analysis/shown_values.h"
#include "report/dose_summary.h"
#include "report/html_parts.h"

namespace radgauge::report {
namespace {

/// Letters, digits, '_' and '.' of a name, others as '-', at most 80 bytes.
std::string file_word(const std::string& name) {
  std::string out;
  for (const char c : name.substr(0, 80)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += plain || c == '_' || (c == '.' && !out.empty()) ? c : '-';
  }
  return out;
}

/// A picture of the page as a document: the name of its language, and the style that the page has.
std::string figure_document(const html::Markup& picture) {
  const std::string& svg = picture.html();
  constexpr std::string_view kStart = "<svg ";
  const std::size_t end = svg.find('>');
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" " +
         svg.substr(kStart.size(), end + 1 - kStart.size()) + "<style><![CDATA[" + html::style().html() +
         "svg{background:#fff;font-family:\"DejaVu Sans\",Arial,sans-serif}]]></style>" +
         svg.substr(end + 1) + "\n";
}

void add_figure(const std::string& name, const html::Markup& picture, std::vector<FigureFile>& list) {
  if (!picture.empty()) list.push_back({name + ".svg", figure_document(picture)});
}

void add_doses(const std::string& start, const analysis::QuestionResult& q, std::vector<FigureFile>& list) {
  const std::vector<DoseSummary> summaries = dose_summaries(q);
  for (std::size_t first = 0; first < summaries.size();) {
    std::vector<const DoseSummary*> factor;
    std::size_t last = first;
    while (last < summaries.size() && summaries[last].curve->factor == summaries[first].curve->factor)
      factor.push_back(&summaries[last++]);
    add_figure(start + "dose-" + file_word(summaries[first].curve->factor), html::dose_svg(q, factor), list);
    first = last;
  }
}

}  // namespace

std::vector<FigureFile> figures(const analysis::StudyResults& results) {
  std::vector<FigureFile> list;
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const analysis::QuestionResult& q = results.questions[i];
    const std::string start = "q" + to_text(static_cast<std::int64_t>(i + 1)) + "-";
    std::vector<html::ForestRow> rows;
    for (const agreement::FeatureRow* row : html::by_lower_limit(q.rows))
      if (!std::isnan(row->icc_lower)) rows.push_back({row, q.question.limits.icc_lower});
    add_figure(start + "forest", html::forest_svg(rows, "Forest plot of question " + q.question.name), list);
    for (const std::size_t pictured : analysis::pictured_rows(q))
      for (const analysis::ShownFeature& feature : q.shown.features) {
        if (feature.row != pictured) continue;
        const std::string name = file_word(q.rows[pictured].feature);
        add_figure(start + "bland-altman-" + name, html::bland_altman_svg(q, feature), list);
        add_figure(start + "gauge-" + name, html::gauge_chart_svg(q, feature), list);
      }
    add_doses(start, q, list);
  }
  return list;
}

}  // namespace radgauge::report
