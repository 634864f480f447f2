#include "core/hash.h"
#include "core/text.h"
#include "report/base64.h"
#include "report/html_parts.h"

namespace radgauge::report {
namespace {

using html::Markup;

std::string bytes_of_hex(const std::string& hex) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return bytes;
}

// Nothing may be fetched, and no script may run but ours. Pictures stand in the page itself.
Markup policy() {
  return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" +
         Markup::trusted(base64(bytes_of_hex(sha256(html::script())))) +
         "'; base-uri 'none'; form-action 'none'";
}

Markup head(const analysis::StudyResults& results) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy() + "\">\n<title>" + html::escape(results.study) +
         " \u2013 radgauge report</title>\n<style>" + html::style() + "</style>\n</head>\n<body>\n<main>\n";
}

Markup title(const analysis::StudyResults& results) {
  Markup out = "<header><div class=\"kicker\">radgauge \u00b7 gauge R&amp;R report</div><h1>" +
               html::escape(results.study) + "</h1><dl class=\"facts\">";
  for (const auto& [name, value] : results.facts)
    out += "<div><dt>" + html::escape(name) + "</dt><dd>" + html::escape(value) + "</dd></div>";
  return out + "</dl></header>\n";
}

struct Part {
  std::string name;  ///< in the contents
  Markup id;
  Markup html;
};

std::vector<Part> parts(const analysis::StudyResults& results) {
  std::vector<Part> list = {{"Study", "study", html::study(results)},
                            {"All features", "features", html::general_table(results)},
                            {"Forest plot", "forest", html::forest_section(results)},
                            {"Families", "heat", html::heat_map(results)}};
  for (std::size_t i = 0; i < results.questions.size(); ++i)
    list.push_back(
        {results.questions[i].question.name, "q" + html::count(i + 1), html::question(results, i)});
  list.push_back({"Model drift", "drift", html::drift(results)});
  list.push_back({"Simulated against real", "simulated", html::simulated_real(results)});
  list.push_back({"Dose response", "doses", html::dose_response(results)});
  list.push_back({"Phantoms", "phantoms", html::phantoms(results)});
  list.push_back({"Worst cases", "worst", html::worst_cases(results)});
  list.push_back({"Failures", "failures", html::failures(results)});
  list.push_back({"Redundancy", "confounding", html::confounding(results)});
  list.push_back({"Pictures", "sheets", html::contact_sheets(results)});
  list.push_back({"Magnitudes", "magnitudes", html::magnitudes(results)});
  list.push_back({"Methods", "methods", html::methods(results)});
  list.push_back({"Glossary", "glossary", html::glossary()});
  list.push_back({"Provenance", "provenance", html::provenance(results)});
  std::erase_if(list, [](const Part& part) { return part.html.empty(); });
  return list;
}

}  // namespace

std::string report_html(const analysis::StudyResults& results) {
  const std::vector<Part> list = parts(results);
  Markup out = head(results) + title(results) + "<nav aria-label=\"Contents\">";
  for (const Part& part : list) out += "<a href=\"#" + part.id + "\">" + html::escape(part.name) + "</a>";
  out += "</nav>\n" + html::verdict(results);
  for (const Part& part : list) out += part.html;
  out +=
      "<footer>Every number of this page is in <code>features.csv</code>, <code>cells.csv</code> and "
      "<code>summary.json</code> beside it, at full precision.</footer>\n</main>\n<script>" +
      Markup::trusted(std::string(html::script())) + "</script>\n</body>\n</html>\n";
  return out.html();
}

}  // namespace radgauge::report
