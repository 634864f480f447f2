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
  Estimate calibration_slope;
  Estimate sensitivity;  ///< at the threshold, Wilson limits
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
  Estimate observed_over_expected;
  Estimate ece;  ///< ten bins of equal width
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

/// What a cure makes of one condition. Only `auc` has limits.
struct CuredCondition {
  std::string condition;
  std::int64_t n_scored = 0;  ///< objects to which this cure gives a score
  std::int64_t n = 0;         ///< judged: those to which every cure that scores anybody here gives a score
  Estimate auc;
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

struct ModelDrift {
  std::string name;  ///< of several classes NAME:CLASS
  models::Link link = models::Link::logit;
  std::string outcome;
  std::optional<double> threshold;
  std::string reference;
  std::vector<ConditionDrift> conditions;  ///< the reference first
  ScoreAgreement agreement;
  std::vector<Cure> cures;
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
  double mean_shift_sd = kNaN;   ///< likewise
  std::string reason;            ///< why there is no distance at all
  std::string reason_p;          ///< why there is no p and q
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
  std::vector<InputShift> inputs;
  std::vector<InputAgreement> agreements;
};

}  // namespace radgauge::drift
