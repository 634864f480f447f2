#include <algorithm>
#include <cmath>
#include <map>

#include "report/dose_summary.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

Markup dose(double achieved, const std::string& unit) {
  return number(achieved) + unit_suffix(unit);
}

/// Curves of one factor: below, then above.
using Factor = std::vector<const DoseSummary*>;

std::vector<Factor> factors_of(const std::vector<DoseSummary>& summaries) {
  std::vector<Factor> factors;
  for (const DoseSummary& summary : summaries) {
    if (factors.empty() || factors.back().front()->curve->factor != summary.curve->factor)
      factors.emplace_back();
    factors.back().push_back(&summary);
  }
  return factors;
}

/// "1.98 (1.2 to 2.6)": the critical magnitude, and the interval of where the estimate crosses.
Markup critical_cell(const agreement::CriticalRow& row) {
  if (row.answer == agreement::CriticalPlace::not_estimable) return "\u2013";
  const bool below = row.side == agreement::DoseSide::below;
  Markup text;
  if (row.answer == agreement::CriticalPlace::beyond_largest)
    text = below ? Markup("beyond ") : Markup("&gt;\u202f");
  if (row.answer == agreement::CriticalPlace::below_smallest)
    text = below ? Markup("before ") : Markup("&lt;\u202f");
  text += number(row.critical);
  const auto end = [&](double x) {
    if (std::isinf(x)) return x > 0 ? Markup("beyond") : Markup("before");
    return number(x);
  };
  const bool has_interval =
      !std::isnan(row.estimate_crossing_lower) && row.answer == agreement::CriticalPlace::at;
  if (has_interval)
    text += " <i>(" + end(row.estimate_crossing_lower) + " to " + end(row.estimate_crossing_upper) + ")</i>";
  return text;
}

Markup critical_table(const std::vector<DoseSummary>& summaries) {
  std::vector<Column> columns = {{"Feature"}};
  for (const DoseSummary& s : summaries) {
    const bool two_sides = s.label != s.curve->factor;
    columns.push_back(
        {breakable(s.curve->factor) + (two_sides ? ", " + escape(to_text(s.curve->side)) : Markup()) +
             unit_suffix(s.curve->unit),
         true,
         "largest achieved magnitude that is certified; in brackets the 95 % bootstrap interval of where the "
         "estimate itself crosses the limit"});
  }
  Table table("", columns, true);
  for (std::size_t f = 0; f < summaries.front().rows.size(); ++f) {
    std::vector<Cell> cells = {breakable(summaries.front().rows[f].feature)};
    for (const DoseSummary& s : summaries) cells.emplace_back(critical_cell(s.rows[f]));
    table.row(cells);
  }
  return folded("Critical magnitudes of all " + count(summaries.front().rows.size()) + " features",
                "<div class=\"general\">" + table.html() + "</div>");
}

Markup overview_table(const std::vector<DoseSummary>& summaries) {
  Table table("",
              {{"Factor"},
               {"Levels, achieved"},
               {"Not certified at the mildest", true},
               {"Lost on the way", true},
               {"Of both, inconclusive", true,
                "at the first level that is not certified the interval holds the limit: more patients "
                "may certify them"},
               {"Held throughout", true},
               {"Half hold up to", true},
               {"First to break"}},
              true);
  for (const DoseSummary& s : summaries) {
    const auto& levels = s.curve->levels;
    std::vector<Markup> families;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, s.families.size()); ++i)
      if (s.families[i].holding.back() < s.families[i].features)
        families.push_back(escape(s.families[i].family));
    table.row({breakable(s.label),
               count(levels.size()) + ": " + number(levels.front().achieved) +
                   (levels.size() > 1 ? " to " + number(levels.back().achieved) : Markup()) +
                   unit_suffix(s.curve->unit),
               count(s.lost_at_mildest), count(s.lost_between), count(s.inconclusive), count(s.held),
               std::isnan(s.half) ? Markup("none") : dose(s.half, s.curve->unit), joined(families, ", ")});
  }
  return table.html();
}

/// A level with the number of features that hold up to it.
struct Listed {
  const DoseSummary* summary;
  const agreement::DoseLevel* level;
  std::ptrdiff_t index;  ///< of its curve; -1 for an idle level
};

/// Levels from the most below to the most above.
std::vector<Listed> in_order(const Factor& factor) {
  std::vector<Listed> list;
  for (const DoseSummary* s : factor) {
    for (std::size_t m = 0; m < s->curve->levels.size(); ++m)
      list.push_back({s, &s->curve->levels[m], static_cast<std::ptrdiff_t>(m)});
    for (const agreement::DoseLevel& level : s->curve->idle) list.push_back({s, &level, -1});
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Listed& a, const Listed& b) { return a.level->requested < b.level->requested; });
  return list;
}

