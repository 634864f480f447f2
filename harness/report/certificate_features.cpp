#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "report/certificate_parts.h"
#include "report/html_parts.h"

namespace radgauge::report {
namespace {

using html::escape;
using html::Markup;

/// Questions beside each other in one table; more do not fit the width of a page.
constexpr std::size_t kColumns = 6;

/// A feature over the questions, in their order.
struct Line {
  std::string feature;
  std::string code;
  std::vector<const agreement::FeatureRow*> rows;  ///< nullptr where a question has none
  std::size_t certified = 0;
  bool apart = false;  ///< certified by every question, of which one did not move it
};

std::vector<Line> lines_of(const analysis::StudyResults& results) {
  std::vector<Line> lines;
  std::map<std::string, std::size_t> at;
  for (std::size_t q = 0; q < results.questions.size(); ++q)
    for (const agreement::FeatureRow& row : results.questions[q].rows) {
      if (!row.stratum.is_all()) continue;
      const auto [it, is_new] = at.emplace(row.feature, lines.size());
      if (is_new) {
        lines.emplace_back();
        lines.back().feature = row.feature;
        lines.back().code = row.ibsi_code;
        lines.back().rows.resize(results.questions.size(), nullptr);
      }
      Line& line = lines[it->second];
      line.rows[q] = &row;
      line.certified += row.decision == agreement::Decision::certified ? 1 : 0;
    }
  for (Line& line : lines)
    line.apart = line.certified == results.questions.size() &&
                 std::any_of(line.rows.begin(), line.rows.end(),
                             [](const agreement::FeatureRow* row) { return row != nullptr && row->unmoved; });
  // Within a group the order of the study, so that a family stands together.
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return a.certified != b.certified ? a.certified > b.certified : a.apart < b.apart;
  });
  return lines;
}

/// Three decimals without the leading zero, never rounded up to 1: ".934", "> .999".
Markup short_icc(double value) {
  if (value < 1 && value >= 0.9995) return "&gt;\u202f.999";
  std::string words = fixed_words(value, 3);
  if (const auto zero = words.find("0."); zero != std::string::npos) words.erase(zero, 1);
  return escape(words);
}

Markup interval(const agreement::FeatureRow& row) {
  if (std::isnan(row.icc_lower) || std::isnan(row.icc_upper)) return {};
  if (row.icc_lower == 1) return "unchanged";
  const Markup lower = short_icc(row.icc_lower), upper = short_icc(row.icc_upper);
  return lower == upper ? lower : lower + "\u2013" + upper;
}

Markup cell(const agreement::FeatureRow* row) {
  if (row == nullptr) return "<td></td>";
  return (row->decision == agreement::Decision::certified ? Markup("<td class=\"c\">")
                                                          : Markup("<td class=\"o\">")) +
         certificate_symbol(row->decision) + " " + interval(*row) + "</td>";
}

bool same_group(const Line& a, const Line& b) {
  return a.certified == b.certified && a.apart == b.apart;
}

std::string group_heading(const Line& line, std::size_t n_questions, std::size_t n) {
  const std::size_t certified = line.certified;
  std::string text = "Certified by none";
  if (line.apart)
    text = n_questions == 1 ? "Certified, but unchanged in every object"
                            : "Certified by every question, but unchanged in every object under one or more";
  else if (certified == n_questions)
    text = n_questions == 1 ? "Certified" : "Certified by every question";
  else if (certified > 0)
    text = "Certified by " + to_text(static_cast<std::int64_t>(certified)) + " of " +
           to_text(static_cast<std::int64_t>(n_questions)) + " questions";
  return text + ": " + to_text(static_cast<std::int64_t>(n));
}

Markup table(const std::vector<Line>& lines, std::size_t first, std::size_t last, std::size_t n_questions) {
  const std::string columns = to_text(static_cast<std::int64_t>(last - first + 1));
  Markup out = "<table><thead><tr><th>Feature, IBSI code</th>";
  for (std::size_t q = first; q < last; ++q) out += "<th class=\"q\">" + escape(question_letter(q)) + "</th>";
  out += "</tr></thead>\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 || !same_group(lines[i], lines[i - 1])) {
      const auto n = std::count_if(lines.begin(), lines.end(),
                                   [&](const Line& line) { return same_group(line, lines[i]); });
      out += (i == 0 ? Markup() : Markup("</tbody>\n")) + "<tbody><tr class=\"g\"><th colspan=\"" +
             escape(columns) + "\">" +
             escape(group_heading(lines[i], n_questions, static_cast<std::size_t>(n))) + "</th></tr>\n";
    }
    out += "<tr><td class=\"f\">" + escape(lines[i].feature) + " <span>" + escape(lines[i].code) +
           "</span></td>";
    for (std::size_t q = first; q < last; ++q) out += cell(lines[i].rows[q]);
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

}  // namespace

std::string question_letter(std::size_t index) {
  if (index < 26) return std::string(1, static_cast<char>('A' + index));
  return to_text(static_cast<std::int64_t>(index + 1));
}

Markup certificate_symbol(agreement::Decision decision) {
  static const Markup shapes[] = {"\u25cf", "\u25b2", "\u25c6", "\u25cb"};
  return "<b class=\"d" + html::count(static_cast<int>(decision)) + "\">" +
         shapes[static_cast<std::size_t>(decision)] + "</b>";
}

Markup certificate_features(const analysis::StudyResults& results) {
  const std::vector<Line> lines = lines_of(results);
  if (lines.empty()) return {};
  Markup out = "<section class=\"annex\"><h2>Features</h2><p class=\"legend\">";
  for (std::size_t d = 0; d < 4; ++d)
    out += (d == 0 ? Markup() : Markup(" \u00b7 ")) + certificate_symbol(analysis::kDecisions[d]) + " " +
           escape(to_text(analysis::kDecisions[d]));
  out += " \u2003 ";
  for (std::size_t q = 0; q < results.questions.size(); ++q)
    out += (q == 0 ? Markup("<b>") : Markup(" \u00b7 <b>")) + escape(question_letter(q)) + "</b> " +
           escape(results.questions[q].question.name);
  out +=
      "<br>Interval of the ICC, 95\u202f%, without the leading 0. Unchanged: the question did not put the "
      "feature to the test. A limit on another quantity can decide against a good ICC.</p>\n";
  const std::size_t n = results.questions.size();
  for (std::size_t first = 0; first < n; first += kColumns) {
    const std::size_t last = std::min(n, first + kColumns);
    out += "<div class=\"features " + (n <= 2 ? Markup("two") : Markup("one")) + "\">" +
           table(lines, first, last, n) + "</div>\n";
  }
  return out + "</section>\n";
}

}  // namespace radgauge::report
