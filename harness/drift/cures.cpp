#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "drift/scores.h"
#include "statistics/combat.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"
#include "statistics/sample_moments.h"

namespace radgauge::drift {
namespace {

// Each column moved and scaled to the mean and SD that it has on the reference.
std::vector<std::vector<double>> standardised_columns(std::vector<std::vector<double>> columns,
                                                      const std::vector<std::vector<double>>& reference,
                                                      const models::ModelCard& card) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (card.inputs[j].kind == models::Input::Kind::covariate) continue;
    const auto here = statistics::sample_moments(columns[j]),
               there = statistics::sample_moments(reference[j]);
    const double here_sd = std::sqrt(here.variance()), there_sd = std::sqrt(there.variance());
    if (!(here_sd > 0 && there_sd > 0)) continue;
    for (double& v : columns[j]) v = (v - here.mean) / here_sd * there_sd + there.mean;
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

// What a cure makes of the scores of one condition.
struct CuredScores {
  std::vector<double> score;
  std::string why_none;  ///< where nobody gets one
};

bool scores_anybody(const CuredScores& cured) {
  return std::any_of(cured.score.begin(), cured.score.end(), [](double v) { return !std::isnan(v); });
}

// Objects to which every cure that scores anybody gives a score, so that cures are judged on the same.
std::vector<bool> common_objects(const std::vector<CuredScores>& cures, std::size_t n) {
  std::vector<bool> common(n, true);
  for (const CuredScores& cured : cures)
    if (scores_anybody(cured))
      for (std::size_t i = 0; i < n; ++i) common[i] = common[i] && !std::isnan(cured.score[i]);
  return common;
}

Estimate cured_number(double value, std::string_view reason) {
  return {value, kNaN, kNaN, std::isnan(value) ? std::string(reason) : ""};
}

void judge_outcomes(CuredCondition& out, const ScoredModel& scored, const std::vector<double>& scores) {
  std::vector<std::uint8_t> label;
  std::vector<double> score, p;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i]) || std::isnan(scored.outcome[i])) continue;
    label.push_back(scored.outcome[i] != 0 ? 1 : 0);
    score.push_back(scores[i]);
    p.push_back(models::response(scored.card(), scores[i]));
  }
  if (label.empty()) {
    out.auc.reason = "no object that is judged has an outcome";
    out.brier = out.calibration_in_the_large = out.calibration_slope = out.auc;
    return;
  }
  const statistics::Auc auc = statistics::auc_delong(label, score);
  out.auc = {auc.auc, auc.lower(), auc.upper(), std::string(auc.reason)};
  out.brier = cured_number(statistics::prediction_error(label, p).brier, "");
  const auto r = statistics::recalibration_of_logits(label, score);
  out.calibration_in_the_large = cured_number(r.in_the_large, r.reason_in_the_large);
  out.calibration_slope = cured_number(r.slope, r.reason);
}

void judge_moves(CuredCondition& out, const ScoredModel& scored, const std::vector<double>& scores) {
  double shift = 0, flips = 0, n = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i]) || std::isnan(scored.score[0][i])) continue;
    shift += scores[i] - scored.score[0][i];
    if (scored.card().threshold)
      flips +=
          (models::response(scored.card(), scores[i]) >= *scored.card().threshold) != scored.decides(0, i);
    n += 1;
  }
  constexpr std::string_view unpaired = "no object that is judged has a score on the reference";
  out.score_shift = cured_number(shift / n, unpaired);
  out.flip_rate = scored.card().threshold ? cured_number(flips / n, unpaired)
                                          : cured_number(kNaN, "the model has no threshold");
}

CuredCondition judge(const ScoredModel& scored, const CuredScores& cured, const std::vector<bool>& common) {
  CuredCondition out;
  if (!scores_anybody(cured)) {
    out.auc = out.brier = out.calibration_in_the_large = out.calibration_slope = out.flip_rate =
        out.score_shift = cured_number(kNaN, cured.why_none);
    return out;
  }
  std::vector<double> scores = cured.score;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    out.n_scored += std::isnan(scores[i]) ? 0 : 1;
    if (!common[i]) scores[i] = kNaN;
    out.n += std::isnan(scores[i]) ? 0 : 1;
  }
  judge_outcomes(out, scored, scores);
  judge_moves(out, scored, scores);
  return out;
}

bool is_feature(const models::Input& input) {
  return input.kind == models::Input::Kind::feature;
}

using ColumnsOfConditions = std::vector<std::vector<std::vector<double>>>;

std::size_t complete_objects(const models::ModelCard& card, const std::vector<std::vector<double>>& columns,
                             std::vector<std::size_t>& objects) {
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    bool complete = true;
    for (std::size_t j = 0; j < card.inputs.size(); ++j)
      complete = complete && !(is_feature(card.inputs[j]) && std::isnan(columns[j][i]));
    if (complete) objects.push_back(i);
  }
  return objects.size();
}

// Samples of ComBat: the batches are the conditions that are kept, the reference the first of them.
struct CombatSamples {
  statistics::CombatData table;
  std::vector<std::pair<std::size_t, std::size_t>> place;  ///< condition and object of each sample
  std::size_t batches = 0;
};

