#include "agreement/gauge.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "agreement/cells.h"
#include "agreement/gauge_design.h"
#include "core/nan.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/gtheory.h"
#include "statistics/reml.h"

namespace radgauge::agreement {
namespace {

using agreement::GaugeDesign;

// By labels, so that the order of the places changes no byte.
std::vector<std::size_t> canonical_order(const GaugePlaces& places) {
  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    for (const auto& labels : places.labels)
      if (!labels.empty() && labels[a] != labels[b]) return labels[a] < labels[b];
    return false;
  });
  return order;
}

std::vector<std::size_t> chosen(const std::vector<std::size_t>& order, const std::vector<bool>& which) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (which[i]) out.push_back(order[i]);
  return out;
}

statistics::LabelledValues labelled(const GaugePlaces& places, const std::vector<std::size_t>& present) {
  statistics::LabelledValues m;
  m.values.assign(present.size(), 0);
  for (std::size_t f = 0; f < places.labels.size(); ++f)
    for (const std::size_t i : places.labels[f].empty() ? std::vector<std::size_t>{} : present)
      m.labels[f].push_back(places.labels[f][i]);
  return m;
}

// Why the values have no components, or empty. Objects that do not change but by rounding are made constant.
std::string clean(std::vector<double>& values, const statistics::Grouping& objects) {
  if (values.size() < 2) return "no cell has a value";
  std::vector<double> first(objects.n_levels, kNaN);
  double magnitude = 0, within = 0;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double total = *most - *least;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& one = first[objects.level[i]];
    if (std::isnan(one)) one = values[i];
    within = std::max(within, std::abs(values[i] - one));
    magnitude = std::max(magnitude, std::abs(values[i]));
  }
  if (total <= agreement::kRounding * magnitude) return "constant: every object has the same value";
  if (within <= agreement::kRounding * magnitude)
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = first[objects.level[i]];
  return {};
}

// Variances of the terms and the residual by the method that counts.
struct Estimate {
  statistics::AnovaComponents anova;
  statistics::VarianceComponents reml, counts;
  std::vector<double> shown;  // residual last; pooled where the AIAG pools
};

/// Limits of a study without an interaction to tell from repeats: a factor without repeats, or repeats alone.
std::optional<statistics::GaugeLimits> plain_limits(const statistics::AnovaComponents& anova,
                                                    const statistics::ComponentModel& model) {
  const auto square = [](const statistics::AnovaTerm& term) {
    return statistics::MeanSquare{term.ms, term.df};
  };
  if (!model.balanced || !anova.reason.empty() || model.terms.empty() ||
      model.terms[0].factors != statistics::kObject)
    return std::nullopt;
  if (model.terms.size() == 1 && model.repeats) {
    const double repeats = anova.residual.df / (anova.terms[0].df + 1) + 1;
    return statistics::one_way_gauge_limits(square(anova.terms[0]), square(anova.residual), repeats);
  }
  if (model.terms.size() == 2 && !model.repeats && (model.terms[1].factors & statistics::kObjects) == 0)
    return statistics::additive_gauge_limits(square(anova.terms[0]), square(anova.terms[1]),
                                             square(anova.residual), 1);
  return std::nullopt;
}

void take_limits(const statistics::GaugeTable& table, GaugeRow& row) {
  row.grr_lower = table.grr_lower;
  row.grr_upper = table.grr_upper;
  row.study_variation_percent_lower = table.study_lower;
  row.study_variation_percent_upper = table.study_upper;
  // Like ndc, without a number where nothing varies within.
  const auto whole = [](double ndc) { return std::isfinite(ndc) ? std::floor(ndc) : kNaN; };
  row.ndc_lower = whole(table.ndc_lower);
  row.ndc_upper = whole(table.ndc_upper);
}

Estimate estimate(const std::vector<double>& values, const statistics::ComponentModel& model, GaugeRow& row) {
  Estimate out;
  out.anova = statistics::anova_components(values, model);
  out.reml.terms.assign(model.terms.size(), kNaN);
  if (model.balanced || model.cells.n_levels <= kMostGaugeRemlCells)
    out.reml = statistics::reml_components(values, model);
  else
    out.reml.reason = "the design is unbalanced and too large for a REML fit of each feature";
  row.method = model.balanced ? agreement::GaugeMethod::anova : agreement::GaugeMethod::reml;
  out.counts = model.balanced ? statistics::truncated(out.anova) : out.reml;
  row.reason = out.counts.reason;
  out.shown = out.counts.terms;
  out.shown.push_back(out.counts.residual);
  const statistics::GaugeStudy study = statistics::gauge_study(out.anova, model);
  if (!study.reason.empty()) {
    if (const auto limits = plain_limits(out.anova, model)) {
      statistics::GaugeTable table;
      statistics::take_limits(*limits, table);
      take_limits(table, row);
    }
    return out;
  }
  take_limits(study.final_table(), row);
  row.interaction_p = study.p_interaction;
  row.interaction_pooled = study.pooled_selected;
  const statistics::GaugeTable& table = study.final_table();
  out.shown = {table.pv * table.pv, table.av_factor * table.av_factor, table.interaction * table.interaction,
               table.ev * table.ev};
  return out;
}

