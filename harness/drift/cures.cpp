#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "drift/scores.h"
#include "statistics/combat.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"

namespace radgauge::drift {
namespace {

struct MeanSd {
  double mean = kNaN;
  double sd = kNaN;
};

MeanSd mean_sd(const std::vector<double>& values) {
  double sum = 0, n = 0, squares = 0;
  for (const double v : values)
    if (!std::isnan(v)) {
      sum += v;
      n += 1;
    }
  const double mean = sum / n;
  for (const double v : values)
    if (!std::isnan(v)) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (n - 1))};
}

// Each column moved and scaled to the mean and SD that it has on the reference.
std::vector<std::vector<double>> standardised_columns(std::vector<std::vector<double>> columns,
                                                      const std::vector<std::vector<double>>& reference,
                                                      const models::ModelCard& card) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (card.inputs[j].kind == models::Input::Kind::covariate) continue;
    const MeanSd here = mean_sd(columns[j]), there = mean_sd(reference[j]);
    if (!(here.sd > 0 && there.sd > 0)) continue;
    for (double& v : columns[j]) v = (v - here.mean) / here.sd * there.sd + there.mean;
  }
  return columns;
}

// The score at the same share of its distribution on the reference, linear between neighbours (unsupervised
// prediction alignment, Roschewitz et al. 2023, doi:10.1038/s41467-023-42396-y).
std::vector<double> aligned_scores(const std::vector<double>& scores, const std::vector<double>& reference) {
  const auto sorted = [](std::vector<double> values) {
    std::erase_if(values, [](double v) { return std::isnan(v); });
    std::sort(values.begin(), values.end());
    return values;
  };
  const std::vector<double> from = sorted(scores), to = sorted(reference);
  std::vector<double> out(scores.size(), kNaN);
  if (from.empty() || to.empty()) return out;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) continue;
    const auto low = std::lower_bound(from.begin(), from.end(), scores[i]);
    const auto high = std::upper_bound(low, from.end(), scores[i]);
    const double middle = static_cast<double>((low - from.begin()) + (high - from.begin())) / 2;
    const double place =
        std::clamp(middle / static_cast<double>(from.size()) * static_cast<double>(to.size()) - 0.5, 0.0,
                   static_cast<double>(to.size() - 1));
    const auto below = static_cast<std::size_t>(place);
    const double share = place - static_cast<double>(below);
    out[i] = share > 0 ? to[below] + share * (to[below + 1] - to[below]) : to[below];
  }
  return out;
}

constexpr std::size_t kFolds = 5;  // of patients

// intercept + slope x score, of a fit that did not see the patient; NaN where a fold has no fit.
std::vector<double> recalibrated_scores(const DriftData& data, const ScoredModel& scored,
                                        std::size_t condition) {
  const std::vector<double>& score = scored.score[condition];
  std::vector<double> out(score.size(), kNaN);
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::uint8_t> y;
    std::vector<double> x;
    for (std::size_t i = 0; i < score.size(); ++i) {
      if (data.patient[i] % kFolds == fold || std::isnan(score[i]) || std::isnan(scored.outcome[i])) continue;
      y.push_back(scored.outcome[i] != 0 ? 1 : 0);
      x.push_back(score[i]);
    }
    const std::span<const double> columns[] = {x};
    const statistics::LogisticFit fit = statistics::fit_logistic(y, columns);
    if (!fit.reason.empty()) continue;
    for (std::size_t i = 0; i < score.size(); ++i)
      if (data.patient[i] % kFolds == fold) out[i] = fit.intercept + fit.slopes[0] * score[i];
  }
  return out;
}

CuredCondition judge(const DriftData& data, const ScoredModel& scored, std::size_t condition,
                     const std::vector<double>& scores) {
  CuredCondition out;
  out.condition = data.conditions[condition];
  std::vector<std::uint8_t> label;
  std::vector<double> score, p;
  double shift = 0, flips = 0, n = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) continue;
    const double response = models::response(scored.card(), scores[i]);
    if (!std::isnan(scored.outcome[i])) {
      label.push_back(scored.outcome[i] != 0 ? 1 : 0);
      score.push_back(scores[i]);
      p.push_back(response);
    }
    if (std::isnan(scored.score[0][i])) continue;
    shift += scores[i] - scored.score[0][i];
    if (scored.card().threshold)
      flips += (response >= *scored.card().threshold) != scored.decides(0, i) ? 1 : 0;
    n += 1;
  }
  const statistics::Auc auc = statistics::auc_delong(label, score);
  out.auc = {auc.auc, auc.lower(), auc.upper(), std::string(auc.reason)};
  out.brier = statistics::prediction_error(label, p).brier;
  const auto r = statistics::recalibration_of_logits(label, score);
  out.calibration_in_the_large = r.in_the_large;
  out.calibration_slope = r.slope;
  if (n > 0) {
    out.score_shift = shift / n;
    if (scored.card().threshold) out.flip_rate = flips / n;
  }
  return out;
}

}  // namespace

