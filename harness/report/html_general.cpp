#include <algorithm>
#include <cmath>
#include <map>

#include "agreement/numerical_floor.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

bool knows_edges(const std::vector<analysis::FeatureOverview>& features) {
  return std::any_of(features.begin(), features.end(),
                     [](const analysis::FeatureOverview& f) { return !std::isnan(f.edge_sensitive); });
}

// In percent where the feature jumps, plain where it passes on what was done to it.
Markup edge_words(const analysis::FeatureOverview& feature) {
  if (std::isnan(feature.edge_sensitive)) return "\u2013";
  if (feature.edge_sensitive <= agreement::smallest_real_change(feature.feature)) return "stays";
  const Markup percent = number(100 * feature.edge_sensitive, 2) + " %";
  return analysis::is_edge_sensitive(feature) ? "<b>" + percent + "</b>" : percent;
}

Markup edge_paragraph(const std::vector<analysis::FeatureOverview>& features) {
  if (!knows_edges(features)) return {};
  const auto moved = std::count_if(features.begin(), features.end(), [](const analysis::FeatureOverview& f) {
    return analysis::is_edge_sensitive(f);
  });
  return "<p><b>Edge</b>: the largest change of the feature when every voxel moves by at most one unit in "
         "its last binary place, a change of 0.00001 % that no scanner could tell. <b>Bold</b>: " +
         count(moved) + " of " + counted(static_cast<std::int64_t>(features.size()), "feature") +
         (moved == 1 ? Markup(" moves") : Markup(" move")) +
         " when a voxel on the edge of a bin moves by rounding; another version of a library, or another "
         "processor, can change them so. The others stay within ten times their numerical floor, or pass on "
         "no more than was done to the image.</p>";
}

std::vector<Column> general_columns(const analysis::StudyResults& results, bool with_edges) {
  std::vector<Column> columns = {{"Feature"}};
  for (const analysis::QuestionResult& question : results.questions)
    columns.push_back({breakable(question.question.name)});
  columns.push_back({"Lower limit", true, "lowest lower limit of the ICC over the questions"});
  columns.push_back({"ICC", true, "of the question with the lowest lower limit"});
  columns.push_back({"Upper limit", true, "of the same question"});
  if (results.questions.size() > 1)
    columns.push_back({"under", false, "the question with the lowest lower limit"});
  columns.push_back({"% study var.", true, "100 GRR / total variation, the largest over the questions"});
  columns.push_back({"RC", true, "repeatability coefficient, the largest over the questions"});
  columns.push_back({"Failed", true, "cells without a value, the largest share over the questions"});
  if (with_edges)
    columns.push_back(
        {"Edge", true, "largest relative change when voxels move by one unit in the last place"});
  return columns;
}

// Share of a family's rows that a question certifies, and their median lower limit.
struct Heat {
  std::int64_t certified = 0;
  std::int64_t total = 0;
  std::vector<double> lower;
};

Cell heat_cell(const Heat& heat) {
  static constexpr std::string_view kShades[] = {"h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"};
  if (heat.total == 0) return {"\u2013", "hx"};
  const double share = static_cast<double>(heat.certified) / static_cast<double>(heat.total);
  return {
      "<b>" + count(heat.certified) + "/" + count(heat.total) + "</b><br>" + icc_number(median(heat.lower)),
      kShades[static_cast<std::size_t>(8 * share)]};
}

}  // namespace

Markup general_table(const analysis::StudyResults& results) {
  const std::vector<analysis::FeatureOverview> features = analysis::overview(results);
  if (features.empty()) return {};
  Table table("", general_columns(results, knows_edges(features)), true);
  for (const analysis::FeatureOverview& feature : features) {
    std::vector<Cell> cells = {breakable(feature.feature)};
    for (const agreement::FeatureRow* row : feature.rows)
      cells.push_back(row == nullptr ? Cell("\u2013") : decision_cell(row->decision));
    const agreement::FeatureRow* w = feature.weakest;
    for (const double x : {w == nullptr ? std::nan("") : w->icc_lower, w == nullptr ? std::nan("") : w->icc,
                           w == nullptr ? std::nan("") : w->icc_upper})
      cells.emplace_back(icc_number(x));
    if (results.questions.size() > 1) cells.emplace_back(w == nullptr ? Markup() : breakable(w->question));
    cells.emplace_back(percent_number(feature.study_variation_percent));
    cells.emplace_back(number(feature.rc) + (std::isnan(feature.rc) ? Markup() : unit_suffix(feature.unit)));
    cells.emplace_back(share_text(feature.failure_rate));
    if (knows_edges(features)) cells.emplace_back(edge_words(feature));
    table.row(cells);
  }
  return "<section id=\"features\" class=\"general\"><h2>All features</h2><p>Sorted by the lowest lower "
         "limit over all questions. The details of each question follow below.</p>" +
         edge_paragraph(features) + table.html() + "</section>\n";
}

Markup forest_section(const analysis::StudyResults& results) {
  if (results.questions.size() < 2) return {};  // the only question shows the same plot
  std::vector<ForestRow> rows;
  for (const analysis::FeatureOverview& feature : analysis::overview(results))
    for (std::size_t q = 0; q < feature.rows.size(); ++q)
      if (feature.weakest != nullptr && feature.rows[q] == feature.weakest)
        rows.push_back({feature.weakest, results.questions[q].question.limits.icc_lower});
  if (rows.empty()) return {};
  return "<section id=\"forest\"><h2>Forest plot</h2><p>Each feature under the question that leaves it the "
         "lowest lower limit.</p>" +
         forest(rows, "Forest plot: each feature under the question with its lowest lower limit",
                is_brief(results)) +
         "</section>\n";
}

Markup heat_map(const analysis::StudyResults& results) {
  std::vector<std::string> families;
  std::map<std::pair<std::string, std::size_t>, Heat> heat;
  std::vector<std::string> order;
  for (std::size_t q = 0; q < results.questions.size(); ++q)
    for (const agreement::FeatureRow& row : results.questions[q].rows) {
      if (!row.stratum.is_all()) continue;
      if (std::find(families.begin(), families.end(), row.family) == families.end())
        families.push_back(row.family);
      Heat& cell = heat[{row.family, q}];
      ++cell.total;
      cell.certified += row.decision == agreement::Decision::certified ? 1 : 0;
      cell.lower.push_back(row.icc_lower);
    }
  if (families.empty()) return {};
  std::vector<Column> columns = {{"Family"}};
  for (std::size_t q = 0; q < results.questions.size(); ++q) columns.push_back({question_link(results, q)});
  Table table("", columns);
  for (const std::string& family : families) {
    std::vector<Cell> cells = {family_title(results, family)};
    for (std::size_t q = 0; q < results.questions.size(); ++q) cells.push_back(heat_cell(heat[{family, q}]));
    table.row(cells);
  }
  return "<section id=\"heat\" class=\"heat\"><h2>Families against questions</h2><p>Certified of all "
         "features of the family, and below it the median lower limit of their ICC. The darker, the larger "
         "the certified share.</p>" +
         table.html() + "</section>\n";
}

}  // namespace radgauge::report::html
