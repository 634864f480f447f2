#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

using agreement::MaterialRow;
using agreement::TruthRow;

constexpr std::size_t kShownRows = 30;

double upper_median(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  return values.empty() ? std::nan("") : median(std::move(values));
}

/// The features of a question with the median of their COV over materials, least first.
Markup materials_table(const std::vector<const MaterialRow*>& rows,
                       const std::vector<const TruthRow*>& pooled) {
  struct Line {
    const MaterialRow* any = nullptr;
    std::vector<double> cov, rdc;
    double noise = std::nan("");
  };
  std::map<std::string, Line> lines;
  for (const MaterialRow* row : rows) {
    Line& line = lines[row->feature];
    line.any = row;
    line.cov.push_back(row->cov_percent);
    line.rdc.push_back(row->rdc);
  }
  for (const TruthRow* row : pooled) lines[row->feature].noise = row->feature_noise;
  std::vector<std::pair<double, const Line*>> order;
  for (const auto& [feature, line] : lines)
    if (line.any != nullptr) order.emplace_back(upper_median(line.cov), &line);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return (std::isnan(a.first) ? HUGE_VAL : a.first) < (std::isnan(b.first) ? HUGE_VAL : b.first);
  });
  Table table("",
              {{"Feature"},
               {"Median COV, %", true, "SD over mean of the levels, median over the materials"},
               {"Largest COV, %", true},
               {"Median RDC", true, "two scans on two levels differ by more in one of 20"},
               {"Feature noise", true, "SD between levels over SD between patients (Mackin 2015)"}},
              true);
  for (const auto& [cov, line] : order) {
    double largest = std::nan("");
    for (const double c : line->cov) largest = std::fmax(largest, c);
    table.row({breakable(line->any->feature), number(cov), number(largest),
               number(upper_median(line->rdc)) + unit_suffix(line->any->unit), number(line->noise, 2)});
  }
  return folded_long(count(order.size()) + " features of the materials", table.html(), order.size(),
                     "materials.csv", order.size() <= kShownRows);
}

Markup truth_table(const std::vector<const TruthRow*>& rows) {
  Table table("",
              {{"Feature"},
               {"Level"},
               {"Bias", true, "mean of scan minus truth"},
               {"95 % limits", true},
               {"Bias, %", true},
               {"Slope", true, "of the scan on the truth: 1 where both rise alike"},
               {"R\u00b2", true}},
              true);
  for (const TruthRow* row : rows)
    table.row({breakable(row->feature), row->level, number(row->bias) + unit_suffix(row->unit),
               number(row->bias_lower) + " to " + number(row->bias_upper), number(row->bias_percent),
               number(row->slope), number(row->r_squared, 3)});
  return folded_long(count(rows.size()) + " comparisons with the truth", table.html(), rows.size(),
                     "truth.csv", rows.size() <= kShownRows);
}

Markup question_part(const analysis::StudyResults& results, const std::string& question) {
  std::vector<const MaterialRow*> materials;
  std::vector<const TruthRow*> pooled, truth;
  for (const MaterialRow& row : results.phantoms.materials)
    if (row.question == question && row.n_levels > 1) materials.push_back(&row);
  for (const TruthRow& row : results.phantoms.truth)
    if (row.question == question) (row.level == "all" ? pooled : truth).push_back(&row);
  Markup out;
  if (!materials.empty()) out += materials_table(materials, pooled);
  if (!truth.empty()) {
    const auto near = std::count_if(truth.begin(), truth.end(), [](const TruthRow* row) {
      return row->slope_lower <= 1 && row->slope_upper >= 1 && row->bias_lower <= 0 && row->bias_upper >= 0;
    });
    out +=
        "<p>The truth is the same object without scanner. In " + count(near) + " of " + count(truth.size()) +
        " comparisons the limits of the bias hold 0 and those of the slope hold 1.</p>" + truth_table(truth);
  }
  if (out.empty()) return out;
  return "<h3>" + escape(question) + "</h3>" + out;
}

}  // namespace

Markup phantoms(const analysis::StudyResults& results) {
  Markup parts;
  for (const analysis::QuestionResult& question : results.questions)
    parts += question_part(results, question.question.name);
  if (parts.empty()) return {};
  const Markup of_materials =
      results.phantoms.materials.empty()
          ? Markup()
          : "<p>Materials are chosen to be unlike, so that an ICC over them says nothing; each is judged by itself. "
            "COV: how far the levels lie apart, in percent of the mean. RDC: two scans of one material on two levels "
            "differ by more in one of 20.</p>";
  return "<section id=\"phantoms\"><h2>Materials and truth</h2>" + of_materials + parts + "</section>\n";
}

}  // namespace radgauge::report::html
