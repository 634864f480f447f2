#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "report/html_parts.h"
#include "report/html_table.h"
#include "report/words.h"
#include "statistics/distributions.h"

namespace radgauge::report::html {

using analysis::FeatureOverview;
using analysis::StudyResults;

namespace {

Markup counts_bar(const analysis::DecisionCounts& counts) {
  Markup out = "<div class=\"bar\" aria-hidden=\"true\">";
  for (std::size_t d = 0; d < 4; ++d)
    if (counts.of[d] > 0)
      out += "<span class=\"d" + count(d) + "\" style=\"flex:" + count(counts.of[d]) + "\"></span>";
  return out + "</div>";
}

Markup headline(const StudyResults& results) {
  const std::size_t n = results.questions.size();
  if (n == 0) return "No question was asked: the features were measured, nothing was decided.";
  const analysis::Certified c = analysis::certified_everywhere(results);
  Markup out = count(c.everywhere) + " of " + count(c.features) + " features certified";
  if (n == 2) out += " by both questions";
  if (n > 2) out += " by all " + count(n) + " questions";
  if (c.unmoved > 0) out += "; " + escape(unmoved_words(c.unmoved, n));
  return out;
}

// A question that no data could answer counts against every feature; say what the others find.
Markup unanswered_sentence(const StudyResults& results) {
  std::vector<std::string> names;
  for (const analysis::QuestionResult& q : results.questions)
    if (!q.obstacle.empty()) names.push_back(q.question.name);
  if (names.empty() || names.size() == results.questions.size()) return {};
  return " Not answered: " + escape(join(names, ", ")) + ". By the other questions " +
         count(analysis::certified_everywhere(results, true).everywhere) + " features are certified.";
}

Markup cells_sentence(const StudyResults& results) {
  if (results.n_failed_cells == 0)
    return "All " + counted(results.n_cells, "cell") + " measured; none failed.";
  return count(results.n_failed_cells) + " of " + counted(results.n_cells, "cell") +
         " failed: see <a href=\"#failures\">Failures</a>.";
}

Markup decisions_table(const StudyResults& results) {
  std::vector<Column> columns = {{"Question"}, {"Limits"}, {"Features"}};
  for (const agreement::Decision decision : analysis::kDecisions) columns.push_back({badge(decision), true});
  Table table("", columns);
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const analysis::QuestionResult& q = results.questions[i];
    const analysis::DecisionCounts counts = analysis::count_decisions(q.rows);
    std::vector<Cell> cells = {question_link(results, i), escape(limits_words(q.question)),
                               counts_bar(counts)};
    for (const std::int64_t n : counts.of) cells.emplace_back(count(n));
    table.row(cells);
  }
  return table.html();
}

// The question that certifies the fewest features.
std::size_t weakest_question(const StudyResults& results) {
  std::size_t weakest = 0;
  for (std::size_t i = 1; i < results.questions.size(); ++i)
    if (analysis::count_decisions(results.questions[i].rows).of[0] <
        analysis::count_decisions(results.questions[weakest].rows).of[0])
      weakest = i;
  return weakest;
}

// The certified feature whose lower limit is nearest to the limit it has to meet.
const agreement::FeatureRow* narrowest(const StudyResults& results,
                                       const std::vector<FeatureOverview>& features) {
  const agreement::FeatureRow* found = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const FeatureOverview& feature : features)
    for (std::size_t q = 0; feature.certified && q < feature.rows.size(); ++q) {
      if (results.questions[q].question.objects == Objects::materials) continue;
      const double margin = feature.rows[q]->icc_lower - results.questions[q].question.limits.icc_lower;
      if (margin < least) {
        least = margin;
        found = feature.rows[q];
      }
    }
  return found;
}

// "<b>20 patients</b> (26 objects)", "<b>6 materials</b>", or both.
Markup rests_on(const StudyResults& results) {
  std::int64_t patients = 0, objects = 0, materials = 0;
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::FeatureRow& row : question.rows) {
      if (question.question.objects == Objects::materials) {
        materials = std::max(materials, row.n_objects);
        continue;
      }
      patients = std::max(patients, row.n_patients);
      objects = std::max(objects, row.n_objects);
    }
  const Markup of_materials = "<b>" + counted(materials, "material") + "</b>";
  if (patients == 0 && materials > 0) return of_materials;
  const Markup of_patients =
      "<b>" + counted(patients, "patient") + "</b> (" + counted(objects, "object") + ")";
  return materials > 0 ? of_patients + " and " + of_materials : of_patients;
}

