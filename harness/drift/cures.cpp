#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/text.h"
#include "drift/scores.h"
#include "statistics/logistic.h"
#include "statistics/roc.h"
#include "statistics/sample_moments.h"
#include "statistics/survival_concordance.h"

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

// intercept + slope x score, of a fit that did not see the patient; NaN where a fold has no fit.
std::vector<double> recalibrated_scores(const DriftData& data, const ScoredModel& scored,
                                        std::size_t condition) {
  const std::vector<double>& score = scored.score[condition];
  std::vector<double> out(score.size(), kNaN);
  for (std::size_t fold = 0; fold < kCureFolds; ++fold) {
    std::vector<std::uint8_t> y;
    std::vector<double> x;
    for (std::size_t i = 0; i < score.size(); ++i) {
      if (data.patient[i] % kCureFolds == fold || std::isnan(score[i]) || std::isnan(scored.outcome[i]))
        continue;
      y.push_back(scored.outcome[i] != 0 ? 1 : 0);
      x.push_back(score[i]);
    }
    const std::span<const double> columns[] = {x};
    const statistics::LogisticFit fit = statistics::fit_logistic(y, columns);
    if (!fit.reason.empty()) continue;
    for (std::size_t i = 0; i < score.size(); ++i)
      if (data.patient[i] % kCureFolds == fold) out[i] = fit.intercept + fit.slopes[0] * score[i];
  }
  return out;
}

// What a cure makes of the scores of one condition.
struct CuredScores {
  std::vector<double> score;
  std::string why_none;                  ///< where nobody gets one
  std::vector<double> reference = {};    ///< scores there; empty: those of the model
  std::optional<double> threshold = {};  ///< of another model than that which is cured
};

bool scores_anybody(const CuredScores& cured) {
  return std::any_of(cured.score.begin(), cured.score.end(), [](double v) { return !std::isnan(v); });
}

// Takes out the objects to which a cure that scores anybody gives no score, so that cures are judged on the
// same.
void keep_common(const CuredScores& cured, std::vector<bool>& common) {
  if (!scores_anybody(cured)) return;
  for (std::size_t i = 0; i < common.size(); ++i) common[i] = common[i] && !std::isnan(cured.score[i]);
}

Estimate cured_number(double value, std::string_view reason) {
  return {value, kNaN, kNaN, std::isnan(value) ? std::string(reason) : ""};
}

void judge_outcomes(CuredCondition& out, const ScoredModel& scored, const std::vector<double>& scores) {
  out.c_index = cured_number(kNaN, "the outcome is no time: see the AUC");
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

void judge_survival(CuredCondition& out, const ScoredModel& scored, const std::vector<double>& scores) {
  std::vector<double> time, risk;
  std::vector<std::uint8_t> status;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i]) || !scored.has_outcome(i)) continue;
    time.push_back(scored.time[i]);
    status.push_back(scored.outcome[i] != 0 ? 1 : 0);
    risk.push_back(scores[i]);
  }
  out.auc = out.brier = out.calibration_in_the_large = out.calibration_slope =
      cured_number(kNaN, "the outcome is a time: see the C-index");
  if (time.empty()) {
    out.c_index = cured_number(kNaN, "no object that is judged has an outcome and its time");
    return;
  }
  const statistics::SurvivalConcordance c = statistics::survival_concordance({time, status}, risk);
  out.c_index = {c.c, c.lower(), c.upper(), std::string(c.reason)};
}

void judge_moves(CuredCondition& out, const ScoredModel& scored, const CuredScores& cured,
                 const std::vector<double>& scores) {
  const std::vector<double>& reference = cured.reference.empty() ? scored.score[0] : cured.reference;
  const std::optional<double> threshold = cured.reference.empty() ? scored.card().threshold : cured.threshold;
  const auto decides = [&](double score) { return models::response(scored.card(), score) >= *threshold; };
  double shift = 0, flips = 0, n = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i]) || std::isnan(reference[i])) continue;
    shift += scores[i] - reference[i];
    if (threshold) flips += decides(scores[i]) != decides(reference[i]);
    n += 1;
  }
  constexpr std::string_view unpaired = "no object that is judged has a score on the reference";
  out.score_shift = cured_number(shift / n, unpaired);
  out.flip_rate =
      threshold ? cured_number(flips / n, unpaired) : cured_number(kNaN, "the model has no threshold");
}

CuredCondition judge(const ScoredModel& scored, const CuredScores& cured, const std::vector<bool>& common) {
  CuredCondition out;
  if (!scores_anybody(cured)) {
    out.auc = out.c_index = out.brier = out.calibration_in_the_large = out.calibration_slope = out.flip_rate =
        out.score_shift = cured_number(kNaN, cured.why_none);
    return out;
  }
  std::vector<double> scores = cured.score;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    out.n_scored += std::isnan(scores[i]) ? 0 : 1;
    if (!common[i]) scores[i] = kNaN;
    out.n += std::isnan(scores[i]) ? 0 : 1;
  }
  if (scored.card().link == models::Link::cox)
    judge_survival(out, scored, scores);
  else
    judge_outcomes(out, scored, scores);
  judge_moves(out, scored, cured, scores);
  return out;
}

// A cure with its scores under one condition after the other, not yet judged.
struct PlannedCure {
  Cure cure;
  std::vector<CuredScores> scores;  // [condition]
};

