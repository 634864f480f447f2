#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_drift.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

constexpr std::size_t kInputsInHeadline = 15;
constexpr std::size_t kConditionsInHeadline = 6;

// "noise.white.sd 12.3 HU" for each factor that the feature was asked under.
Markup critical_words(const analysis::StudyResults& results, const std::string& feature) {
  Markup out;
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::CriticalRow& row : question.critical.rows) {
      if (row.feature != feature) continue;
      if (!out.empty()) out += "<br>";
      out += escape(row.factor) + " ";
      if (row.answer == agreement::CriticalPlace::not_estimable)
        out += element("span", {{"title", row.reason}}, "\u2013");
      else if (row.answer == agreement::CriticalPlace::below_smallest)
        out += "below the smallest tested";
      else
        out += (row.answer == agreement::CriticalPlace::beyond_largest ? Markup("&gt; ") : Markup()) +
               number(row.critical) + unit_suffix(row.unit);
    }
  return out.empty()
             ? element("span", {{"title", std::string("no question over a group of design oat")}}, "\u2013")
             : out;
}

double share_of(const drift::ConditionDrift& condition, const models::Input& input) {
  for (const drift::InputShare& share : condition.attribution)
    if (share.input == input) return share.score_shift;
  return kNaN;
}

// The conditions on which the score moves most, in the order in which they stand.
std::vector<const drift::ConditionDrift*> headline_conditions(const drift::ModelDrift& model) {
  std::vector<const drift::ConditionDrift*> out;
  for (std::size_t c = 1; c < model.conditions.size(); ++c)
    if (!model.conditions[c].attribution.empty()) out.push_back(&model.conditions[c]);
  if (out.size() <= kConditionsInHeadline) return out;
  std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) {
    return std::abs(a->score_shift.value) > std::abs(b->score_shift.value);
  });
  out.resize(kConditionsInHeadline);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Markup drift_headline(const analysis::StudyResults& results, const drift::ModelDrift& model) {
  const auto conditions = headline_conditions(model);
  if (conditions.empty()) return {};
  std::map<std::string, drift::Estimate> icc;
  for (const drift::InputAgreement& a : results.drift.agreements) icc[a.input.name] = a.icc;
  std::vector<std::pair<double, models::Input>> order;
  for (const drift::InputShare& share : conditions.front()->attribution) {
    double largest = 0;
    for (const auto* c : conditions) largest = std::fmax(largest, std::abs(share_of(*c, share.input)));
    order.push_back({largest, share.input});
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Column> columns{
      {"Input"},
      {"ICC(A,1)", true, "over all conditions, with F limits"},
      {"Critical magnitude", false,
       "largest perturbation of each factor under which the feature still meets its limit"}};
  for (const auto* c : conditions)
    columns.push_back({escape(c->name), true, "what the input adds to the shift of the mean score"});
  Table table("", columns);
  for (std::size_t i = 0; i < std::min(kInputsInHeadline, order.size()); ++i) {
    const models::Input& input = order[i].second;
    const bool is_feature = input.kind == models::Input::Kind::feature;
    std::vector<Cell> row{"<code>" + breakable(input.name) + "</code>",
                          is_feature ? drift_estimate(icc[input.name]) : Markup("covariate"),
                          is_feature ? critical_words(results, input.name) : Markup()};
    for (const auto* c : conditions) row.emplace_back(number(share_of(*c, input)));
    table.row(row);
  }
  std::vector<Cell> total{"<b>Shift of the score</b>", "", ""};
  for (const auto* c : conditions) total.emplace_back(drift_estimate(c->score_shift));
  table.row(total);
  Markup note;
  if (order.size() > kInputsInHeadline)
    note = "<p class=\"foot\">The " + count(kInputsInHeadline) + " inputs with the largest shares of " +
           count(order.size()) + "; all are in <code>drift.json</code>.</p>";
  return "<h4>Which inputs moved the score, and how far they can be trusted</h4>" + table.html() + note;
}

}  // namespace radgauge::report::html
