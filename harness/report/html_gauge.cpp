#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {

using agreement::GaugeRow;

namespace {

constexpr std::size_t kBriefRows = 60;

using GaugeRows = std::vector<const GaugeRow*>;

GaugeRows answered(const analysis::QuestionResult& question) {
  GaugeRows rows;
  for (const GaugeRow& row : question.gauge)
    if (row.stratum.is_all() && row.tv > 0) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const GaugeRow* a, const GaugeRow* b) { return a->grr / a->tv > b->grr / b->tv; });
  return rows;
}

template <class Get>
double median_of(const GaugeRows& rows, Get get) {
  std::vector<double> values;
  for (const GaugeRow* row : rows) values.push_back(get(*row));
  return median(std::move(values));
}

double study_percent(double sd, const GaugeRow& row) {
  return 100 * sd / row.tv;
}

// A whole number of a feature, or without end where nothing varies within; a median may lie between two.
Markup categories(double ndc) {
  if (std::isinf(ndc)) return "\u221e";
  return ndc == std::floor(ndc) ? count(static_cast<std::int64_t>(ndc)) : percent_number(ndc);
}

std::vector<Column> share_columns() {
  return {{"Repeatability", true, "EV: % study variation"},
          {"Reproducibility", true, "AV with the interaction: % study variation"},
          {"Interaction", true, "of the factors with the object: % study variation"},
          {"Gauge R&amp;R", true, "% study variation"},
          {"Part", true, "between objects: % study variation"},
          {"Gauge R&amp;R, % contribution", true, "share of the variance"},
          {"ndc", true, "number of distinct categories"},
          {"E\u03c1\u00b2", true, "generalisability coefficient"},
          {"\u03a6", true, "dependability coefficient"}};
}

template <class Get>
std::vector<Cell> share_cells(Get get) {
  return {percent_number(get([](const GaugeRow& r) { return study_percent(r.ev, r); })),
          percent_number(get([](const GaugeRow& r) { return study_percent(r.av, r); })),
          percent_number(get([](const GaugeRow& r) { return study_percent(r.interaction, r); })),
          percent_number(get([](const GaugeRow& r) { return study_percent(r.grr, r); })),
          percent_number(get([](const GaugeRow& r) { return study_percent(r.pv, r); })),
          percent_number(get([](const GaugeRow& r) { return 100 * (r.grr / r.tv) * (r.grr / r.tv); })),
          categories(get([](const GaugeRow& r) { return r.ndc; })),
          icc_number(get([](const GaugeRow& r) { return r.erho2; })),
          icc_number(get([](const GaugeRow& r) { return r.phi; }))};
}

Markup family_table(const analysis::StudyResults& results, const analysis::QuestionResult& question,
                    const GaugeRows& rows) {
  std::map<std::string, std::string> family_of;
  for (const agreement::FeatureRow& row : question.rows) family_of[row.feature] = row.family;
  std::vector<std::string> order;
  std::map<std::string, GaugeRows> members;
  for (const GaugeRow* row : rows) members[family_of[row->feature]].push_back(row);
  for (const agreement::FeatureRow& row : question.rows)
    if (members.contains(row.family) && std::find(order.begin(), order.end(), row.family) == order.end())
      order.push_back(row.family);
  std::vector<Column> columns = {{"Family, median of its features"}, {"Features", true}};
  for (Column& column : share_columns()) columns.push_back(std::move(column));
  Table table("", columns);
  const auto add = [&](const Markup& name, const GaugeRows& list) {
    std::vector<Cell> cells = {name, count(list.size())};
    for (Cell& cell : share_cells([&](auto get) { return median_of(list, get); }))
      cells.push_back(std::move(cell));
    table.row(cells);
  };
  for (const std::string& family : order) add(family_title(results, family), members[family]);
  if (order.size() > 1) add("all", rows);
  return table.html();
}

Markup components_table(const GaugeRows& rows) {
  std::vector<std::string> terms;
  std::map<std::string, std::vector<double>> study, contribution;
  std::map<std::string, std::string> confounded;
  for (const GaugeRow* row : rows)
    for (const agreement::GaugeComponent& c : row->components) {
      if (!study.contains(c.term)) terms.push_back(c.term);
      study[c.term].push_back(c.study_variation_percent);
      contribution[c.term].push_back(c.contribution_percent);
      if (!c.confounded_with.empty()) confounded[c.term] = c.confounded_with;
    }
  if (terms.empty()) return {};
  Table table("Variance components, median over features",
              {{"Term"}, {"% study variation", true}, {"% contribution", true}, {"Confounded with"}});
  for (const std::string& term : terms)
    table.row({escape(term), percent_number(median(study[term])), percent_number(median(contribution[term])),
               escape(confounded[term])});
  return table.html();
}

