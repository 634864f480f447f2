#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>

#include "drift/combat_cure.h"
#include "drift/drift_data.h"
#include "drift/drift_results.h"
#include "drift/refit_cure.h"

namespace radgauge::drift {

/// One output of a model with its scores; lists are by object.
struct ScoredModel {
  const models::Model* model = nullptr;
  std::size_t output = 0;
  std::vector<double> outcome;                ///< NaN unknown
  std::vector<double> time;                   ///< of a Cox model
  std::vector<std::vector<double>> score;     ///< [condition]: linear predictor, NaN without some input
  std::vector<std::vector<double>> response;  ///< [condition]

  const models::ModelCard& card() const { return model->card(); }
  bool has_outcome(std::size_t object) const {
    return !std::isnan(outcome[object]) && (time.empty() || !std::isnan(time[object]));
  }
  bool is_classifier() const { return card().link == models::Link::logit || !card().classes.empty(); }
  /// response >= threshold; false without threshold.
  bool decides(std::size_t condition, std::size_t object) const {
    return card().threshold && response[condition][object] >= *card().threshold;
  }
};

/// The columns of a model's inputs under a condition.
std::vector<std::vector<double>> input_columns(const DriftData& data, const models::ModelCard& card,
                                               std::size_t condition, std::size_t repeat = 0);
/// Scores of such columns.
std::vector<double> scores_of(const models::Model& model, std::size_t output,
                              const std::vector<std::vector<double>>& columns);
ScoredModel score_model(const DriftData& data, const models::Model& model, std::size_t output);

/// Objects with a score under a condition and a known outcome, and what the two are.
struct LabelledScores {
  std::vector<std::size_t> object;
  std::vector<std::uint8_t> label;
  std::vector<double> score;
  std::vector<double> response;
};
/// `also`, if given, is another condition under which there must be a score.
LabelledScores labelled_scores(const ScoredModel& scored, std::size_t condition,
                               std::optional<std::size_t> also = {});

/// Intercept and slope of the scores of a classifier on the reference; NaN with a reason where no score there
/// has an outcome, and NaN of another model.
statistics::Recalibration reference_calibration(const ScoredModel& scored);
/// Everything of one condition that needs no draws.
ConditionDrift condition_drift(const DriftData& data, const ScoredModel& scored,
                               const statistics::Recalibration& on_reference, std::size_t condition);

/// Of a Cox model: calibration slope, what is observed over what is expected at the horizon, and risk groups.
void add_survival_views(ConditionDrift& out, const ScoredModel& scored, std::size_t condition);

/// Shares of the inputs in the shift of the mean score between the reference (condition 0) and `condition`,
/// over objects with a score under both: the exact split of a weighted sum; else the mean over random orders
/// of what swapping one column after the other from reference to condition does (Shapley's value by sampling,
/// Strumbelj & Kononenko 2014, doi:10.1007/s10115-013-0679-x). Sums to the shift.
std::vector<InputShare> attribution(const DriftData& data, const ScoredModel& scored, std::size_t condition);

/// Limits by drawing patients anew, for every condition of `drift` in turn.
void add_bootstrap(const DriftData& data, const ScoredModel& scored, std::uint64_t seed, std::int64_t draws,
                   std::vector<ConditionDrift>& drift);

/// Agreement over conditions of [condition][object], NaN where missing.
ScoreAgreement agreement_of(const std::vector<std::vector<double>>& values);

/// Folds of patients of cures that are fitted on others than those they are judged on.
inline constexpr std::size_t kCureFolds = 5;

/// What the cures of all outputs of a model share.
struct CureParts {
  ColumnsOfConditions columns;
  std::vector<CombatVariant> variants;
  std::vector<HarmonisedScores> harmonised;  ///< of each variant
  Refit refit;
};
CureParts cure_parts(const DriftData& data, const models::Model& model, std::uint64_t seed);

/// Models that tell classes, and Cox models.
inline bool has_cures(const ScoredModel& scored) {
  return scored.is_classifier() || scored.card().link == models::Link::cox;
}
/// Cures of one output, all judged on the same objects of a condition: those to which every cure that scores
/// anybody there gives a score. Empty where there are none.
std::vector<Cure> cures_of(const DriftData& data, const ScoredModel& scored, const CureParts& parts);

/// The rule that a model is, if it is one.
std::optional<MeasurementRule> measurement_rule(const models::Model& model);

/// Decisions of a model with a threshold in each group of the data; else empty.
std::vector<GroupFairness> group_fairness(const DriftData& data, const ScoredModel& scored);
ShiftVerdict shift_verdict(const DriftData& data, const ScoredModel& scored, std::size_t condition);
/// Of every condition, the reference first.
std::vector<ExplanationStability> explanation_stability(const DriftData& data, const ScoredModel& scored);
/// Period by period, numbers in their order; an object counts where it was measured first. Empty for data
/// without periods, and for a model that does not tell classes.
std::vector<PeriodRecord> performance_record(const DriftData& data, const ScoredModel& scored);
/// Sets of two or more; `scored` in the order of `drift`.
std::vector<EqualModels> equal_models(const std::vector<ModelDrift>& drift,
                                      const std::vector<ScoredModel>& scored);

/// `inputs` are features. Distances of every input between the reference and each other condition.
std::vector<InputShift> input_shifts(const DriftData& data, const std::vector<models::Input>& inputs);
/// By the inputs of a model: for every condition, the reference first.
using CloudShifts = std::map<std::vector<models::Input>, std::vector<CloudShift>>;
CloudShifts cloud_shifts(const DriftData& data,
                         const std::vector<std::shared_ptr<const models::Model>>& models, std::uint64_t seed);

/// Of a mean of paired differences, t test; 0 where all are the same and not 0. At least two.
double paired_mean_p(const std::vector<double>& difference);
std::vector<InputAgreement> input_agreements(const DriftData& data, const std::vector<models::Input>& inputs);

}  // namespace radgauge::drift