// One sample for each object and condition that has every feature. A condition with fewer than two is left
// out, and `why_left_out` says so.
CombatSamples combat_samples(const DriftData& data, const models::ModelCard& card,
                             const ColumnsOfConditions& columns, std::vector<std::string>& why_left_out) {
  CombatSamples out;
  why_left_out.assign(columns.size(), "");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<std::size_t> objects;
    const std::size_t n = complete_objects(card, columns[c], objects);
    if (n < 2) {
      why_left_out[c] = data.conditions[c] + " has " + count_text(n) + (n == 1 ? " object" : " objects") +
                        " with every feature, and is left out of ComBat: a spread needs two";
      continue;
    }
    for (const std::size_t i : objects) {
      out.table.batch.push_back(out.batches);
      out.place.push_back({c, i});
    }
    ++out.batches;
  }
  for (std::size_t j = 0; j < card.inputs.size(); ++j) {
    if (!is_feature(card.inputs[j])) continue;
    auto& feature = out.table.features.emplace_back();
    for (const auto& [c, i] : out.place) feature.push_back(columns[c][j][i]);
  }
  return out;
}

// The cures, not yet done.
std::vector<Cure> planned_cures(const std::string& combat_obstacle) {
  return {
      {"none", "the scores as they are", "", "", {}},
      {"z-score",
       "each feature gets the mean and SD that it has on the reference",
       "assumes the same case mix on every scanner; the mean and SD of these very cases are used",
       "",
       {}},
      {"combat",
       "ComBat with the reference as reference batch, parametric, without covariates, on the features of "
       "this model",
       "is fitted to these very cases, without their outcomes; differences in case mix would be removed, too",
       combat_obstacle,
       {}},
      {"alignment",
       "scores get the distribution that they have on the reference",
       "assumes the same prevalence on every scanner",
       "",
       {}},
      {"recalibration",
       "intercept and slope fitted on each scanner, on other patients (five folds)",
       "needs outcomes from each scanner",
       "",
       {}}};
}

}  // namespace

HarmonisedColumns combat_columns(const DriftData& data, const models::ModelCard& card) {
  HarmonisedColumns out;
  for (std::size_t c = 0; c < data.conditions.size(); ++c)
    out.columns.push_back(input_columns(data, card, c));
  const CombatSamples samples = combat_samples(data, card, out.columns, out.why_left_out);
  if (samples.table.features.empty())
    out.obstacle = "the model reads no feature";
  else if (!out.why_left_out[0].empty())
    out.obstacle = out.why_left_out[0];
  else if (samples.batches < 2)
    out.obstacle = "no condition but the reference has two objects with every feature";
  if (!out.obstacle.empty()) return out;
  statistics::CombatOptions options;
  options.reference = 0;
  try {
    const auto model = statistics::fit_combat(samples.table, samples.batches, options);
    const auto adjusted = statistics::apply_combat(model, samples.table);
    std::size_t feature = 0;
    for (std::size_t j = 0; j < card.inputs.size(); ++j) {
      if (!is_feature(card.inputs[j])) continue;
      for (auto& condition : out.columns) condition[j].assign(data.n_objects(), kNaN);
      for (std::size_t s = 0; s < samples.place.size(); ++s)
        out.columns[samples.place[s].first][j][samples.place[s].second] = adjusted[feature][s];
      ++feature;
    }
  } catch (const Error& error) {
    out.obstacle = error.what();
  }
  return out;
}

std::vector<Cure> cures_of(const DriftData& data, const ScoredModel& scored,
                           const HarmonisedColumns& combat) {
  if (!scored.is_classifier()) return {};
  std::vector<Cure> cures = planned_cures(combat.obstacle);
  const models::ModelCard& card = scored.card();
  const auto reference = input_columns(data, card, 0);
  const std::size_t others = data.conditions.size() - 1;
  for (Cure& cure : cures) cure.conditions.resize(cure.obstacle.empty() ? others : 0);
  oneapi::tbb::parallel_for(std::size_t{1}, others + 1, [&](std::size_t c) {
    const auto scores = [&](const std::vector<std::vector<double>>& columns) {
      return scores_of(*scored.model, scored.output, columns);
    };
    constexpr const char* kNoInputs = "no object has every input of the model here";
    const std::vector<CuredScores> cured{
        {scored.score[c], kNoInputs},
        {scores(standardised_columns(input_columns(data, card, c), reference, card)), kNoInputs},
        {combat.obstacle.empty() ? scores(combat.columns[c]) : std::vector<double>(),
         combat.why_left_out[c].empty() ? kNoInputs : combat.why_left_out[c]},
        {aligned_scores(scored.score[c], scored.score[0]), "no object has a score here, or on the reference"},
        {recalibrated_scores(data, scored, c), "no fold of patients has a fit of intercept and slope"}};
    const std::vector<bool> common = common_objects(cured, data.n_objects());
    for (std::size_t k = 0; k < cures.size(); ++k)
      if (cures[k].obstacle.empty()) {
        cures[k].conditions[c - 1] = judge(scored, cured[k], common);
        cures[k].conditions[c - 1].condition = data.conditions[c];
      }
  });
  return cures;
}

}  // namespace radgauge::drift
