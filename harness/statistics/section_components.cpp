#include <cmath>

#include "statistics/components.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/gtheory.h"
#include "statistics/labelled_table.h"
#include "statistics/reml.h"
#include "statistics/repeatability.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

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
  rows.add(prefix + "GRR.lower", t.grr_lower, why);
  rows.add(prefix + "GRR.upper", t.grr_upper, why);
  rows.add(prefix + "pct_study.GRR.lower", t.study_lower, why);
  rows.add(prefix + "pct_study.GRR.upper", t.study_upper, why);
  rows.add(prefix + "ndc.lower", std::floor(t.ndc_lower), why);
  rows.add(prefix + "ndc.upper", std::floor(t.ndc_upper), why);
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
  for (const auto& [feature, measurements] : labelled_values(table)) {
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

}  // namespace radgauge::statistics::section