// Of the factors of a term; 0 is the residual.
agreement::Variation variation_of(unsigned factors) {
  if (factors == 0 || (factors & statistics::kDraw)) return agreement::Variation::ev;
  return (factors & ~statistics::kObjects) == 0 ? agreement::Variation::pv : agreement::Variation::av;
}

void add_components(const Estimate& e, const GaugeDesign& design, GaugeRow& row) {
  const statistics::ComponentModel& model = design.model;
  for (std::size_t t = 0; t <= model.terms.size(); ++t) {
    const bool residual = t == model.terms.size();
    GaugeComponent c;
    c.term = residual ? "residual" : model.terms[t].name;
    c.part_of = variation_of(residual ? 0 : model.terms[t].factors);
    c.var_anova = residual ? e.anova.residual.var : e.anova.terms[t].var;
    c.var_reml = residual ? e.reml.residual : e.reml.terms[t];
    c.variance = e.shown[t];
    // Without repeats nothing but the residual holds the finest crossing.
    if (residual && !model.repeats) c.confounded_with = statistics::term_name(model.factors());
    for (const statistics::ConfoundedFactors& pair : design.dropped)
      if (!residual && std::bit_floor(model.terms[t].factors) == pair.with)
        c.confounded_with += (c.confounded_with.empty() ? "" : ", ") + statistics::term_name(pair.factor);
    row.components.push_back(std::move(c));
  }
  for (const statistics::ConfoundedFactors& pair : design.dropped) {
    GaugeComponent c;
    c.term = statistics::term_name(pair.factor);
    c.part_of = variation_of(pair.factor);
    c.confounded_with = statistics::term_name(pair.with);
    row.components.insert(row.components.end() - 1, std::move(c));
  }
}

void add_variation(const Estimate& e, const statistics::ComponentModel& model, GaugeRow& row) {
  double ev = e.shown.back(), av = 0, interaction = 0, pv = 0;
  bool has_factor = false, has_interaction = false;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const unsigned factors = model.terms[t].factors;
    if ((factors & ~statistics::kObjects) == 0) {
      pv += e.shown[t];
    } else if (factors & statistics::kDraw) {
      ev += e.shown[t];
    } else {
      av += e.shown[t];
      has_factor = true;
      if (factors & statistics::kObjects) {
        interaction += e.shown[t];
        has_interaction = true;
      }
    }
  }
  row.ev = std::sqrt(ev);
  if (has_factor) row.av = std::sqrt(av);
  if (has_interaction) row.interaction = std::sqrt(interaction);
  row.pv = std::sqrt(pv);
  row.grr = std::sqrt(ev + av);
  row.tv = std::sqrt(ev + av + pv);
  if (row.tv > 0) {
    row.study_variation_percent = 100 * row.grr / row.tv;
    for (GaugeComponent& c : row.components) {
      c.contribution_percent = 100 * c.variance / (row.tv * row.tv);
      c.study_variation_percent = 100 * std::sqrt(c.variance) / row.tv;
    }
  }
  if (row.grr > 0) row.ndc = std::floor(statistics::kCategoriesPerRatio * row.pv / row.grr);
}

std::vector<std::vector<int>> level_choices(std::size_t factors) {
  constexpr int kMost = 3;
  std::vector<std::vector<int>> out;
  if (factors == 1)
    for (int a = 1; a <= kMost; ++a) out.push_back({a});
  if (factors == 2)
    for (int a = 1; a <= kMost; ++a)
      for (int b = 1; b <= kMost; ++b) out.push_back({a, b});
  if (factors <= 2) return out;
  out.emplace_back(factors, 1);
  for (std::size_t f = 0; f < factors; ++f)
    for (int n = 2; n <= kMost; ++n) {
      out.emplace_back(factors, 1);
      out.back()[f] = n;
    }
  return out;
}

void add_decision_studies(const statistics::VarianceComponents& components,
                          const statistics::ComponentModel& model, GaugeRow& row) {
  std::vector<unsigned> factors;
  for (const unsigned factor : {statistics::kSite, statistics::kScanner, statistics::kSession,
                                statistics::kReader, statistics::kCondition, statistics::kEngine})
    if (model.factors() & factor) factors.push_back(factor);
  for (const std::vector<int>& n : level_choices(factors.size() + (model.repeats ? 1 : 0))) {
    GaugeDecisionStudy study;
    statistics::AveragedLevels levels;
    for (std::size_t f = 0; f < factors.size(); ++f) {
      levels.emplace_back(factors[f], n[f]);
      study.levels.emplace_back(statistics::term_name(factors[f]), n[f]);
    }
    const int repeats = model.repeats ? n.back() : 1;
    if (model.repeats) study.levels.emplace_back("repeat", repeats);
    const statistics::MeanPrecision mean = statistics::precision_of_mean(components, model, levels, repeats);
    study.erho2 = mean.erho2;
    study.phi = mean.phi;
    study.rdc = statistics::kRepeatabilityFactor * std::sqrt(mean.var_abs);
    row.decision_studies.push_back(std::move(study));
  }
}

