#include "report/html_parts.h"

namespace radgauge::report {
namespace {

std::string head(const StudyResults& results) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html::escape(results.study) + " \u2013 radgauge report</title>\n<style>" +
         std::string(html::style()) + "</style>\n</head>\n<body>\n<main>\n";
}

std::string title(const StudyResults& results) {
  std::string out = "<header><div class=\"kicker\">radgauge \u00b7 gauge R&amp;R report</div><h1>" +
                    html::escape(results.study) + "</h1><dl class=\"facts\">";
  for (const auto& [name, value] : results.facts)
    out += "<div><dt>" + html::escape(name) + "</dt><dd>" + html::escape(value) + "</dd></div>";
  return out + "</dl></header>\n";
}

std::string contents(const StudyResults& results) {
  std::string out = "<nav><a href=\"#study\">Study</a>";
  for (std::size_t i = 0; i < results.questions.size(); ++i)
    out += "<a href=\"#q" + std::to_string(i + 1) + "\">" + html::escape(results.questions[i].question.name) +
           "</a>";
  out += "<a href=\"#failures\">Failures</a>";
  if (!results.magnitudes.empty()) out += "<a href=\"#magnitudes\">Magnitudes</a>";
  return out + "<a href=\"#methods\">Methods</a><a href=\"#provenance\">Provenance</a></nav>\n";
}

}  // namespace

std::string report_html(const StudyResults& results) {
  std::string out =
      head(results) + title(results) + html::verdict(results) + contents(results) + html::study(results);
  for (std::size_t i = 0; i < results.questions.size(); ++i) out += html::question(results.questions[i], i);
  out += html::failures(results) + html::magnitudes(results) + html::methods(results) +
         html::provenance(results);
  return out +
         "<footer>Every number of this page is in <code>features.csv</code>, <code>cells.csv</code> and "
         "<code>summary.json</code> beside it, at full precision.</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace radgauge::report
