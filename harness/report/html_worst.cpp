#include <algorithm>
#include <map>

#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

constexpr std::size_t kHtmlWorstShown = 20;
constexpr std::size_t kObjectsShown = 8;

// Objects by the number of rows that they are the worst case of.
std::vector<std::pair<std::string, std::size_t>> by_object(
    const std::vector<const agreement::WorstCase*>& cases) {
  std::map<std::string, std::size_t> counts;
  for (const agreement::WorstCase* w : cases) ++counts[w->object];
  std::vector<std::pair<std::string, std::size_t>> list(counts.begin(), counts.end());
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return list;
}

Markup table(const std::vector<const agreement::WorstCase*>& cases, std::size_t from, std::size_t to) {
  Table out("", {{"Feature"},
                 {"Question"},
                 {"Object"},
                 {"Farthest under"},
                 {"Value there", true},
                 {"Mean of the object", true},
                 {"Share, %", true, "of the within-object sum of squares that this object causes"},
                 {"ICC", true},
                 {"ICC without it", true}});
  for (std::size_t i = from; i < to; ++i) {
    const agreement::WorstCase& w = *cases[i];
    out.row({breakable(w.feature), escape(w.question), escape(w.object),
             "<code>" + breakable(w.column) + "</code>", number(w.value, 4), number(w.object_mean, 4),
             percent_number(100 * w.share), icc_number(w.icc), icc_number(w.icc_without)});
  }
  return out.html();
}

}  // namespace

Markup worst_cases(const analysis::StudyResults& results) {
  std::vector<const agreement::WorstCase*> cases;
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::WorstCase& w : question.worst_cases) cases.push_back(&w);
  if (cases.empty()) return {};
  std::stable_sort(
      cases.begin(), cases.end(),
      [](const agreement::WorstCase* a, const agreement::WorstCase* b) { return a->share > b->share; });
  Markup out =
      "<section id=\"worst\"><h2>Worst cases</h2><p>The object to which a feature that is not certified owes "
      "most of its disagreement. Look at its image and contour first: a wrong mask is mended, a hard lesion "
      "is a finding.</p>";
  const auto objects = by_object(cases);
  if (objects.size() > 1) {
    out += "<p>Objects named most often: ";
    for (std::size_t i = 0; i < std::min(kObjectsShown, objects.size()); ++i)
      out += (i > 0 ? Markup(", ") : Markup()) + escape(objects[i].first) + " (" + count(objects[i].second) +
             ")";
    out += "; " + count(cases.size()) + " cases in all.</p>";
  }
  const std::size_t shown = std::min(kHtmlWorstShown, cases.size());
  out += table(cases, 0, shown);
  const std::size_t end = is_brief(results) ? std::min<std::size_t>(cases.size(), 100) : cases.size();
  if (end > shown)
    out += folded_long(count(end - shown) + " more", table(cases, shown, end), end - shown, "worst_cases.csv",
                       false);
  if (end < cases.size())
    out += "<p>The " + count(cases.size() - end) + " with smaller shares are left out.</p>";
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