// The factor in question went with the objects: repeatability is all there is.
void withhold(const std::string& reason, GaugeRow& row) {
  row.reason = reason;
  for (double* number :
       {&row.av, &row.interaction, &row.grr, &row.pv, &row.tv, &row.study_variation_percent, &row.ndc,
        &row.grr_lower, &row.grr_upper, &row.study_variation_percent_lower,
        &row.study_variation_percent_upper, &row.ndc_lower, &row.ndc_upper, &row.erho2, &row.phi, &row.rdc})
    *number = kNaN;
  for (GaugeComponent& c : row.components) c.contribution_percent = c.study_variation_percent = kNaN;
  row.decision_studies.clear();
}

void fill(std::vector<double> values, const GaugeDesign& design, GaugeRow& row) {
  row.design = design.text;
  row.note = design.note;
  row.reason = clean(values, design.objects);
  if (!design.estimable && row.reason.empty()) row.reason = design.reason;
  if (!row.reason.empty()) return;
  const Estimate e = estimate(values, design.model, row);
  add_components(e, design, row);
  if (!row.reason.empty()) return;
  add_variation(e, design.model, row);
  const statistics::ComponentSummary summary = statistics::summarise(e.counts, design.model);
  row.rc = summary.rc;
  row.rdc = summary.rdc;
  const statistics::MeanPrecision single = statistics::precision_of_mean(e.counts, design.model, {});
  row.erho2 = single.erho2;
  row.phi = single.phi;
  add_decision_studies(e.counts, design.model, row);
  if (!design.reason.empty()) withhold(design.reason, row);
}

}  // namespace

GaugePlaces restricted(const GaugePlaces& places, const std::vector<std::string>& rows) {
  const std::set<std::string> wanted(rows.begin(), rows.end());
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (wanted.contains(places.rows[i])) kept.push_back(i);
  GaugePlaces out;
  out.labels = labelled(places, kept).labels;
  for (const std::size_t i : kept) out.rows.push_back(places.rows[i]);
  out.features = places.features;
  out.over = places.over;
  out.read = [read = places.read, all = places.size(), kept = std::move(kept)](std::size_t feature,
                                                                               std::span<double> values) {
    std::vector<double> of_all(all);
    read(feature, of_all);
    for (std::size_t i = 0; i < kept.size(); ++i) values[i] = of_all[kept[i]];
  };
  return out;
}

std::vector<GaugeRow> gauge_rows(const std::string& question, const GaugePlaces& places,
                                 const agreement::StratumKey& stratum) {
  const std::vector<std::size_t> order = canonical_order(places);
  const std::size_t n_features = places.features.size();
  const auto read = [&](std::size_t feature) {
    std::vector<double> values(places.size());
    places.read(feature, values);
    return values;
  };
  std::vector<std::vector<bool>> present(n_features);  // in their order
  tbb::parallel_for(std::size_t{0}, n_features, [&](std::size_t f) {
    const std::vector<double> values = read(f);
    present[f].reserve(order.size());
    for (const std::size_t place : order) present[f].push_back(std::isfinite(values[place]));
  });
  // Features with a value in the same places have one design. It is as large as many features, and goes
  // before the thread takes up another.
  std::map<std::vector<bool>, std::vector<std::size_t>> alike;
  for (std::size_t f = 0; f < n_features; ++f) alike[present[f]].push_back(f);
  std::vector<const std::vector<std::size_t>*> groups;
  for (const auto& [which, features] : alike) groups.push_back(&features);
  std::vector<GaugeRow> out(n_features);
  tbb::parallel_for(
      std::size_t{0}, groups.size(),
      [&](std::size_t g) {
        const std::vector<std::size_t> having = chosen(order, present[groups[g]->front()]);
        const GaugeDesign design =
            agreement::gauge_design(labelled(places, having), places.over, kMostGaugeRemlCells);
        tbb::this_task_arena::isolate([&] {
          tbb::parallel_for(std::size_t{0}, groups[g]->size(), [&](std::size_t i) {
            GaugeRow& row = out[(*groups[g])[i]];
            row.question = question;
            row.stratum = stratum;
            row.feature = places.features[(*groups[g])[i]];
            const std::vector<double> values = read((*groups[g])[i]);
            std::vector<double> entering;
            entering.reserve(design.kept.size());
            for (const std::size_t place : design.kept) entering.push_back(values[having[place]]);
            fill(std::move(entering), design, row);
          });
        });
      },
      tbb::simple_partitioner());
  return out;
}

}  // namespace radgauge::agreement