Markup feature_table(const analysis::QuestionResult& question, const GaugeRows& rows, std::size_t most) {
  std::map<std::string, std::string> unit_of;
  for (const agreement::FeatureRow& row : question.rows) unit_of[row.feature] = row.unit;
  std::vector<Column> columns = {{"Feature"}};
  for (Column& column : share_columns()) columns.push_back(std::move(column));
  columns.push_back({"RC", true, "repeatability coefficient"});
  columns.push_back({"RDC", true, "reproducibility coefficient"});
  Table table("", columns, true);
  for (std::size_t i = 0; i < std::min(most, rows.size()); ++i) {
    const GaugeRow& row = *rows[i];
    std::vector<Cell> cells = {breakable(row.feature)};
    for (Cell& cell : share_cells([&](auto get) { return get(row); })) cells.push_back(std::move(cell));
    for (const double x : {row.rc, row.rdc})
      cells.emplace_back(number(x) + (std::isnan(x) ? Markup() : unit_suffix(unit_of[row.feature])));
    table.row(cells);
  }
  const Markup summary =
      rows.size() > most
          ? "The " + count(most) + " features with the largest gauge R&amp;R of " + count(rows.size())
          : Markup("Gauge R&amp;R of each feature, largest first");
  return folded_on_screen(summary, table.html());
}

std::string levels_words(const std::vector<std::pair<std::string, int>>& levels) {
  std::vector<std::string> words;
  for (const auto& [factor, n] : levels) words.push_back(counted_words(n, factor));
  return join(words, " x ");
}

// "Two readers averaged would give ...": medians over the features.
Markup decision_study(const GaugeRows& rows) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<double>> phi, erho2, ratio;
  std::map<std::string, int> measurements;
  std::vector<double> now;
  for (const GaugeRow* row : rows) {
    now.push_back(row->phi);
    for (const agreement::GaugeDecisionStudy& d : row->decision_studies) {
      const std::string words = levels_words(d.levels);
      if (!phi.contains(words)) order.push_back(words);
      phi[words].push_back(d.phi);
      erho2[words].push_back(d.erho2);
      int product = 1;
      for (const auto& [factor, n] : d.levels) product *= n;
      measurements[words] = product;
      ratio[words].push_back(d.rdc / row->rdc);
    }
  }
  if (order.empty()) return {};
  Table table("Averaging more measurements, median over features",
              {{"Mean of"}, {"E\u03c1\u00b2", true}, {"\u03a6", true}, {"RDC, % of a single one", true}});
  for (const std::string& words : order)
    table.row({words, icc_number(median(erho2[words])), icc_number(median(phi[words])),
               percent_number(100 * median(ratio[words]))});
  std::string best;  // of those that double the effort
  for (const std::string& words : order)
    if (measurements[words] == 2 && median(phi[words]) > (best.empty() ? median(now) : median(phi[best])))
      best = words;
  Markup out;
  if (!best.empty())
    out = "<p>Averaged, " + escape(best) + " would give a dependability \u03a6 of <b>" +
          icc_number(median(phi[best])) + "</b> instead of " + icc_number(median(now)) +
          " (median over features).</p>";
  return out + table.html();
}

Markup reasons(const analysis::QuestionResult& question) {
  std::map<std::string, std::int64_t> counts, notes;
  for (const GaugeRow& row : question.gauge) {
    if (!row.stratum.is_all()) continue;
    if (!(row.tv > 0)) ++counts[row.reason];
    if (!row.note.empty()) ++notes[row.note];
  }
  Markup out;
  for (const auto& [reason, n] : counts)
    out += "<p>" + counted(n, "feature") + " without a gauge table: " + escape(reason) + ".</p>";
  for (const auto& [note, n] : notes)
    out += "<p class=\"foot\">" + counted(n, "feature") + ": " + escape(note) + ".</p>";
  return out;
}

}  // namespace

Markup gauge(const analysis::StudyResults& results, const analysis::QuestionResult& question) {
  if (question.gauge.empty()) return {};
  const GaugeRows rows = answered(question);
  Markup out = "<h3>Gauge R&amp;R</h3>";
  if (!rows.empty()) {
    out +=
        "<p>Design " + escape(rows.front()->design) + "; variance components by " +
        escape(to_text(rows.front()->method)) +
        ". Percentages of study variation are ratios of standard deviations and do not add up to 100.</p>" +
        family_table(results, question, rows) + components_table(rows) + decision_study(rows) +
        feature_table(question, rows, is_brief(results) ? kBriefRows : rows.size());
  }
  return out + reasons(question);
}

}  // namespace radgauge::report::html
