#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/nan.h"
#include "core/text.h"
#include "report/certificate_parts.h"
#include "report/html_parts.h"
#include "statistics/icc.h"

namespace radgauge::report {
namespace {

using agreement::Decision;
using agreement::FeatureRow;
using analysis::QuestionResult;
using html::escape;
using html::Markup;

bool is_tested_certificate(const FeatureRow& row) {
  return row.stratum.is_all() && row.decision == Decision::certified && !row.unmoved;
}

Markup least_to_most(const QuestionResult& q, std::int64_t FeatureRow::*count_of) {
  std::int64_t least = -1, most = -1;
  for (const FeatureRow& row : q.rows) {
    if (!row.stratum.is_all() || row.*count_of == 0) continue;
    least = least < 0 ? row.*count_of : std::min(least, row.*count_of);
    most = std::max(most, row.*count_of);
  }
  if (most < 0) return "0";
  return least == most ? html::count(most) : html::count(least) + " to " + html::count(most);
}

/// The largest of a quantity over the features that the question certifies and put to the test.
double largest(const QuestionResult& q, double FeatureRow::*value) {
  double most = kNaN;
  for (const FeatureRow& row : q.rows)
    if (is_tested_certificate(row) && !(row.*value <= most)) most = row.*value;
  return most;
}

/// Features that are certified over all objects and miss a limit in a stratum: "volume small 3 (a, b, c)".
std::vector<std::string> lost_in_strata(const QuestionResult& q) {
  std::set<std::string> certified;
  for (const FeatureRow& row : q.rows)
    if (row.stratum.is_all() && row.decision == Decision::certified) certified.insert(row.feature);
  std::map<std::string, std::vector<std::string>> lost;
  for (const FeatureRow& row : q.rows)
    if (!row.stratum.is_all() && row.decision == Decision::not_certified && certified.contains(row.feature))
      lost[to_text(row.stratum)].push_back(row.feature);
  std::vector<std::string> list;
  for (const auto& [stratum, features] : lost)
    list.push_back(stratum + " " + count_text(features.size()) + " (" + listed(features, 6) + ")");
  return list;
}

/// A feature that every question certifies and put to the test, at the question that leaves it the least
/// room.
struct Narrowest {
  const FeatureRow* row = nullptr;
  double between_sd = kNaN;
  std::size_t question = 0;
  double q_value = kNaN;  ///< largest over the questions
};

std::vector<Narrowest> narrowest(const analysis::StudyResults& results) {
  std::map<std::string, std::pair<std::size_t, Narrowest>> found;
  std::vector<std::string> order;
  for (std::size_t q = 0; q < results.questions.size(); ++q) {
    const QuestionResult& question = results.questions[q];
    for (std::size_t i = 0; i < question.rows.size(); ++i) {
      const FeatureRow& row = question.rows[i];
      if (!is_tested_certificate(row)) continue;
      auto& [certified, least] = found[row.feature];
      if (certified++ == 0) order.push_back(row.feature);
      if (!(row.q_value <= least.q_value)) least.q_value = row.q_value;
      if (question.question.objects == Objects::materials) continue;  // their spread was chosen
      if (least.row != nullptr && least.row->icc_lower <= row.icc_lower) continue;
      least.row = &row;
      least.between_sd = i < question.details.size() ? question.details[i].between_sd : kNaN;
      least.question = q;
    }
  }
  std::vector<Narrowest> list;
  for (const std::string& feature : order)
    if (found[feature].first == results.questions.size() && found[feature].second.row != nullptr)
      list.push_back(found[feature].second);
  return list;
}

}  // namespace

Markup certificate_evidence(const analysis::StudyResults& results) {
  if (results.questions.empty()) return {};
  std::string capital = subjects_words(results.questions);
  capital.front() = static_cast<char>(capital.front() - 'a' + 'A');
  Markup out =
      "<section><h2>How much it rests on</h2><table class=\"wide\"><thead><tr><th></th><th class=\"n\">" +
      escape(capital) +
      "</th>"
      "<th class=\"n\">Lesions that entered, of " +
      html::count(results.n_objects) +
      "</th><th class=\"n\">Cells without a value, worst certified feature</th><th class=\"n\">Largest q of a "
      "certified feature</th><th>Lost in a stratum</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const QuestionResult& q = results.questions[i];
    const bool strata = std::any_of(q.rows.begin(), q.rows.end(),
                                    [](const FeatureRow& row) { return !row.stratum.is_all(); });
    const std::vector<std::string> lost = lost_in_strata(q);
    out += "<tr><td><b>" + escape(question_letter(i)) + "</b></td><td class=\"n\">" +
           least_to_most(q, q.question.objects == Objects::materials ? &FeatureRow::n_objects
                                                                     : &FeatureRow::n_patients) +
           "</td><td class=\"n\">" + least_to_most(q, &FeatureRow::n_objects) + "</td><td class=\"n\">" +
           html::share_text(largest(q, &FeatureRow::failure_rate)) + "</td><td class=\"n\">" +
           html::probability(largest(q, &FeatureRow::q_value)) + "</td><td>" +
           escape(!strata        ? "not asked"
                  : lost.empty() ? "none"
                                 : join(lost, "; ")) +
           "</td></tr>\n";
  }
  return out +
         "</tbody></table><p class=\"legend\">q: share of false certificates to expect among the features certified up "
         "to this one (Benjamini-Hochberg). An ICC depends on how unlike the lesions are; the annex says what it would "
         "be in a cohort of half or twice this spread.</p></section>\n";
}

Markup certificate_spread(const analysis::StudyResults& results) {
  const std::vector<Narrowest> list = narrowest(results);
  if (list.empty()) return {};
  Markup out =
      "<section><h2>Whom the certified features speak for</h2><p class=\"legend\">At the question that leaves a feature "
      "the least room: SD between the lesions of this cohort and within them, in the unit of the feature; its ICC here, and "
      "what it would be with the same SD within in a cohort whose lesions differ half or twice as much. "
      "\u25b2: below the limit of the question.</p><div class=\"features\"><table><thead><tr><th>Feature, IBSI "
      "code</th><th></th><th class=\"n\">SD between</th><th class=\"n\">SD within</th><th class=\"n\">ICC</th><th "
      "class=\"n\">at half the spread</th><th class=\"n\">at twice</th><th class=\"n\">q</th></tr></thead><tbody>\n";
  for (const Narrowest& n : list) {
    const double limit = results.questions[n.question].question.limits.icc_lower;
    const double half = statistics::icc_at_spread(n.row->icc, 0.5);
    out += "<tr><td class=\"s\">" + escape(n.row->feature) + " <span>" + escape(n.row->ibsi_code) +
           "</span></td><td><b>" + escape(question_letter(n.question)) + "</b></td><td class=\"n\">" +
           html::number(n.between_sd) + html::unit_suffix(n.row->unit) + "</td><td class=\"n\">" +
           html::number(n.row->wsd) + "</td><td class=\"n\">" + html::icc_number(n.row->icc) +
           "</td><td class=\"n\">" + (half < limit ? Markup("\u25b2 ") : Markup()) + html::icc_number(half) +
           "</td><td class=\"n\">" + html::icc_number(statistics::icc_at_spread(n.row->icc, 2)) +
           "</td><td class=\"n\">" + html::probability(n.q_value) + "</td></tr>\n";
  }
  return out + "</tbody></table></div></section>\n";
}

}  // namespace radgauge::report