// The certified feature whose wCV comes nearest to what a question over materials allows, in words.
Markup nearest_wcv(const StudyResults& results) {
  const agreement::FeatureRow* found = nullptr;
  const agreement::AgreementDetail* detail = nullptr;
  double most = 0, limit = 0;
  for (const analysis::QuestionResult& q : results.questions) {
    const Limits& l = q.question.limits;
    for (std::size_t i = 0; i < std::min(q.rows.size(), q.details.size()); ++i) {
      const agreement::FeatureRow& row = q.rows[i];
      // An RC of so many percent is a wCV of so many, but for that of logarithms.
      const bool log = q.details[i].scale == agreement::Scale::log;
      const double of_rc = l.rc_percent_upper / 100 / statistics::kRepeatabilityFactor;
      const double allowed = log ? l.wcv_upper : std::fmin(l.wcv_upper, of_rc);
      if (q.question.objects != Objects::materials || !row.stratum.is_all() ||
          row.decision != agreement::Decision::certified || !(q.details[i].wcv_upper / allowed > most))
        continue;
      most = q.details[i].wcv_upper / allowed;
      limit = allowed;
      found = &row;
      detail = &q.details[i];
    }
  }
  if (found == nullptr) return {};
  return " Over materials RC and wCV decide; the narrowest pass is <b>" + breakable(found->feature) +
         "</b> under " + escape(found->question) + ": wCV " + percent_number(100 * found->wcv) +
         " %; it may be up to " + percent_number(100 * detail->wcv_upper) + " %, of " +
         percent_number(100 * limit) + " % allowed.";
}

Markup how_sure(const StudyResults& results, const std::vector<FeatureOverview>& features) {
  double q_value = 0;
  for (const analysis::QuestionResult& question : results.questions) {
    if (question.question.objects == Objects::materials) continue;  // q-values are of the ICC
    for (const agreement::FeatureRow& row : question.rows)
      if (row.stratum.is_all() && row.decision == agreement::Decision::certified)
        q_value = std::fmax(q_value, row.q_value);
  }
  Markup out = "<h3>How sure is that?</h3><p>It rests on " + rests_on(results) +
               ". Certified means that the whole 95 % interval meets every limit, not only the estimate.";
  if (const agreement::FeatureRow* row = narrowest(results, features))
    out += " The narrowest pass is <b>" + breakable(row->feature) + "</b> under " + escape(row->question) +
           ": ICC " + icc_number(row->icc) + " (" + icc_interval(row->icc_lower, row->icc_upper) + ").";
  out += nearest_wcv(results);
  if (q_value > 0)
    out += " The largest q-value of a certified row is " + probability(q_value) +
           ": of all rows with a q-value up to that, at most about this share is expected to be "
           "certified wrongly.";
  if (results.questions.size() > 1) {
    const std::size_t weakest = weakest_question(results);
    const analysis::DecisionCounts counts = analysis::count_decisions(results.questions[weakest].rows);
    out += " The hardest question is " + question_link(results, weakest) + ", which certifies " +
           count(counts.of[0]) + " of " + count(counts.total()) + ".";
  }
  return out + "</p>";
}

Markup patients_words(const analysis::QuestionResult& question, const analysis::Outlook& o) {
  if (std::isnan(o.patients_for_half)) return "\u2013";
  std::int64_t now = 0;
  for (const agreement::FeatureRow& row : question.rows) now = std::max(now, row.n_patients);
  return "<b>" + count(static_cast<std::int64_t>(o.patients_for_half)) + "</b> (now " + count(now) + ")";
}

Markup what_would_change(const StudyResults& results) {
  Table table("", {{"Question"},
                   {"Inconclusive", true},
                   {"of these, ICC above the limit", true},
                   {"Patients for an even chance of half of them", true},
                   {"of these, ICC below the limit", true}});
  Markup obstacles, powers;
  std::int64_t inconclusive = 0;
  bool asks_icc = false;
  for (std::size_t i = 0; i < results.questions.size(); ++i) {
    const analysis::QuestionResult& q = results.questions[i];
    const analysis::Outlook o = analysis::outlook(q);
    inconclusive += o.inconclusive;
    const bool by_icc = q.question.objects != Objects::materials;
    asks_icc = asks_icc || by_icc;
    const Markup none = "\u2013";
    table.row({question_link(results, i), count(o.inconclusive), by_icc ? count(o.above) : none,
               by_icc ? patients_words(q, o) : none, by_icc ? count(o.below) : none});
    if (!q.obstacle.empty())
      obstacles += "<li>" + question_link(results, i) + " was not answered: " + escape(q.obstacle) + "</li>";
    if (!q.power.empty()) powers += "<li>" + question_link(results, i) + ": " + escape(q.power) + "</li>";
  }
  Markup out = "<h3>What would change it?</h3>";
  out +=
      inconclusive == 0
          ? "<p>No feature is inconclusive: more " + escape(subjects_words(results.questions)) +
                " would only narrow the intervals.</p>"
          : "<p>More " + escape(subjects_words(results.questions)) +
                " would decide what is inconclusive: a feature whose " +
                (asks_icc
                     ? Markup("ICC stays above the limit would be certified, one whose ICC is below")
                     : Markup(
                           "wCV and RC stay below their limits would be certified, one of which they are above")) +
                " would sooner be rejected. The interval narrows with the root of their number, and what it allows "
                "for unseen noise falls, too.</p>" +
                (asks_icc ? table.html() : Markup());
  if (!obstacles.empty()) out += "<ul>" + obstacles + "</ul>";
  if (!powers.empty()) out += folded("What a study of this size can certify", "<ul>" + powers + "</ul>");
  return out;
}

