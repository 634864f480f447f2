#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/nan.h"
#include "models/model.h"
#include "statistics/calibration.h"

namespace radgauge::drift {

/// A number that may not exist, its 95 % interval where it has one, and why one of the three that it could
/// have does not exist.
struct Estimate {
  double value = kNaN;
  double lower = kNaN;
  double upper = kNaN;
  std::string reason;
};

/// What one input adds to the shift of the mean score, in the unit of the linear predictor.
struct InputShare {
  models::Input input;
  double score_shift = 0;
};

/// Net benefit of a model and of deciding for everybody, at one threshold.
struct DecisionPoint {
  double threshold = kNaN;
  double model = kNaN;
  double all = kNaN;
};

/// What changed between the reference and a condition. prevalence: the share with the outcome, and nothing
/// within the classes; covariate: inputs or scores of the same objects, or within a class; both; none that
/// could be shown; unknown: there is a reason.
enum class ShiftKind { unknown, none, prevalence, covariate, both };

/// Patients of a Cox model who are high risk on one condition and low risk on another: above the median score
/// of the reference, which stays the cut.
struct RiskGroups {
  double cut = kNaN;
  std::int64_t up = 0;
  std::int64_t down = 0;
  Estimate change_rate;  ///< of objects with a score under both; Wilson limits
};

/// Which shift it is, with its evidence. Of the same objects (`is_paired`) the prevalence cannot have
/// changed: paired t tests of the mean of score and inputs. Of different ones: Fisher's exact test of the
/// outcome, and Kolmogorov-Smirnov tests of score and inputs within each class, which a change of prevalence
/// leaves alone (after Roschewitz et al. 2024, arXiv:2411.07940, with the outcomes known). p values of inputs
/// are times their number (Bonferroni).
struct ShiftVerdict {
  ShiftKind kind = ShiftKind::unknown;
  bool is_paired = false;
  double prevalence_reference = kNaN;
  double prevalence = kNaN;
  double prevalence_p = kNaN;
  double inputs_p = kNaN;
  std::string most_moved;  ///< what has the smallest p
  std::string reason;      ///< why it is unknown
};

/// How far the inputs of a model, taken together, are from the reference, in its SDs: distances of the two
/// clouds of objects that have every input, of at most 1,000 objects of each, drawn by the seed. Of the same
/// objects (`is_paired`) features alone, and p by swapping the two conditions of whole patients; of different
/// ones all inputs, and p by shuffling patients between them. The classifier (logistic, ridge 1) scores
/// patients that it did not learn from; 0.5 is chance.
struct CloudShift {
  bool is_paired = false;
  std::int64_t n_reference = 0;
  std::int64_t n = 0;
  double energy = kNaN;  ///< 2E|X-Y| - E|X-X'| - E|Y-Y'| (Szekely & Rizzo 2013)
  double mmd2 = kNaN;    ///< unbiased, Gaussian kernel (Gretton et al. 2012, JMLR 13:723)
  double mmd_bandwidth = kNaN;
  double mmd_p = kNaN;  ///< of 200 relabellings
  double mmd_q = kNaN;  ///< Benjamini-Hochberg over sets of inputs and conditions
  double classifier_auc = kNaN;
  std::string reason;             ///< why there is nothing
  std::string reason_mmd;         ///< why there is no MMD
  std::string reason_classifier;  ///< why there is no classifier
};

/// Does the model still give the same reasons? Of each object the inputs in the order of the size of what the
/// score loses when one gets its mean on the reference, here against the reference.
struct ExplanationStability {
  std::int64_t n = 0;
  double mean_rank_correlation = kNaN;  ///< Spearman's, mean over objects
  double same_first_share = kNaN;       ///< of objects with the same input in front
  std::string reason;
};

/// What a model decides in one group of patients. Rates have Wilson limits.
struct GroupRates {
  std::string level;
  std::int64_t n = 0;
  std::int64_t n_labelled = 0;
  std::int64_t n_positive = 0;
  Estimate positive_rate;  ///< share for whom the decision is yes
  Estimate sensitivity;
  Estimate false_positive_rate;
  Estimate auc;
};

/// Groups of one column under one condition. Demographic parity: largest - smallest share of yes. Equalised
/// odds: the larger of the spreads of sensitivity and false positive rate (Hardt, Price & Srebro 2016,
/// arXiv:1610.02413).
struct GroupFairness {
  std::string column;
  std::string condition;
  std::vector<GroupRates> levels;
  Estimate parity_difference;
  Estimate equalised_odds_difference;
};

/// A number of a control chart: its centre and standard error do not follow from itself.
struct ControlledValue {
  double value = kNaN;
  double centre = kNaN;
  double se = kNaN;
  double distance = kNaN;  ///< (value - centre) / se
  bool is_signal = false;  ///< beyond 3 SE, or two of three periods in a row beyond 2 SE on one side: look
  std::string reason;      ///< why there is no value
};

/// Performance in one period. The centre of the AUC is that of the first period that has one, its SE that of
/// Hanley & McNeil; in the large the centre is 0, with the SE of predictions that are right. The rule of
/// signals is Western Electric's (1956): RQS 2.0 asks for one (criterion 37).
struct PeriodRecord {
  std::string period;
  std::int64_t n = 0;
  std::int64_t n_positive = 0;
  ControlledValue auc;
  ControlledValue calibration_in_the_large;
};

/// Models of one outcome whose AUC on the reference is within kEqualAuc of the best: equal there, and what
/// becomes of them elsewhere (D'Amour et al. 2022, JMLR 23:226; Eche et al. 2021,
/// doi:10.1148/ryai.2021210097).
inline constexpr double kEqualAuc = 0.02;
struct EqualCondition {
  std::string condition;
  double auc_lowest = kNaN;
  double auc_highest = kNaN;
  std::string lowest, highest;  ///< models
  std::int64_t n = 0;           ///< objects with a score of every model
  Estimate disagreement;        ///< share of objects about whom the models decide differently
};
struct EqualModels {
  std::string outcome;
  std::vector<std::string> models;
  std::vector<EqualCondition> conditions;  ///< the reference first
};

/// What a model does under one condition. Shares and probabilities of 1; scores are linear predictors.
struct ConditionDrift {
  std::string name;
  std::int64_t n = 0;  ///< objects with every input
  std::int64_t n_positive = 0;
  std::int64_t n_negative = 0;
  std::int64_t n_unlabelled = 0;  ///< with a score, without an outcome (or, of a Cox model, its time)
  Estimate auc;                   ///< DeLong limits
  Estimate brier;
  Estimate calibration_in_the_large;  ///< limits from the standard error; the next two likewise
  Estimate calibration_intercept;
  Estimate calibration_slope;  ///< of a Cox model by Cox regression on its score
  Estimate sensitivity;        ///< at the threshold, Wilson limits
  Estimate specificity;
  // Against the reference, on objects with a score under both.
  std::int64_t n_paired = 0;
  Estimate auc_difference;  ///< this - reference, paired DeLong
  double auc_difference_p = kNaN;
  bool decides = false;       ///< by a threshold; if not, there are no flips
  std::int64_t flips_up = 0;  ///< below the threshold on the reference, not below here
  std::int64_t flips_down = 0;
  Estimate flip_rate;
  Estimate score_shift;
  std::vector<InputShare> attribution;  ///< largest size first; sums to score_shift
  bool attribution_is_exact = true;     ///< of a weighted sum; else by swapping columns in random orders
  // Further views; those without a note have no limits.
  Estimate c_index;  ///< Harrell's, of a Cox model, with limits
  Estimate c_index_uno;
  Estimate ipcw_brier;  ///< at the horizon
  RiskGroups risk_groups;
  Estimate observed_over_expected;  ///< of a Cox model by the horizon, observed by Kaplan-Meier
  Estimate ece;                     ///< ten bins of equal width
  Estimate ici;
  statistics::BrierSplit brier_split;  ///< NaN where `brier` is
  Estimate mean_absolute_error;        ///< of an identity link
  Estimate expected_auc;               ///< from the scores alone, by the calibration on the reference (CBPE)
  Estimate repeat_sd;                  ///< within objects measured again under this condition
  bool is_unpaired = false;            ///< no object has a score under both: then, of different objects,
  Estimate auc_unpaired_difference;    ///< with limits
  double auc_unpaired_p = kNaN;
  // 95 % limits by drawing patients anew.
  Estimate auc_by_patient, auc_difference_by_patient, brier_by_patient, sensitivity_by_patient,
      specificity_by_patient, flip_rate_by_patient, score_shift_by_patient;
  std::vector<statistics::CalibrationBin> bins;
  std::vector<DecisionPoint> decision_curve;
  ShiftVerdict shift;  ///< of the reference itself unknown
  ExplanationStability explanation;
  CloudShift together;
};

/// Agreement of a model's score over the conditions, on objects with a score under all of them.
struct ScoreAgreement {
  std::int64_t n = 0;
  Estimate icc;                 ///< ICC(A,1)
  std::string reason;           ///< why there is none of the numbers below
  double wsd = kNaN;            ///< within objects over conditions, bias of conditions included
  double rc = kNaN;             ///< 1.96 sqrt(2) wsd
  double largest_range = kNaN;  ///< of one object over the conditions
};

/// What a cure makes of one condition. Only areas and C-indices have limits.
struct CuredCondition {
  std::string condition;
  std::int64_t n_scored = 0;  ///< objects to which this cure gives a score
  std::int64_t n = 0;         ///< judged: those to which every cure that scores anybody here gives a score
  Estimate auc;
  Estimate c_index;  ///< of a Cox model, Harrell's
  Estimate brier;
  Estimate calibration_in_the_large;
  Estimate calibration_slope;
  Estimate flip_rate;
  Estimate score_shift;
};

/// A way to mend the drift, measured on the same data.
struct Cure {
  std::string name;
  std::string what;      ///< what is done, in a sentence
  std::string warning;   ///< what it assumes, or how it leaks
  std::string obstacle;  ///< why it was not done; then there are no conditions
  std::vector<CuredCondition> conditions;
};

/// A weighted sum of one or two inputs with a threshold: a rule of measurements, as RECIST is one.
struct MeasurementRule {
  std::vector<models::Input> inputs;
  double cut_off = kNaN;      ///< of one input: its value at which the decision changes
  bool is_yes_above = false;  ///< of one input: the decision is yes from the cut-off on, else down from it
};

struct ModelDrift {
  std::string name;  ///< of several classes NAME:CLASS
  models::Link link = models::Link::logit;
  std::string outcome;
  std::optional<double> threshold;
  std::optional<MeasurementRule> rule;  ///< where the model is one
  std::string reference;
  std::vector<ConditionDrift> conditions;  ///< the reference first
  ScoreAgreement agreement;
  std::vector<Cure> cures;
  std::vector<GroupFairness> groups;  ///< column by column, condition by condition
  std::vector<PeriodRecord> record;   ///< over time
};

/// How far one input of some model moved between the reference and a condition.
struct InputShift {
  models::Input input;
  std::string condition;
  std::int64_t n_reference = 0;  ///< objects with the input
  std::int64_t n = 0;            ///< likewise under the condition
  double psi = kNaN;
  double ks = kNaN;
  double ks_p = kNaN;            ///< of independent samples: none where both have the same patients
  double ks_q = kNaN;            ///< Benjamini-Hochberg over inputs and conditions
  double wasserstein_sd = kNaN;  ///< over the SD of the reference
  double energy_sd = kNaN;       ///< energy distance D^2, likewise
  double mean_shift_sd = kNaN;   ///< likewise
  double paired_p = kNaN;        ///< t test of the mean move within patients, of the same objects
  double paired_q = kNaN;        ///< Benjamini-Hochberg over inputs and conditions
  std::string reason;            ///< why there is no distance at all
  std::string reason_p;          ///< why there is no p and q of independent samples
  std::string reason_paired;     ///< why there is no p and q of pairs
  std::string reason_sd;         ///< why there is nothing over the SD
};

/// Agreement of one input over the conditions: ICC(A,1) with F limits, on objects that have all of them.
struct InputAgreement {
  models::Input input;
  Estimate icc;
};

struct DriftResults {
  std::string over;  ///< factor or group; empty where nothing was asked
  std::string reference;
  std::int64_t n_objects = 0;
  std::int64_t n_patients = 0;
  std::int64_t bootstraps = 0;
  std::vector<ModelDrift> models;
  std::vector<EqualModels> equal;
  std::vector<InputShift> inputs;
  std::vector<InputAgreement> agreements;
};

}  // namespace radgauge::drift

namespace radgauge {
template <>
struct WordsOf<drift::ShiftKind> {
  static constexpr std::array list{std::string_view("unknown"), std::string_view("none"),
                                   std::string_view("prevalence"), std::string_view("covariate"),
                                   std::string_view("both")};
};
}  // namespace radgauge
