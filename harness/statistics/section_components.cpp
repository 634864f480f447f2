#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "core/error.h"
#include "core/text.h"
#include "statistics/components.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/gtheory.h"
#include "statistics/reml.h"
#include "statistics/repeatability.h"
#include "statistics/section_parts.h"

namespace radgauge::section {
namespace {

struct Line {
  std::array<std::string, kFactorNames.size()> labels;
  std::string repeat;
  double value;
  std::size_t row;
};

struct Columns {
  std::array<std::optional<std::size_t>, kFactorNames.size()> factors;
  std::size_t repeat, feature, value;
};

// A factor whose column is misspelt would silently leave the model.
void refuse_misspelt(const Table& table, const std::vector<std::string>& absent) {
  std::vector<std::string> known{"repeat", "feature", "value"};
  known.insert(known.end(), kFactorNames.begin(), kFactorNames.end());
  for (const std::string& name : table.header) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (const auto meant = nearest(name, absent))
      throw Error(ErrorKind::data, "column '" + name + "' is unknown: rename it to '" + *meant +
                                       "' if it is that factor, or remove it");
  }
}

Columns columns_of(const Table& table) {
  Columns out{{}, column(table, "repeat"), column(table, "feature"), column(table, "value")};
  std::vector<std::string> absent;
  for (std::size_t f = 0; f < out.factors.size(); ++f) {
    const std::string name = kFactorNames[f];
    const bool present = std::find(table.header.begin(), table.header.end(), name) != table.header.end();
    const bool required = name == "object" || name == "patient";
    if (present || required)
      out.factors[f] = column(table, name);
    else
      absent.push_back(name);
  }
  refuse_misspelt(table, absent);
  return out;
}

std::string label(const Table& table, std::size_t row, std::size_t column) {
  const std::string text = trim(table.rows[row][column]);
  if (text.empty() || text == "NA")
    throw Error(ErrorKind::data, "data row " + std::to_string(row + 1) + ", column '" + table.header[column] +
                                     "': a label is missing; name the level, or remove the row");
  return text;
}

// In the order of the labels, so that the order of the rows changes no byte.
Measurements arrange(std::vector<Line> lines, const Columns& columns, const std::string& feature) {
  const auto key = [](const Line& line) { return std::tie(line.labels, line.repeat); };
  std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    return std::tuple(key(a), a.row) < std::tuple(key(b), b.row);
  });
  Measurements out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0 && key(lines[i - 1]) == key(lines[i]))
      throw Error(ErrorKind::data, "data rows " + std::to_string(lines[i - 1].row + 1) + " and " +
                                       std::to_string(lines[i].row + 1) +
                                       " measure the same thing twice: " + join(lines[i].labels, " ") +
                                       ", repeat " + lines[i].repeat + ", feature " + feature +
                                       "; keep one of them or give them different repeats");
    if (std::isnan(lines[i].value)) continue;
    out.values.push_back(lines[i].value);
    for (std::size_t f = 0; f < out.labels.size(); ++f)
      if (columns.factors[f]) out.labels[f].push_back(lines[i].labels[f]);
  }
  return out;
}

std::vector<std::pair<std::string, Measurements>> read(const Table& table) {
  const Columns columns = columns_of(table);
  std::vector<std::string> order;
  std::map<std::string, std::vector<Line>> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Line line{{}, label(table, row, columns.repeat), number(table, row, columns.value), row};
    for (std::size_t f = 0; f < line.labels.size(); ++f)
      if (columns.factors[f]) line.labels[f] = label(table, row, *columns.factors[f]);
    auto& list = features[table.rows[row][columns.feature]];
    if (list.empty()) order.push_back(table.rows[row][columns.feature]);
    list.push_back(std::move(line));
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<std::pair<std::string, Measurements>> out;
  for (const std::string& name : order)
    out.emplace_back(name, arrange(std::move(features[name]), columns, name));
  return out;
}

void add_left_out(Rows& rows, const ComponentModel& model) {
  for (const ModelTerm& term : model.left_out) rows.add("var." + term.name, std::nan(""), term.reason);
}

void add_summary(Rows& rows, const VarianceComponents& components, const ComponentModel& model) {
  const ComponentSummary summary = summarise(components, model);
  rows.add("var.total", summary.var_total, components.reason);
  rows.add("RDC", summary.rdc, components.reason);
}

constexpr std::string_view kNoRepeats = "no repeats: repeatability is not estimable";

