#include "statistics/gauge_rr.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"
#include "statistics/icc.h"

namespace radgauge::statistics {
namespace {

std::string why_no_study(const AnovaComponents& anova, const ComponentModel& model) {
  if (!model.confounding.empty()) return model.confounding;
  std::string names;
  for (const ModelTerm& term : model.terms) names += (names.empty() ? "" : " + ") + term.name;
  if (!model.repeats) return "no repeats: equipment variation is not estimable";
  const bool one_factor = model.terms.size() == 3 && model.terms[0].factors == kObject &&
                          model.terms[2].factors == (kObject | model.terms[1].factors);
  if (!one_factor)
    return "a gauge study is objects by one factor with two levels or more; this table is " + names;
  return anova.reason;
}

GaugeTable make_table(const AnovaComponents& anova, double objects, double levels,
                      double interaction_variance, MeanSquare repeat, MeanSquare error, double repeats) {
  const AnovaTerm &object = anova.terms[0], &factor = anova.terms[1];
  const double factor_variance = std::max(0.0, (factor.ms - error.ms) / (objects * repeats));
  const double object_variance = std::max(0.0, (object.ms - error.ms) / (levels * repeats));
  const double av = factor_variance + interaction_variance, grr = repeat.ms + av;
  GaugeTable out;
  out.ev = std::sqrt(repeat.ms);
  out.av_factor = std::sqrt(factor_variance);
  out.interaction = std::sqrt(interaction_variance);
  out.av = std::sqrt(av);
  out.grr = std::sqrt(grr);
  out.pv = std::sqrt(object_variance);
  out.tv = std::sqrt(grr + object_variance);
  out.ndc_unrounded = variance_ratio(kCategoriesPerRatio * out.pv, out.grr);
  out.f_object = variance_ratio(object.ms, error.ms);
  out.p_object = f_upper_tail(out.f_object, object.df, error.df);
  out.f_factor = variance_ratio(factor.ms, error.ms);
  out.p_factor = f_upper_tail(out.f_factor, factor.df, error.df);
  return out;
}

}  // namespace

void take_limits(const GaugeLimits& limits, GaugeTable& table) {
  const auto share = [](double ratio) { return 100 / std::sqrt(1 + ratio); };
  table.grr_lower = std::sqrt(limits.grr_lower);
  table.grr_upper = std::sqrt(limits.grr_upper);
  table.study_lower = share(limits.ratio_upper);
  table.study_upper = share(limits.ratio_lower);
  table.ndc_lower = kCategoriesPerRatio * std::sqrt(limits.ratio_lower);
  table.ndc_upper = kCategoriesPerRatio * std::sqrt(limits.ratio_upper);
}

double distinct_categories(const GaugeTable& table) {
  return std::floor(table.ndc_unrounded);
}

double categories_of_icc(double icc) {
  return kCategoriesPerRatio * std::sqrt(icc / (1 - icc));
}

double icc_of_categories(double categories) {
  const double ratio = categories / kCategoriesPerRatio;
  return ratio * ratio / (1 + ratio * ratio);
}

GaugeStudy gauge_study(const AnovaComponents& anova, const ComponentModel& model) {
  GaugeStudy out;
  out.reason = why_no_study(anova, model);
  if (!out.reason.empty()) return out;
  const double objects = static_cast<double>(model.terms[0].groups.n_levels);
  const double levels = static_cast<double>(model.terms[1].groups.n_levels);
  const double repeats = static_cast<double>(model.cells.level.size()) / (objects * levels);
  const AnovaTerm &cross = anova.terms[2], &residual = anova.residual;
  out.f_interaction = variance_ratio(cross.ms, residual.ms);
  out.p_interaction = f_upper_tail(out.f_interaction, cross.df, residual.df);
  out.pooled_selected = out.p_interaction > 0.25;
  const double interaction = std::max(0.0, (cross.ms - residual.ms) / repeats);
  out.unpooled = make_table(anova, objects, levels, interaction, {residual.ms, residual.df},
                            {cross.ms, cross.df}, repeats);
  const double df = cross.df + residual.df;
  const MeanSquare pooled{(cross.ss + residual.ss) / df, df};
  out.pooled = make_table(anova, objects, levels, 0, pooled, pooled, repeats);
  const MeanSquare object{anova.terms[0].ms, anova.terms[0].df}, factor{anova.terms[1].ms, anova.terms[1].df};
  take_limits(crossed_gauge_limits(object, factor, {cross.ms, cross.df}, {residual.ms, residual.df}, repeats),
              out.unpooled);
  take_limits(additive_gauge_limits(object, factor, pooled, repeats), out.pooled);
  return out;
}

}  // namespace radgauge::statistics