Markup notes(const StudyResults& results) {
  if (results.notes.empty()) return {};
  Markup out = "<h3>To know before using it</h3>";
  for (const analysis::Note& note : results.notes)
    out += "<p class=\"note\">" + with_dois(note.text) + "</p>";
  return out;
}

// One certified feature of each cluster of features that say the same: its representative, or where that is
// not certified the one with the best limit. `features` are in the order of their limits.
std::set<std::string> distinct(const StudyResults& results, const std::vector<FeatureOverview>& features) {
  std::map<std::string, const agreement::Confounding*> cluster_of;
  for (const agreement::Confounding& c : results.confounding) cluster_of[c.feature] = &c;
  std::set<std::string> names;
  std::map<std::int64_t, std::string> chosen;
  for (const FeatureOverview& feature : features) {
    if (!feature.certified) continue;
    const auto at = cluster_of.find(feature.feature);
    if (at == cluster_of.end() || at->second->cluster == 0) {
      names.insert(feature.feature);
      continue;
    }
    std::string& choice = chosen[at->second->cluster];
    if (choice.empty() || at->second->cluster_representative == feature.feature) choice = feature.feature;
  }
  for (const auto& [cluster, name] : chosen) names.insert(name);
  return names;
}

}  // namespace

Markup certified_features(const StudyResults& results) {
  const std::vector<FeatureOverview> features = analysis::overview(results);
  std::vector<std::string> families;
  std::map<std::string, std::vector<const FeatureOverview*>> members;
  std::vector<Markup> untested;
  for (const FeatureOverview& feature : features) {
    if (feature.untested) untested.push_back(escape(feature.feature));
    if (!feature.certified) continue;
    if (members[feature.family].empty()) families.push_back(feature.family);
    members[feature.family].push_back(&feature);
  }
  const Markup apart = untested.empty()
                           ? Markup()
                           : "<p>Certified, but not put to the test by every question, for at least one left "
                             "them as they were in every object (" +
                                 count(untested.size()) + "): " + joined(untested, ", ") + ".</p>";
  if (families.empty()) return "<p>None.</p>" + apart;
  const bool knows_clusters = !results.confounding.empty();
  const std::set<std::string> own = distinct(results, features);
  Markup out = "<dl class=\"use\">";
  for (const std::string& family : families) {
    const auto& list = members[family];
    out += "<dt>" + family_title(results, family) + " <span>" + count(list.size()) + "</span></dt><dd>";
    for (const FeatureOverview* feature : list) {
      const bool bold = knows_clusters && own.contains(feature->feature);
      out += (feature == list.front() ? Markup() : Markup(", ")) + (bold ? Markup("<b>") : Markup()) +
             escape(feature->feature) + (bold ? Markup("</b>") : Markup());
    }
    out += "</dd>";
  }
  out += "</dl>";
  if (knows_clusters)
    out += "<p class=\"foot\"><b>Bold</b>: " + count(own.size()) +
           " features that do not repeat each other, one of each group with |\u03c1| &gt; 0.9 (<a "
           "href=\"#confounding\">Redundancy</a>). Best first in each family.</p>";
  return out + apart;
}

Markup verdict(const StudyResults& results) {
  Markup out = "<section class=\"banner\" id=\"verdict\"><p class=\"big\">" + headline(results) +
               "</p><p class=\"sub\">" + cells_sentence(results) + unanswered_sentence(results) + "</p>";
  if (results.questions.empty()) return out + notes(results) + "</section>\n";
  const std::vector<FeatureOverview> features = analysis::overview(results);
  out += decisions_table(results);
  out += "<h3>Which features may I use?</h3>" + certified_features(results);
  return out + how_sure(results, features) + what_would_change(results) + notes(results) + "</section>\n";
}

}  // namespace radgauge::report::html