void add_anova(Rows rows, const AnovaComponents& anova, const ComponentModel& model) {
  const auto add_line = [&](const std::string& name, const AnovaTerm& line, std::string_view reason) {
    rows.add("df." + name, line.df, reason);
    rows.add("SS." + name, line.ss, reason);
    rows.add("MS." + name, line.ms, reason);
    rows.add("var." + name, line.var, reason);
    rows.add("var0." + name, line.var0, reason);
  };
  for (std::size_t t = 0; t < model.terms.size(); ++t)
    add_line(model.terms[t].name, anova.terms[t], anova.reason);
  add_left_out(rows, model);
  const std::string_view no_residual = model.repeats ? std::string_view(anova.reason) : kNoRepeats;
  add_line("residual", anova.residual, no_residual);
  rows.add("SS.total", anova.ss_total, anova.reason);
  add_summary(rows, truncated(anova), model);
  // The repeats within cells carry their RC even where nothing else can be told apart.
  const bool shared_draws = model.factors() & kDraw;
  double rc = model.repeats ? kRepeatabilityFactor * std::sqrt(anova.residual.var) : std::nan("");
  if (shared_draws) rc = summarise(truncated(anova), model).rc;
  rows.add("RC", rc, no_residual);
  const ChiSquareFactors factors = shared_draws ? ChiSquareFactors{} : chi_square_factors(anova.residual.df);
  const std::string_view no_limits =
      shared_draws ? std::string_view("draws are shared: RC is a sum of two components") : no_residual;
  rows.add("RC.lower", rc * factors.lower, no_limits);
  rows.add("RC.upper", rc * factors.upper, no_limits);
}

void add_reml(Rows rows, const VarianceComponents& reml, const ComponentModel& model) {
  for (std::size_t t = 0; t < model.terms.size(); ++t)
    rows.add("var." + model.terms[t].name, reml.terms[t], reml.reason);
  add_left_out(rows, model);
  rows.add("var.residual", reml.residual, reml.reason);
  add_summary(rows, reml, model);
  rows.add("RC", summarise(reml, model).rc, reml.reason.empty() ? kNoRepeats : std::string_view(reml.reason));
}

void add_table(Rows& rows, const std::string& prefix, const GaugeTable& t, const std::string& reason) {
  const std::string why = reason.empty() ? "nothing varies" : reason;
  const std::vector<std::pair<const char*, double>> variations{{"EV", t.ev},
                                                               {"AV_reader", t.av_factor},
                                                               {"INT", t.interaction},
                                                               {"AV", t.av},
                                                               {"GRR", t.grr},
                                                               {"PV", t.pv},
                                                               {"TV", t.tv}};
  for (const auto& [name, sd] : variations) {
    rows.add(prefix + name, sd, why);
    rows.add(prefix + "pct_study." + name, 100 * sd / t.tv, why);
    rows.add(prefix + "pct_contribution." + name, 100 * (sd / t.tv) * (sd / t.tv), why);
  }
  rows.add(prefix + "ndc_unrounded", t.ndc_unrounded, why);
  rows.add(prefix + "ndc", distinct_categories(t), why);
  rows.add(prefix + "F.object", t.f_object, why);
  rows.add(prefix + "p.object", t.p_object, why);
  rows.add(prefix + "F.reader", t.f_factor, why);
  rows.add(prefix + "p.reader", t.p_factor, why);
}

void add_gauge(Rows rows, const GaugeStudy& study) {
  const std::string why = study.reason.empty() ? "neither repeats nor the interaction vary" : study.reason;
  rows.add("F.interaction", study.f_interaction, why);
  rows.add("p.interaction", study.p_interaction, why);
  rows.add("pooled_selected", std::isnan(study.p_interaction) ? std::nan("") : study.pooled_selected, why);
  if (study.reason.empty()) {
    add_table(rows, "unpooled.", study.unpooled, {});
    add_table(rows, "pooled.", study.pooled, {});
  }
  add_table(rows, "final.", study.final_table(), study.reason);
}

void add_gtheory(Rows rows, const VarianceComponents& components, const ComponentModel& model) {
  const std::string why =
      components.reason.empty() ? "objects do not vary, or there is one only" : components.reason;
  for (const DecisionStudy& study : decision_studies(components, model)) {
    rows.add("Erho2" + suffix(study), study.erho2, why);
    rows.add("Phi" + suffix(study), study.phi, why);
    rows.add("var_rel" + suffix(study), study.var_rel, why);
    rows.add("var_abs" + suffix(study), study.var_abs, why);
  }
}

}  // namespace

std::vector<StatRow> components(const Table& table) {
  std::vector<StatRow> out;
  for (const auto& [feature, measurements] : read(table)) {
    const ComponentModel model = component_model(measurements);
    const AnovaComponents anova = anova_components(measurements.values, model);
    const VarianceComponents reml = reml_components(measurements.values, model);
    add_anova(Rows(out, feature, "anova"), anova, model);
    add_reml(Rows(out, feature, "reml"), reml, model);
    add_gauge(Rows(out, feature, "gauge_rr"), gauge_study(anova, model));
    add_gtheory(Rows(out, feature, "gtheory"), truncated(anova), model);
    add_gtheory(Rows(out, feature, "gtheory_reml"), reml, model);
  }
  return out;
}

}  // namespace radgauge::section
