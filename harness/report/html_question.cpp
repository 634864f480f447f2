#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "report/html_parts.h"
#include "statistics/distributions.h"

namespace radgauge::report::html {
namespace {

std::string form_words(IccForm form) {
  if (form == IccForm::one_way) return "ICC(1,1), one-way";
  return form == IccForm::agreement ? "ICC(A,1), absolute agreement" : "ICC(C,1), consistency";
}

std::string limits_words(const Limits& limits) {
  std::vector<std::string> words;
  if (!std::isnan(limits.icc_lower)) words.push_back("ICC at least " + to_text(limits.icc_lower));
  if (!std::isnan(limits.rc_percent_upper))
    words.push_back("RC at most " + to_text(limits.rc_percent_upper) + " %");
  if (!std::isnan(limits.wcv_upper)) words.push_back("wCV at most " + to_text(limits.wcv_upper));
  return words.empty() ? "none" : join(words, "; ");
}

std::string counts_bar(const DecisionCounts& counts) {
  std::string out = "<div class=\"bar\">";
  for (std::size_t d = 0; d < 4; ++d)
    if (counts.of[d] > 0)
      out += "<span class=\"d" + std::to_string(d) + "\" style=\"flex:" + std::to_string(counts.of[d]) +
             "\"></span>";
  return out + "</div>";
}

// The interval from 0 to 1 at a glance; a tick marks the limit.
std::string strip(const FeatureRow& row, double limit) {
  if (std::isnan(row.icc_lower)) return {};
  const auto x = [](double icc) { return to_text(std::round(std::clamp(icc, 0.0, 1.0) * 1000) / 10); };
  std::string out =
      "<svg width=\"104\" height=\"11\" viewBox=\"-2 0 104 11\"><path class=\"z\" d=\"M0 5.5H100\"/>";
  if (limit > 0 && limit <= 1) out += "<path class=\"l\" d=\"M" + x(limit) + " 0V11\"/>";
  const std::string decision = std::to_string(decision_index(row.decision));
  out += "<g class=\"t" + decision + "\"><path stroke-width=\"2.4\" d=\"M" + x(row.icc_lower) + " 5.5H" +
         x(row.icc_upper) + "\"/>";
  return out + "<circle cx=\"" + x(row.icc) + "\" cy=\"5.5\" r=\"2.6\"/></g></svg>";
}

std::string failure_text(double rate) {
  return rate == 0 ? "0" : number(100 * rate, 2) + "\u202f%";
}

std::string cell(const char* style, const std::string& content) {
  return std::string("<td class=\"") + style + "\">" + content + "</td>";
}

// RC % has a column where the question sets a limit on it.
bool shows_rc_percent(const Limits& limits) {
  return !std::isnan(limits.rc_percent_upper);
}

std::string table_row(const FeatureRow& row, const Limits& limits) {
  std::string out = "<tr><td class=\"f q\">" + breakable(row.feature);
  if (!row.ibsi_code.empty()) out += " <span>" + escape(row.ibsi_code) + "</span>";
  out += "</td><td>" + badge(row.decision) + "</td>" + cell("n", icc_number(row.icc)) +
         cell("n", icc_interval(row.icc_lower, row.icc_upper)) + cell("s", strip(row, limits.icc_lower)) +
         "<td>" + escape(row.icc_class) + "</td>" +
         cell("n", number(row.rc) + (std::isnan(row.rc) ? std::string() : unit_suffix(row.unit))) +
         cell("n", number(100 * row.wcv)) + cell("n", number(row.bias));
  if (shows_rc_percent(limits)) out += cell("n", number(100 * kRepeatabilityFactor * row.wcv));
  return out + cell("n", failure_text(row.failure_rate)) + cell("w", escape(row.reason)) + "</tr>\n";
}

std::string table(const QuestionResult& q) {
  std::string out = "<details open><summary>All " + std::to_string(q.rows.size()) +
                    " features, by lower limit</summary><div class=\"scroll\"><table><thead><tr>"
                    "<th>Feature, IBSI code</th><th>Decision</th><th class=\"n\">ICC</th>"
                    "<th class=\"n\">95 % interval</th><th>0 to 1, limit dashed</th><th>Class</th>"
                    "<th class=\"n\">RC</th><th class=\"n\">wCV %</th><th class=\"n\" title=\"mean change "
                    "against base\">Bias</th>";
  if (shows_rc_percent(q.question.limits)) out += "<th class=\"n\">RC %</th>";
  out += "<th class=\"n\">Failed</th><th>Why, and notes</th></tr></thead><tbody>\n";
  for (const FeatureRow* row : by_lower_limit(q.rows)) out += table_row(*row, q.question.limits);
  return out + "</tbody></table></div></details>\n";
}

std::string headline(const StudyResults& results) {
  if (results.questions.empty())
    return "No question was asked: the features were measured, nothing was decided.";
  const Certified c = certified_everywhere(results);
  std::string out =
      std::to_string(c.everywhere) + " of " + std::to_string(c.features) + " features certified";
  if (results.questions.size() == 2) out += " by both questions";
  if (results.questions.size() > 2)
    out += " by all " + std::to_string(results.questions.size()) + " questions";
  return out;
}

}  // namespace

std::string verdict(const StudyResults& results) {
  std::string out = "<section class=\"banner\" id=\"verdict\"><p class=\"big\">" + headline(results) +
                    "</p><p class=\"sub\">";
  out += results.n_failed_cells == 0
             ? "All " + std::to_string(results.n_cells - results.n_absent_cells) +
                   " cells were measured; none failed."
             : std::to_string(results.n_failed_cells) + " of " + std::to_string(results.n_cells) +
                   " cells failed: see <a href=\"#failures\">Failures</a>.";
  out += "</p>";
  for (const std::string& note : results.notes) out += "<p class=\"note\">" + escape(note) + "</p>";
  if (results.questions.empty()) return out + "</section>\n";
  out += "<div class=\"scroll\"><table><thead><tr><th>Question</th><th>Limits</th><th>Features</th>";
  for (const std::string_view word : kDecisions) out += "<th class=\"n\">" + badge(word) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const QuestionResult& q = results.questions[i];
    const DecisionCounts counts = count_decisions(q.rows);
    out += "<tr><td class=\"f\"><a href=\"#q" + std::to_string(i + 1) + "\">" + escape(q.question.name) +
           "</a></td><td>" + limits_words(q.question.limits) + "</td><td>" + counts_bar(counts) + "</td>";
    for (const std::int64_t count : counts.of) out += "<td class=\"n\">" + std::to_string(count) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table></div></section>\n";
}

std::string question(const QuestionResult& q, std::size_t index) {
  std::string out = "<section id=\"q" + std::to_string(index + 1) +
                    "\"><h2>Question: " + escape(q.question.name) +
                    "</h2><dl class=\"facts\"><div><dt>over</dt><dd>" + escape(q.question.over) +
                    "</dd></div><div><dt>form</dt><dd>" + form_words(q.question.form) +
                    "</dd></div><div><dt>limits</dt><dd>" + limits_words(q.question.limits) + "</dd></div>";
  std::int64_t patients = 0, objects = 0, conditions = 0;
  for (const FeatureRow& row : q.rows) {
    patients = std::max(patients, row.n_patients);
    objects = std::max(objects, row.n_objects);
    conditions = std::max(conditions, row.n_conditions);
  }
  out += "<div><dt>measured</dt><dd>" + std::to_string(patients) + " patients, " + std::to_string(objects) +
         " objects, " + std::to_string(conditions) + " conditions</dd></div></dl>";
  if (!q.obstacle.empty()) out += "<p class=\"note\">Not answered: " + escape(q.obstacle) + "</p>";
  if (q.obstacle.empty()) out += forest(q);
  if (!q.rows.empty()) out += table(q);
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