PlannedCure plan_cure(std::string name, std::string what, std::string warning, std::string obstacle = "") {
  return {{std::move(name), std::move(what), std::move(warning), std::move(obstacle), {}}, {}};
}

constexpr const char* kNoInputs = "no object has every input of the model here";

PlannedCure plan_none(const ScoredModel& scored) {
  PlannedCure out = plan_cure("none", "the scores as they are", "");
  for (const std::vector<double>& score : scored.score) out.scores.push_back({score, kNoInputs});
  return out;
}

PlannedCure plan_z_score(const ScoredModel& scored, const ColumnsOfConditions& columns) {
  PlannedCure out =
      plan_cure("z-score", "each feature gets the mean and SD that it has on the reference",
                "assumes the same case mix on every scanner; the mean and SD of these very cases are used");
  for (const auto& condition : columns)
    out.scores.push_back(
        {scores_of(*scored.model, scored.output, standardised_columns(condition, columns[0], scored.card())),
         kNoInputs});
  return out;
}

PlannedCure plan_combat(const ScoredModel& scored, const CombatVariant& variant,
                        const HarmonisedScores& harmonised) {
  PlannedCure out = plan_cure(variant.name, variant.what, variant.warning, harmonised.obstacle);
  if (!harmonised.obstacle.empty()) return out;
  for (std::size_t c = 0; c < scored.score.size(); ++c)
    out.scores.push_back({harmonised.score[scored.output][c],
                          harmonised.why_left_out[c].empty() ? kNoInputs : harmonised.why_left_out[c]});
  return out;
}

PlannedCure plan_alignment(const ScoredModel& scored) {
  PlannedCure out = plan_cure("alignment", "scores get the distribution that they have on the reference",
                              "assumes the same prevalence on every scanner");
  for (const std::vector<double>& score : scored.score)
    out.scores.push_back(
        {aligned_scores(score, scored.score[0]), "no object has a score here, or on the reference"});
  return out;
}

PlannedCure plan_recalibration(const DriftData& data, const ScoredModel& scored) {
  PlannedCure out =
      plan_cure("recalibration", "intercept and slope fitted on each scanner, on other patients (five folds)",
                "needs outcomes from each scanner",
                scored.is_classifier() ? "" : "only log odds have a calibration of intercept and slope here");
  if (!scored.is_classifier()) return out;
  for (std::size_t c = 0; c < scored.score.size(); ++c)
    out.scores.push_back(
        {recalibrated_scores(data, scored, c), "no fold of patients has a fit of intercept and slope"});
  return out;
}

PlannedCure plan_refit(const DriftData& data, const Refit& refit) {
  const bool decides = refit.model && refit.model->card().threshold;
  PlannedCure out = plan_cure(
      "refit",
      "an L1-penalised signature of those inputs whose ICC(A,1) over the conditions is " +
          to_text(kRefitIcc) +
          " or more, learnt on the reference from patients whom the comparison leaves out" +
          (refit.what.empty() ? "" : ": " + refit.what) + (decides ? "; with a threshold of its own" : ""),
      "needs outcomes from the reference, and patients who were measured under all conditions",
      refit.obstacle);
  if (!refit.model) return out;
  const ScoredModel anew = score_model(data, *refit.model, 0);
  for (const std::vector<double>& score : anew.score)
    out.scores.push_back({score, kNoInputs, anew.score[0], refit.model->card().threshold});
  return out;
}

}  // namespace

CureParts cure_parts(const DriftData& data, const models::Model& model, std::uint64_t seed) {
  CureParts out;
  const models::ModelCard& card = model.card();
  for (std::size_t c = 0; c < data.conditions.size(); ++c)
    out.columns.push_back(input_columns(data, card, c));
  out.variants = combat_variants(data.learning != nullptr);
  for (const CombatVariant& variant : out.variants)
    out.harmonised.push_back(harmonised_scores(data, model, out.columns, variant));
  out.refit = refit_without_drifting(data, card, seed);
  return out;
}

std::vector<Cure> cures_of(const DriftData& data, const ScoredModel& scored, const CureParts& parts) {
  if (!has_cures(scored)) return {};
  std::vector<PlannedCure> planned{plan_none(scored), plan_z_score(scored, parts.columns)};
  for (std::size_t v = 0; v < parts.variants.size(); ++v)
    planned.push_back(plan_combat(scored, parts.variants[v], parts.harmonised[v]));
  planned.push_back(plan_alignment(scored));
  planned.push_back(plan_recalibration(data, scored));
  planned.push_back(plan_refit(data, parts.refit));
  const std::size_t others = data.conditions.size() - 1;
  for (PlannedCure& plan : planned) plan.cure.conditions.resize(plan.scores.empty() ? 0 : others);
  oneapi::tbb::parallel_for(std::size_t{1}, others + 1, [&](std::size_t c) {
    std::vector<bool> common(data.n_objects(), true);
    for (const PlannedCure& plan : planned)
      if (!plan.scores.empty()) keep_common(plan.scores[c], common);
    for (PlannedCure& plan : planned) {
      if (plan.scores.empty()) continue;
      plan.cure.conditions[c - 1] = judge(scored, plan.scores[c], common);
      plan.cure.conditions[c - 1].condition = data.conditions[c];
    }
  });
  std::vector<Cure> cures;
  for (PlannedCure& plan : planned) cures.push_back(std::move(plan.cure));
  return cures;
}

}  // namespace radgauge::drift
