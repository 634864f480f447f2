#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_parts.h"
#include "report/html_table.h"
#include "statistics/distributions.h"
#include "statistics/icc.h"

namespace radgauge::report::html {

using agreement::FeatureRow;

namespace {

// RC % has a column where the question sets a limit on it.
bool shows_rc_percent(const Limits& limits) {
  return !std::isnan(limits.rc_percent_upper);
}

// By the scale on which the spread does not follow the mean; the upper of the asymmetric limits of the log
// scale.
double rc_percent(const FeatureRow& row, const agreement::AgreementDetail* detail) {
  const bool log = detail != nullptr && detail->scale == agreement::Scale::log;
  return log ? detail->rc_log_percent_upper : 100 * statistics::kRepeatabilityFactor * row.wcv;
}

// Nothing moved: the last note says it. Where the ICC is the only limit, "ICC 0.61 to 0.84 includes 0.75"
// repeats the columns beside it.
Markup why(const FeatureRow& row, const Limits& limits) {
  if (row.wsd == 0 && row.decision == agreement::Decision::certified) return escape(row.note);
  const bool only_icc = std::isnan(limits.rc_percent_upper) && std::isnan(limits.wcv_upper) &&
                        std::isnan(limits.ndc_min) && std::isnan(limits.bias_max) &&
                        std::isnan(limits.failure_max);
  const bool repeats =
      only_icc && row.status == Status::ok && row.reason_kind == agreement::ReasonKind::icc_limit;
  return repeats ? Markup() : escape(row.reason);
}

// The worst level has a column where features differ in it.
bool shows_level(const analysis::QuestionResult& q) {
  return std::any_of(q.rows.begin(), q.rows.end(),
                     [&](const FeatureRow& row) { return row.level != q.rows.front().level; });
}

// What a table of features has room for.
struct Shown {
  bool levels = false;  ///< the worst level, where features differ in it
  bool brief = false;   ///< without what another cohort would make of the ICC
};

std::vector<Column> columns(const analysis::QuestionResult& q, const Shown& shown) {
  std::vector<Column> list = {{"Feature, IBSI code"}, {"Decision"}, {"ICC", true}, {"95 % interval", true}};
  if (q.question.against == Against::base && !q.details.empty())
    list.push_back(
        {"Pooled", true, "ICC over all conditions of the group: what moves alike counts for nothing in it"});
  if (shown.levels) list.push_back({"Worst level", false, "against base; it decides"});
  if (!q.details.empty())
    list.insert(list.end(), {{"Lower, one-sided", true, "95 % one-sided lower limit of the ICC"},
                             {"q", true, "Benjamini-Hochberg q-value of ICC <= limit"}});
  list.insert(list.end(), {{"Class"},
                           {"RC", true, "repeatability coefficient, 1.96 \u221a2 wSD"},
                           {"wCV %", true, "within-object coefficient of variation"}});
  if (shows_rc_percent(q.question.limits)) list.push_back({"RC %", true});
  list.push_back({"Bias", true, "mean change against base"});
  if (!q.details.empty())
    list.push_back({"Scale", false, "raw, or log where the spread of an object grows with its mean"});
  if (!shown.brief) {
    list.push_back(
        {"Half, twice the spread", true,
         "the ICC in a cohort whose lesions differ half or twice as much, with the same SD within them"});
    if (!q.details.empty()) list.push_back({"SD between", true, "between the lesions of this cohort"});
  }
  list.insert(list.end(), {{"Failed", true}, {"Why, and notes"}});
  return list;
}

std::vector<Cell> cells(const FeatureRow& row, const agreement::AgreementDetail* detail,
                        const analysis::QuestionResult& q, const Shown& shown) {
  Markup name = breakable(row.feature);
  if (!row.ibsi_code.empty()) name += " <i>" + escape(row.ibsi_code) + "</i>";
  std::vector<Cell> list = {name, decision_cell(row.decision), icc_number(row.icc),
                            icc_interval(row.icc_lower, row.icc_upper)};
  if (q.question.against == Against::base && !q.details.empty())
    list.emplace_back(icc_number(detail == nullptr ? std::nan("") : detail->icc_pooled));
  if (shown.levels) list.emplace_back(breakable(row.level));
  if (!q.details.empty()) {
    list.emplace_back(icc_number(detail == nullptr ? std::nan("") : detail->icc_lower_one_sided));
    list.emplace_back(probability(row.q_value));
  }
  list.emplace_back(row.icc_class ? escape(to_text(*row.icc_class)) : Markup());
  list.emplace_back(number(row.rc) + (std::isnan(row.rc) ? Markup() : unit_suffix(row.unit)));
  list.emplace_back(percent_number(100 * row.wcv));
  if (shows_rc_percent(q.question.limits)) list.emplace_back(percent_number(rc_percent(row, detail)));
  list.emplace_back(number(row.bias));
  if (!q.details.empty()) list.emplace_back(detail == nullptr ? Markup() : escape(to_text(detail->scale)));
  if (!shown.brief) {
    list.emplace_back(std::isnan(row.icc) ? Markup()
                                          : icc_number(statistics::icc_at_spread(row.icc, 0.5)) + ", " +
                                                icc_number(statistics::icc_at_spread(row.icc, 2)));
    if (!q.details.empty()) list.emplace_back(number(detail == nullptr ? std::nan("") : detail->between_sd));
  }
  list.emplace_back(share_text(row.failure_rate));
  list.emplace_back(why(row, q.question.limits));
  return list;
}

const agreement::AgreementDetail* detail_of(const analysis::QuestionResult& q, const FeatureRow* row) {
  const auto index = static_cast<std::size_t>(row - q.rows.data());
  return index < q.details.size() ? &q.details[index] : nullptr;
}

// Rows that the tables of all questions have room for together, so that 2000 features under 6 questions stay
// below 3 MB; of a question at least kLeastRows.
constexpr std::size_t kMostRows = 3600;
constexpr std::size_t kLeastRows = 100;

Markup feature_table(const analysis::StudyResults& results, const analysis::QuestionResult& q) {
  const auto rows = by_lower_limit(q.rows);
  const Shown shown{shows_level(q), is_brief(results)};
  std::size_t all = 0;
  for (const analysis::QuestionResult& question : results.questions) all += question.rows.size();
  const std::size_t most =
      all <= kMostRows ? rows.size() : std::max(kLeastRows, kMostRows / results.questions.size());
  Table table("", columns(q, shown), true);
  for (std::size_t i = 0; i < std::min(most, rows.size()); ++i)
    table.row(cells(*rows[i], detail_of(q, rows[i]), q, shown));
  const Markup content = "<div class=\"why\">" + table.html() + "</div>";
  if (rows.size() > most)
    return folded_long("The " + count(most) + " of " +
                           counted(static_cast<std::int64_t>(rows.size()), "feature") +
                           " with the largest lower limits; <code>features.csv</code> has the others",
                       content, rows.size(), "features.csv");
  return folded_long("All " + counted(static_cast<std::int64_t>(rows.size()), "feature") + ", by lower limit",
                     content, rows.size(), "features.csv");
}

// The strata beside "all": how many features each certifies, and the features that only some of them do.
Markup strata(const analysis::QuestionResult& q) {
  std::vector<agreement::StratumKey> strata;
  std::map<agreement::StratumKey, std::vector<FeatureRow>> rows;
  for (const FeatureRow& row : q.rows) {
    if (rows[row.stratum].empty()) strata.push_back(row.stratum);
    rows[row.stratum].push_back(row);
  }
  if (strata.size() < 2) return {};
  const bool materials = q.question.objects == Objects::materials;
  Table table("", {{"Stratum"},
                   {materials ? "Phantoms" : "Patients", true},
                   {"Objects", true},
                   {badge(analysis::kDecisions[0]), true},
                   {badge(analysis::kDecisions[1]), true},
                   {badge(analysis::kDecisions[2]), true},
                   {badge(analysis::kDecisions[3]), true},
                   {"Median lower limit", true}});
  for (const agreement::StratumKey& stratum : strata) {
    std::int64_t patients = 0, objects = 0;
    std::vector<double> lower;
    for (const FeatureRow& row : rows[stratum]) {
      patients = std::max(patients, row.n_patients);
      objects = std::max(objects, row.n_objects);
      lower.push_back(row.icc_lower);
    }
    std::vector<Cell> list = {escape(to_text(stratum)), count(patients), count(objects)};
    for (const std::int64_t n : analysis::count_decisions(rows[stratum], stratum).of)
      list.emplace_back(count(n));
    list.emplace_back(icc_number(median(lower)));
    table.row(list);
  }
  std::map<std::string, std::vector<Markup>> lost;
  for (const FeatureRow& row : rows[{}])
    if (row.decision == agreement::Decision::certified) lost.emplace(row.feature, std::vector<Markup>());
  for (const FeatureRow& row : q.rows)
    if (const auto at = lost.find(row.feature);
        at != lost.end() && row.decision == agreement::Decision::not_certified)
      at->second.push_back(escape(to_text(row.stratum)));
  std::vector<Markup> texts;
  for (const auto& [feature, where] : lost)
    if (!where.empty()) texts.push_back(breakable(feature) + " (" + joined(where, ", ") + ")");
  Markup out = "<h3>By stratum</h3>" + table.html();
  if (!texts.empty())
    out += "<p>Certified over all, but not certified in a stratum: " + joined(texts, ", ") + ".</p>";
  return out;
}

// What the decisions rest on, from the feature with the fewest to the one with the most: "6 to 8 patients".
Markup measured_words(const analysis::QuestionResult& q) {
  const auto range = [&](std::int64_t FeatureRow::*member, std::string_view noun) {
    std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = 0;
    for (const FeatureRow& row : q.rows) {
      if (!row.stratum.is_all() || std::isnan(row.icc)) continue;
      least = std::min(least, row.*member);
      most = std::max(most, row.*member);
    }
    return (least < most ? count(least) + " to " : Markup()) + counted(most, noun);
  };
  const Markup conditions = ", " + range(&FeatureRow::n_conditions, "condition");
  if (q.question.objects == Objects::materials) return range(&FeatureRow::n_objects, "material") + conditions;
  return range(&FeatureRow::n_patients, "patient") + ", " + range(&FeatureRow::n_objects, "object") +
         conditions;
}

// Why the ICC of such a question certifies nothing, and what does.
Markup materials_words(const agreement::Question& question) {
  if (question.objects != Objects::materials) return {};
  const Limits& l = question.limits;
  const bool repeats = !std::isnan(l.rc_percent_upper) || !std::isnan(l.wcv_upper);
  return Markup(
             "<p>The objects are materials of a phantom, which were chosen to differ: an ICC over them "
             "says how unlike they are, and decides nothing. ") +
         (repeats ? Markup("RC and wCV, which are of one material each, decide.")
                  : "RC and wCV, which are of one material each, would decide, but the question sets no "
                    "limit on them.") +
         "</p>";
}

}  // namespace

Markup question(const analysis::StudyResults& results, std::size_t index) {
  const analysis::QuestionResult& q = results.questions[index];
  Markup out = "<section id=\"q" + count(index + 1) + "\"><h2>Question: " + escape(q.question.name) +
               "</h2><dl class=\"facts\"><div><dt>over</dt><dd>" + escape(q.question.over) +
               "</dd></div><div><dt>form</dt><dd>" + escape(asked_words(q.question)) + "</dd></div>" +
               (q.question.against == Against::base   ? Markup()
                : q.question.form == IccForm::one_way ? Markup()
                : q.question.levels == Levels::drawn
                    ? Markup("<div><dt>speaks for</dt><dd>others of their kind too</dd></div>")
                    : Markup("<div><dt>speaks for</dt><dd>the levels measured</dd></div>")) +
               "<div><dt>limits</dt><dd>" + escape(limits_words(q.question)) +
               "</dd></div><div><dt>measured</dt><dd>" + measured_words(q) + "</dd></div></dl>";
  out += materials_words(q.question);
  if (!q.power.empty()) out += "<p>" + escape(q.power) + "</p>";
  if (!q.obstacle.empty()) out += "<p class=\"note\">Not answered: " + escape(q.obstacle) + "</p>";
  std::vector<ForestRow> rows;
  for (const FeatureRow* row : by_lower_limit(q.rows))
    if (!std::isnan(row->icc_lower)) rows.push_back({row, q.question.limits.icc_lower});
  if (q.obstacle.empty())
    out += forest(rows, "Forest plot of question " + q.question.name, is_brief(results));
  if (q.obstacle.empty()) out += shown_values(q);
  if (!q.rows.empty()) out += feature_table(results, q);
  return out + strata(q) + gauge(results, q) + "</section>\n";
}

}  // namespace radgauge::report::html
