#include "report/html_parts.h"

namespace radgauge::report::html {

Markup question_link(const analysis::StudyResults& results, std::size_t index) {
  return "<a href=\"#q" + count(index + 1) + "\">" + breakable(results.questions[index].question.name) +
         "</a>";
}

Markup family_title(const analysis::StudyResults& results, const std::string& family) {
  for (const auto& [name, help] : results.families)
    if (name == family) return escape(help);
  return family.empty() ? "features" : escape(family);
}

Markup key_values(const analysis::Facts& facts) {
  Markup out = "<dl class=\"kv\">";
  for (const auto& [name, value] : facts)
    out += "<dt>" + escape(name) + "</dt><dd>" + with_dois(value) + "</dd>";
  return out + "</dl>";
}

bool is_brief(const analysis::StudyResults& results) {
  std::size_t rows = 0;
  for (const analysis::QuestionResult& question : results.questions) rows += question.rows.size();
  return rows > 1300;
}

}  // namespace radgauge::report::html
