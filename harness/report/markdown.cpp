#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "core/text.h"
#include "report/dose_summary.h"
#include "report/drift_words.h"
#include "report/formats.h"
#include "report/html_parts.h"
#include "report/simulated_real_text.h"
#include "report/words.h"

namespace radgauge::report {
namespace {

constexpr std::size_t kFeaturesShown = 500;  // a summary of a CI job holds 1 MiB

std::string integer(std::int64_t n) {
  return to_text(n);
}

// Text in a table or a sentence: what Markdown or HTML would take for its own is escaped.
std::string plain(std::string_view text) {
  std::string out;
  const auto is_word = [&](std::size_t i) {  // "_" inside a word is text
    return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_');
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r') {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else {
      const bool inside = c == '_' && i > 0 && is_word(i - 1) && is_word(i + 1);
      if (!inside && std::string_view("\\`*_{}[]#|~>&").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string icc_interval_text(const agreement::FeatureRow& row) {
  return (html::icc_number(row.icc) + " (" + html::icc_interval(row.icc_lower, row.icc_upper) + ")").html();
}

std::string decision_counts(const analysis::StudyResults& results) {
  std::string out = "| question | limits |";
  std::string rule = "|---|---|";
  for (const agreement::Decision decision : analysis::kDecisions) {
    out.append(" ").append(to_text(decision)).append(" |");
    rule += "---:|";
  }
  out += "\n" + rule + "\n";
  for (const analysis::QuestionResult& q : results.questions) {
    out += "| " + plain(q.question.name) + " | " + plain(limits_words(q.question)) + " |";
    for (const std::int64_t n : analysis::count_decisions(q.rows).of) out += " " + integer(n) + " |";
    out += "\n";
  }
  return out;
}

std::string outlook_lines(const analysis::StudyResults& results) {
  std::string out;
  for (const analysis::QuestionResult& q : results.questions) {
    const analysis::Outlook o = analysis::outlook(q);
    if (!q.obstacle.empty())
      out += "- " + plain(q.question.name) + ": not answered: " + plain(q.obstacle) + "\n";
    if (o.above > 0)
      out += "- " + plain(q.question.name) + ": " + integer(o.inconclusive) + " inconclusive; with about " +
             integer(static_cast<std::int64_t>(o.patients_for_half)) + " patients half of the " +
             integer(o.above) + " whose ICC is above the limit have at least an even chance\n";
    if (!q.power.empty()) out += "- " + plain(q.question.name) + ": " + plain(q.power) + "\n";
  }
  return out.empty() ? out : "\n### What would change it\n\n" + out;
}

std::string certified_table(const analysis::StudyResults& results) {
  std::vector<analysis::FeatureOverview> features = analysis::overview(results);
  std::erase_if(features, [](const analysis::FeatureOverview& f) { return !f.certified; });
  if (features.empty()) return {};
  std::string out =
      "\n### Certified by every question\n\n| feature | IBSI | weakest question | ICC (95 % interval) | % "
      "study variation |\n|---|---|---|---|---:|\n";
  for (std::size_t i = 0; i < std::min(kFeaturesShown, features.size()); ++i) {
    const analysis::FeatureOverview& f = features[i];
    out += "| " + plain(f.feature) + " | " + plain(f.ibsi_code) + " | " +
           (f.weakest == nullptr ? "- | -"
                                 : plain(f.weakest->question) + " | " + icc_interval_text(*f.weakest)) +
           " | " + (std::isnan(f.study_variation_percent) ? "-" : percent_words(f.study_variation_percent)) +
           " |\n";
  }
  if (features.size() > kFeaturesShown)
    out += "\n" + integer(static_cast<std::int64_t>(features.size() - kFeaturesShown)) +
           " more are in features.csv.\n";
  return out;
}

std::string dose_lines(const analysis::StudyResults& results) {
  std::string out;
  for (const analysis::QuestionResult& q : results.questions)
    for (const DoseSummary& summary : dose_summaries(q))
      out += "- " + plain(q.question.name) + ", " + plain(summary.label) + ": " +
             plain(dose_sentence(summary)) + "\n";
  return out.empty() ? out : "\n### What breaks first\n\n" + out;
}

std::string simulated_lines(const analysis::StudyResults& results) {
  std::string out;
  for (const agreement::SimulatedReal& pair : results.simulated_real)
    if (pair.obstacle.empty())
      out += "- " + plain(pair.simulated) + " against " + plain(pair.real) + ": " +
             plain(false_certified_sentence(pair)) + " " + plain(missed_sentence(pair)) + "\n";
  return out.empty() ? out : "\n### Simulated against real\n\n" + out;
}

std::string drift_lines(const analysis::StudyResults& results) {
  std::string out;
  for (const drift::ModelDrift& model : results.drift.models) {
    out += "- **" + plain(model.name) + "**:";
    for (const std::string& sentence : drift_sentences(model)) out += " " + plain(sentence);
    out += "\n";
  }
  return out.empty() ? out : "\n### Model drift\n\n" + out;
}

}  // namespace

std::string report_markdown(const analysis::StudyResults& results) {
  std::string out = "## " + plain(results.study) + "\n\n";
  if (results.questions.empty()) {
    out += "No question was asked: nothing was decided.\n";
  } else {
    const analysis::Certified c = analysis::certified_everywhere(results);
    out += "**" + integer(c.everywhere) + " of " + integer(c.features) + " features certified** by " +
           (results.questions.size() == 1 ? "the question" : "every question") +
           (c.unmoved > 0 ? "; " + unmoved_words(c.unmoved, results.questions.size()) : "") + ". ";
  }
  out += plain(results.sentence) + " " + integer(results.n_cells) + " cells, " +
         integer(results.n_failed_cells) + " failed.\n";
  if (!results.questions.empty())
    out += "\n" + decision_counts(results) + certified_table(results) + dose_lines(results) +
           simulated_lines(results) + outlook_lines(results);
  out += drift_lines(results);
  if (!results.notes.empty()) {
    out += "\n### Notes\n\n";
    for (const analysis::Note& note : results.notes) out += "- " + plain(note.text) + "\n";
  }
  if (!results.command.empty()) out += "\n    " + results.command + "\n";
  return out;
}

}  // namespace radgauge::report
