#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "report/certificate.h"
#include "report/certificate_parts.h"
#include "report/html_parts.h"
#include "report/words.h"

namespace radgauge::report {
namespace {

using html::count;
using html::escape;
using html::Markup;

Markup statement(const analysis::StudyResults& results) {
  if (results.questions.empty()) return "No question was asked: nothing is certified.";
  const analysis::Certified c = analysis::certified_everywhere(results);
  Markup text = count(c.everywhere) + " of " + count(c.features) + " features are certified";
  const std::size_t n = results.questions.size();
  text += n == 1   ? " by question " + escape(results.questions.front().question.name)
          : n == 2 ? Markup(" by both questions")
                   : " by all " + count(n) + " questions";
  return c.unmoved > 0 ? text + "; " + escape(unmoved_words(c.unmoved, n)) : text;
}

Markup list(const Markup& style, const std::vector<std::string>& items) {
  Markup out = "<ul class=\"" + style + "\">";
  for (const std::string& item : items) out += "<li>" + escape(item) + "</li>";
  return out + "</ul>\n";
}

Markup facts(const Markup& style, const analysis::Facts& entries) {
  Markup out = "<dl class=\"" + style + "\">";
  for (const auto& [name, value] : entries)
    out += "<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>";
  return out + "</dl>\n";
}

Markup title(const analysis::StudyResults& results, const analysis::Certificate& c) {
  return "<header><p class=\"kicker\">radgauge \u00b7 gauge R&amp;R for radiomics</p><h1>Certificate of "
         "feature repeatability and reproducibility</h1><p class=\"ids\"><span>No. <b>" +
         escape(c.number) + "</b></span><span>Protocol <b>" + escape(results.study) +
         "</b></span><span>Measured <b>" + escape(c.measured_on) + "</b></span><span>Valid until <b>" +
         escape(c.valid_until) + "</b></span></p></header>\n";
}

constexpr char kFilledIn[] = "<meta name=\"radgauge-filled-in\" content=\"";

/// Whose certificate this is, for a program that would write over it.
Markup filled_in(const analysis::Certificate& c) {
  std::vector<std::string> by;
  for (const std::string* text : {&c.name, &c.role, &c.issued_on})
    if (!trim(*text).empty()) by.push_back(*text);
  return by.empty() ? Markup() : Markup(kFilledIn) + escape(join(by, ", ")) + "\">\n";
}

Markup verdict(const analysis::StudyResults& results, const analysis::Certificate& c) {
  Markup out =
      "<section class=\"verdict\"><p class=\"big\">" + statement(results) +
      ".</p><p>This holds for what stands under Scope. A feature is certified by a question when the whole "
      "95\u202f% interval over " +
      escape(subjects_words(results.questions)) + " meets every limit of the question.";
  if (results.n_failed_cells > 0)
    out += " " + count(results.n_failed_cells) + " of " + count(results.n_cells) + " cells failed.";
  out += "</p>";
  if (c.deviations.empty())
    return out +
           "<p>Questions and limits are those that were fixed before the first measurement.</p></section>\n";
  return out +
         "<p class=\"warn\">Questions or limits were changed after the measurement began; the decisions "
         "follow the change:</p>" +
         list("warn", c.deviations) + "</section>\n";
}

Markup decisions(const analysis::StudyResults& results) {
  Markup out =
      "<section><h2>Decisions</h2><table "
      "class=\"wide\"><thead><tr><th></th><th>Question</th><th>Form</th><th>Limits</th>";
  for (const agreement::Decision d : analysis::kDecisions)
    out += "<th class=\"n\">" + certificate_symbol(d) + " " + escape(to_text(d)) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const analysis::QuestionResult& q = results.questions[i];
    const analysis::DecisionCounts counts = analysis::count_decisions(q.rows);
    const Markup over = q.question.over == q.question.name ? Markup() : ", over " + escape(q.question.over);
    const std::string form = asked_words(q.question);
    const bool base = q.question.against == Against::base;
    out += "<tr><td><b>" + escape(question_letter(i)) + "</b></td><td>" + escape(q.question.name) + over +
           "</td><td>" + escape(base ? form : form.substr(0, form.find(", "))) + "</td><td>" +
           escape(limits_words(q.question)) + "</td>";
    for (const std::int64_t n : counts.of) out += "<td class=\"n\">" + count(n) + "</td>";
    out += "</tr>\n";
    if (!q.obstacle.empty())
      out += "<tr><td></td><td colspan=\"7\">Not answered: " + escape(q.obstacle) + "</td></tr>\n";
  }
  return out + "</tbody></table></section>\n";
}

Markup field(const Markup& label, const std::string& value) {
  return "<div><span class=\"line\">" + (value.empty() ? Markup("&nbsp;") : escape(value)) +
         "</span><span class=\"label\">" + label + "</span></div>";
}

Markup signature(const analysis::Certificate& c) {
  return "<section class=\"sign\"><h2>Released for use</h2><p>I have read the scope, the deviations and what "
         "is not covered.</p><div class=\"fields\">" +
         field("Name", c.name) + field("Role", c.role) + field("Date", c.issued_on) + field("Signature", "") +
         "</div></section>\n";
}

Markup range(double low, double high) {
  if (std::isnan(low) && std::isnan(high)) return html::number(low);
  return low == high ? html::number(low) : html::number(low) + " to " + html::number(high);
}

Markup spaced(const std::string& name) {
  std::string out = name;
  std::replace(out.begin(), out.end(), '_', ' ');
  return escape(out);
}

/// The magnitudes of one group and operation from `first` on: asked for, and achieved.
Markup perturbation(const std::vector<analysis::MagnitudeSummary>& magnitudes, std::size_t first,
                    std::size_t last, bool new_group) {
  std::vector<Markup> requested, achieved;
  std::int64_t limited = 0;
  for (std::size_t i = first; i < last; ++i) {
    const analysis::MagnitudeSummary& m = magnitudes[i];
    if (!std::isnan(m.requested_min))
      requested.push_back(spaced(m.parameter) + " " + range(m.requested_min, m.requested_max));
    achieved.push_back(spaced(m.parameter) + " " + range(m.achieved_min, m.achieved_max) +
                       html::unit_suffix(m.unit));
    limited = std::max(limited, m.n_limited);
  }
  return "<tr><td>" + (new_group ? escape(magnitudes[first].group) : Markup()) + "</td><td>" +
         escape(magnitudes[first].operation) + "</td><td>" + html::joined(requested, "; ") + "</td><td>" +
         html::joined(achieved, "; ") + "</td><td class=\"n\">" + count(limited) + " of " +
         count(magnitudes[first].n) + "</td></tr>\n";
}

Markup perturbations(const analysis::StudyResults& results) {
  const std::vector<analysis::MagnitudeSummary>& all = results.magnitudes;
  if (all.empty()) return {};
  Markup out =
      "<section><h2>Perturbations, as achieved</h2><table "
      "class=\"wide\"><thead><tr><th>Group</th><th>Operation</th><th>Requested</th><th>Achieved, least to "
      "most</th><th class=\"n\">Cells short of it</th></tr></thead><tbody>\n";
  for (std::size_t first = 0; first < all.size();) {
    std::size_t last = first;
    while (last < all.size() && all[last].group == all[first].group &&
           all[last].operation == all[first].operation)
      ++last;
    out += perturbation(all, first, last, first == 0 || all[first].group != all[first - 1].group);
    first = last;
  }
  return out + "</tbody></table></section>\n";
}

Markup provenance(const analysis::Certificate& c) {
  return "<section><h2>What it rests on</h2>" + facts("hash", c.hashes) +
         "<p>The number of the certificate is made from the first two of these hashes, the day it expires, "
         "and name, role and date of the signature; <code>sha256sum</code> on the two files tells whether "
         "they are still the same. " +
         escape(c.software) + "</p></section>\n";
}

}  // namespace

std::string certificate_html(const analysis::StudyResults& results, const analysis::Certificate& c) {
  Markup out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n" +
      filled_in(c) + "<title>" + escape(c.number) + " \u2013 " + escape(results.study) + "</title>\n<style>" +
      certificate_style(c.number, results.study) + "</style>\n</head>\n<body>\n<main>\n";
  out += title(results, c) + verdict(results, c);
  out += "<section><h2>Scope</h2>" + facts("scope", c.scope) + "</section>\n";
  out += decisions(results) + certificate_evidence(results);
  if (!c.remarks.empty()) out += "<section><h2>Remarks</h2>" + list("plain", c.remarks) + "</section>\n";
  out += "<section><h2>Not covered</h2>" + list("plain", c.not_covered) + "</section>\n";
  out += signature(c) + certificate_features(results) + certificate_spread(results) + perturbations(results) +
         provenance(c);
  out += "</main>\n</body>\n</html>\n";
  return out.html();
}

std::string filled_in_by(std::string_view page) {
  const auto at = page.find(kFilledIn);
  if (at == std::string_view::npos) return {};
  const auto begin = at + std::string_view(kFilledIn).size();
  return std::string(page.substr(begin, page.find('"', begin) - begin));
}

}  // namespace radgauge::report
