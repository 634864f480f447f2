#include <cmath>

#include "report/html_parts.h"

namespace radgauge::report::html {

std::string form_words(agreement::IccForm form) {
  if (form == agreement::IccForm::one_way) return "ICC(1,1), one-way";
  return form == agreement::IccForm::agreement ? "ICC(A,1), absolute agreement" : "ICC(C,1), consistency";
}

std::string limits_words(const Limits& limits) {
  std::vector<std::string> words;
  const auto add = [&](const char* name, double limit, const char* unit) {
    if (!std::isnan(limit)) words.push_back(name + to_text(limit) + unit);
  };
  add("ICC at least ", limits.icc_lower, "");
  add("RC at most ", limits.rc_percent_upper, " %");
  add("wCV at most ", 100 * limits.wcv_upper, " %");
  add("at least ", limits.ndc_min, " distinct categories");
  add("bias at most ", limits.bias_max, " between-object SD");
  add("failures at most ", 100 * limits.failure_max, " %");
  return words.empty() ? "none" : join(words, "; ");
}

std::string question_link(const analysis::StudyResults& results, std::size_t index) {
  return "<a href=\"#q" + count(index + 1) + "\">" + breakable(results.questions[index].question.name) +
         "</a>";
}

std::string family_title(const analysis::StudyResults& results, const std::string& family) {
  for (const auto& [name, help] : results.families)
    if (name == family) return escape(help);
  return family.empty() ? "features" : escape(family);
}

std::string key_values(const analysis::Facts& facts) {
  std::string out = "<dl class=\"kv\">";
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