Markup achieved_table(const Factor& factor) {
  const std::vector<Listed> list = in_order(factor);
  std::vector<std::string> effects;
  for (const Listed& entry : list)
    for (const auto& [name, mean] : entry.level->side_effects)
      if (std::find(effects.begin(), effects.end(), name) == effects.end()) effects.push_back(name);
  const agreement::DoseCurve& curve = *factor.front()->curve;
  std::vector<Column> columns = {
      {escape(curve.parameter) + " requested", true},
      {escape(curve.magnitude) + " achieved, mean" + unit_suffix(curve.unit), true},
      {"least", true},
      {"most", true},
      {"Cells", true},
      {"could not do it", true, "cells that stayed short of what was asked"},
      {"failed", true},
      {"Features that hold", true}};
  for (const std::string& name : effects) columns.push_back({breakable(name), true, "mean over cells"});
  Table table("", columns);
  for (const Listed& entry : list) {
    const agreement::DoseLevel& level = *entry.level;
    std::int64_t holding = 0;
    if (entry.index >= 0)
      for (const FamilyDoses& family : entry.summary->families)
        holding += family.holding[static_cast<std::size_t>(entry.index)];
    std::vector<Cell> cells = {
        number(level.requested),    number(level.achieved),
        number(level.achieved_min), number(level.achieved_max),
        count(level.cells),         count(level.limited),
        count(level.failed),        entry.index < 0 ? Markup("changed nothing") : count(holding)};
    for (const std::string& name : effects) {
      const auto at = std::find_if(level.side_effects.begin(), level.side_effects.end(),
                                   [&](const auto& effect) { return effect.first == name; });
      cells.emplace_back(number(at == level.side_effects.end() ? std::nan("") : at->second));
    }
    table.row(cells);
  }
  return table.html();
}

Cell heat_cell(std::int64_t holding, std::int64_t features) {
  static constexpr std::string_view kShades[] = {"h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"};
  const double share = static_cast<double>(holding) / static_cast<double>(features);
  return {count(holding) + "/" + count(features), kShades[static_cast<std::size_t>(8 * share)]};
}

Markup family_heat(const analysis::StudyResults& results, const Factor& factor) {
  std::vector<Listed> list = in_order(factor);
  std::erase_if(list, [](const Listed& entry) { return entry.index < 0; });
  std::vector<Column> columns = {{"Family"}};
  for (const Listed& entry : list)
    columns.push_back({dose(entry.level->achieved, entry.summary->curve->unit)});
  Table table("", columns);
  for (const FamilyDoses& family : factor.front()->families) {
    std::vector<Cell> cells = {family_title(results, family.family)};
    for (const Listed& entry : list) {
      const auto& families = entry.summary->families;
      const auto at = std::find_if(families.begin(), families.end(),
                                   [&](const FamilyDoses& other) { return other.family == family.family; });
      if (at == families.end())
        cells.emplace_back("\u2013", "hx");
      else
        cells.push_back(heat_cell(at->holding[static_cast<std::size_t>(entry.index)], at->features));
    }
    table.row(cells);
  }
  return "<div class=\"heat\">" + table.html() + "</div>";
}

Markup factor_part(const analysis::StudyResults& results, const analysis::QuestionResult& q,
                   const Factor& factor) {
  Markup out = "<h3>" + breakable(factor.front()->curve->factor) + "</h3>";
  for (const DoseSummary* s : factor)
    out += "<p>" + (factor.size() > 1 ? "<b>" + escape(to_text(s->curve->side)) + "</b>: " : Markup()) +
           escape(dose_sentence(*s)) + "</p>";
  out += dose_plot(q, factor);
  out += folded("Features that hold, by family and level", family_heat(results, factor), !is_brief(results));
  return out + folded("Requested and achieved", achieved_table(factor), true);
}

}  // namespace

Markup dose_response(const analysis::StudyResults& results) {
  Markup out;
  for (const analysis::QuestionResult& q : results.questions) {
    const std::vector<DoseSummary> summaries = dose_summaries(q);
    if (summaries.empty()) continue;
    out +=
        (out.empty() ? "<section id=\"doses\">" : Markup()) +
        "<h2>Dose response: " + escape(q.question.name) +
        "</h2><p>How much of each factor a feature bears, one factor at a time. At every level each "
        "object is compared with itself under base (ICC(A,1) of the pair); a feature holds as long as it "
        "is certified by " +
        escape(limits_words(q.question)) +
        " there and at every milder level. Its <b>critical magnitude</b> is the strongest such level, in the "
        "magnitude that was achieved.</p><h3>What breaks first</h3>" +
        overview_table(summaries) + critical_table(summaries);
    for (const Factor& factor : factors_of(summaries)) out += factor_part(results, q, factor);
  }
  return out.empty()
             ? out
             : out +
                   "<p class=\"foot\">Every curve is in <code>dose_response.csv</code>, every critical "
                   "magnitude with its crossing and interval in <code>critical.csv</code>.</p></section>\n";
}

}  // namespace radgauge::report::html
