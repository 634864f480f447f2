#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreement/agreement.h"
#include "analysis/results.h"
#include "core/limits.h"

namespace radgauge::report {

// What all formats for people say in the same words: plain text, not yet HTML or Markdown.

/// What a question asks: "ICC(A,1), absolute agreement"; "ICC at least 0.9; RC at most 30 %; at least
/// 20 patients; unseen noise up to 5 times that seen".
std::string form_words(IccForm form);
/// Lines of text with their columns under each other, two blanks between them, none at the end of a line.
std::string aligned(const std::vector<std::vector<std::string>>& lines);
/// What decides a question: the form of its ICC, or the worst of its levels against base.
std::string asked_words(const agreement::Question& question);
std::string limits_words(const Limits& limits);
/// Of those that decide the question; of materials it says so.
std::string limits_words(const agreement::Question& question);
/// What the statistics of a question draw: "patient", or "material" of a phantom.
std::string_view subject_noun(const agreement::Question& question);
/// Those of several questions: "patients", "materials", or "patients or materials".
std::string subjects_words(const std::vector<analysis::QuestionResult>& questions);

/// Of certified features that some of `questions` did not move: "11 more are certified, but at least one
/// question left them unchanged in every object".
std::string unmoved_words(std::int64_t n, std::size_t questions);

/// "1 patient", "3 patients".
std::string counted_words(std::int64_t n, std::string_view noun);

/// With this number of decimals and a real minus sign: "-0.250".
std::string fixed_words(double value, int decimals);
/// One decimal: "12.4"; an en dash for a number that does not exist.
std::string percent_words(double percent);

}  // namespace radgauge::report