HarmonisedColumns combat_columns(const DriftData& data, const std::vector<models::Input>& inputs,
                                 std::string& obstacle) {
  statistics::CombatData table;
  std::vector<std::vector<std::vector<double>>> columns(data.conditions.size());
  std::vector<std::pair<std::size_t, std::size_t>> place;  // condition and object of each sample
  for (std::size_t c = 0; c < data.conditions.size(); ++c) {
    for (const models::Input& input : inputs) columns[c].push_back(data.input(input, c, 0));
    for (std::size_t i = 0; i < data.n_objects(); ++i) {
      if (std::any_of(columns[c].begin(), columns[c].end(), [&](const auto& v) { return std::isnan(v[i]); }))
        continue;
      table.batch.push_back(c);
      place.push_back({c, i});
    }
  }
  table.features.resize(inputs.size());
  for (std::size_t j = 0; j < inputs.size(); ++j)
    for (const auto& [c, i] : place) table.features[j].push_back(columns[c][j][i]);
  statistics::CombatOptions options;
  options.reference = 0;
  try {
    const auto model = statistics::fit_combat(table, data.conditions.size(), options);
    const auto adjusted = statistics::apply_combat(model, table);
    for (std::size_t j = 0; j < inputs.size(); ++j) {
      for (std::size_t c = 0; c < columns.size(); ++c) columns[c][j].assign(data.n_objects(), kNaN);
      for (std::size_t s = 0; s < place.size(); ++s)
        columns[place[s].first][j][place[s].second] = adjusted[j][s];
    }
  } catch (const Error& error) {
    obstacle = error.what();
    return {};
  }
  return columns;
}

std::vector<Cure> cures_of(const DriftData& data, const ScoredModel& scored,
                           const std::vector<models::Input>& inputs, const HarmonisedColumns& combat,
                           const std::string& combat_obstacle) {
  if (!scored.is_classifier()) return {};
  Cure none{"none", "the scores as they are", "", "", {}};
  Cure z{"z-score",
         "each feature gets the mean and SD that it has on the reference",
         "assumes the same case mix on every scanner; the mean and SD of these very cases are used",
         "",
         {}};
  Cure batch{
      "combat",
      "ComBat with the reference as reference batch, parametric, without covariates",
      "is fitted to these very cases, without their outcomes; differences in case mix would be removed, too",
      combat_obstacle,
      {}};
  Cure aligned{"alignment",
               "scores get the distribution that they have on the reference",
               "assumes the same prevalence on every scanner",
               "",
               {}};
  Cure recalibrated{"recalibration",
                    "intercept and slope fitted on each scanner, on other patients (five folds)",
                    "needs outcomes from each scanner",
                    "",
                    {}};
  const models::ModelCard& card = scored.card();
  const auto reference = input_columns(data, card, 0);
  const std::size_t others = data.conditions.size() - 1;
  for (Cure* cure : {&none, &z, &aligned, &recalibrated}) cure->conditions.resize(others);
  if (combat_obstacle.empty()) batch.conditions.resize(others);
  oneapi::tbb::parallel_for(std::size_t{1}, others + 1, [&](std::size_t c) {
    const auto judged = [&](const std::vector<double>& scores) { return judge(data, scored, c, scores); };
    const auto scores = [&](const std::vector<std::vector<double>>& columns) {
      return scores_of(*scored.model, scored.output, columns);
    };
    auto columns = input_columns(data, card, c);
    none.conditions[c - 1] = judged(scored.score[c]);
    z.conditions[c - 1] = judged(scores(standardised_columns(columns, reference, card)));
    if (combat_obstacle.empty()) {
      for (std::size_t j = 0; j < card.inputs.size(); ++j)
        for (std::size_t k = 0; k < inputs.size(); ++k)
          if (inputs[k] == card.inputs[j]) columns[j] = combat[c][k];
      batch.conditions[c - 1] = judged(scores(columns));
    }
    aligned.conditions[c - 1] = judged(aligned_scores(scored.score[c], scored.score[0]));
    recalibrated.conditions[c - 1] = judged(recalibrated_scores(data, scored, c));
  });
  return {none, z, batch, aligned, recalibrated};
}

}  // namespace radgauge::drift
