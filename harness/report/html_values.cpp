#include <algorithm>
#include <cmath>

#include "analysis/shown_values.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

Markup values_table(const analysis::QuestionResult& q, const analysis::ShownFeature& feature) {
  std::vector<Column> columns = {{"Object"}};
  for (const std::string& level : q.shown.columns) columns.push_back({breakable(level), true});
  Table table("", columns);
  const std::size_t k = q.shown.columns.size();
  for (std::size_t i = 0; i < q.shown.objects.size(); ++i) {
    std::vector<Cell> cells = {breakable(q.shown.objects[i])};
    for (std::size_t j = 0; j < k; ++j) cells.emplace_back(number(feature.values[i * k + j], 4));
    table.row(cells);
  }
  return table.html();
}

bool is_pictured(const std::vector<std::size_t>& rows, std::size_t row) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

}  // namespace

Markup shown_values(const analysis::QuestionResult& question) {
  Markup plots, charts, tables;
  const std::vector<std::size_t> pictured = analysis::pictured_rows(question);
  for (const analysis::ShownFeature& feature : question.shown.features) {
    const agreement::FeatureRow& row = question.rows[feature.row];
    if (is_pictured(pictured, feature.row)) {
      plots += bland_altman_svg(question, feature);
      charts += gauge_chart_svg(question, feature);
    }
    if (question.shown.acquired)
      tables += "<details><summary>" + breakable(row.feature) + unit_suffix(row.unit) + "</summary>" +
                values_table(question, feature) + "</details>";
  }
  Markup out;
  if (!plots.empty() || !charts.empty())
    out += folded_on_screen(
        charts.empty() ? Markup("Bland-Altman plots") : Markup("Bland-Altman plots and gauge charts"),
        "<p>Of features whose lower limit is nearest to the limit, one of a family. Dashed: limits of "
        "agreement; thick: bias, means; thin: no difference.</p><figure><div class=\"plots\">" +
            plots + "</div>" + charts + "</figure>");
  if (!tables.empty())
    out += folded_on_screen("Values of " + counted(std::ssize(question.shown.features), "feature") +
                                ", object by " + escape(question.question.over),
                            tables + "<p>All values: <code>radgauge export</code>.</p>");
  return out;
}

}  // namespace radgauge::report::html
