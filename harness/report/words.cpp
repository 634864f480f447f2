#include "report/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/text.h"

namespace radgauge::report {

std::string form_words(IccForm form) {
  if (form == IccForm::one_way) return "ICC(1,1), one-way";
  return form == IccForm::agreement ? "ICC(A,1), absolute agreement" : "ICC(C,1), consistency";
}

std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> width;
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (c == width.size()) width.push_back(0);
      width[c] = std::max(width[c], line[c].size());
    }
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t c = 0; c < line.size(); ++c) {
      text += line[c];
      if (c + 1 < line.size()) text += std::string(width[c] - line[c].size() + 2, ' ');
    }
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string asked_words(const agreement::Question& question) {
  return question.against == Against::base ? "ICC(A,1), worst level against base" : form_words(question.form);
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
  if (words.empty()) return "none";
  add("at least ", limits.patients_min, " patients");
  if (limits.unseen_noise_ratio > 1)
    add("unseen noise up to ", limits.unseen_noise_ratio, " times that seen");
  return join(words, "; ");
}

std::string limits_words(const agreement::Question& question) {
  return (question.objects == Objects::materials ? "of materials: " : "") +
         limits_words(agreement::deciding_limits(question));
}

std::string_view subject_noun(const agreement::Question& question) {
  return question.objects == Objects::materials ? "material" : "patient";
}

std::string subjects_words(const std::vector<analysis::QuestionResult>& questions) {
  const auto of = [&](Objects objects) {
    return std::any_of(questions.begin(), questions.end(),
                       [&](const analysis::QuestionResult& q) { return q.question.objects == objects; });
  };
  if (!of(Objects::materials)) return "patients";
  return of(Objects::patients) ? "patients or materials" : "materials";
}

std::string unmoved_words(std::int64_t n, std::size_t questions) {
  return to_text(n) + " more " + (n == 1 ? "is" : "are") + " certified, but " +
         (questions == 1 ? "the question" : "at least one question") + " left " + (n == 1 ? "it" : "them") +
         " unchanged in every object";
}

std::string counted_words(std::int64_t n, std::string_view noun) {
  return to_text(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string fixed_words(double value, int decimals) {
  std::array<char, 400> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals)
          .ptr;
  const std::string text(buffer.data(), end);
  return text.starts_with('-') ? "\u2212" + text.substr(1) : text;
}

std::string percent_words(double percent) {
  return std::isnan(percent) ? "\u2013" : fixed_words(percent, 1);
}

}  // namespace radgauge::report
