#pragma once

#include <map>
#include <string>

#include "core/field.h"
#include "core/random.h"

namespace radgauge::phantoms {

/// How patients differ and how their outcomes follow: the parameters of a population, shared by phantoms that
/// stand for patients. Fields explain them.
struct PatientModel {
  double prevalence = 0.5;
  double correlation_0_mm = 1.6;
  double correlation_1_mm = 3.2;
  double correlation_spread = 0.25;
  double risk = 0.4;
  double texture_effect = 1.2;
  double stage_effect = 0.4;
  double age_effect = 0.2;
  double median_months = 30;
  double shape = 1.2;
  double follow_up_months = 60;
  double dropout_per_month = 0.005;

  static FieldList<PatientModel> model_fields();
};

/// What a patient is: the truth that a model of scans has to lose.
struct PatientLatent {
  bool second_class = false;
  double correlation_mm = 0;
  double texture = 0;  ///< logarithm of the correlation length, standardised over patients
  double body = 1;     ///< size of the torso over the mean, uniform on 0.9 to 1.1
  double age = 0;      ///< years
  bool female = false;
  int stage = 1;
  double predictor = 0;  ///< of outcome and hazard; about 0 for the mean patient
};

/// The class is drawn first, then log correlation length ~ N(log of the class's median, spread); age ~
/// N(65, 10) in whole years, kept within 30 to 90; stage 1 to 4 with shares 0.3, 0.3, 0.25, 0.15. predictor =
/// texture_effect texture + stage_effect (stage - 2.25) + age_effect (age - 65) / 10.
PatientLatent draw_patient(const PatientModel& model, const Draws& draws);

/// Probability of outcome 1: odds risk / (1 - risk) exp(predictor).
double outcome_risk(const PatientModel& model, double predictor);

/// Columns age, sex, stage, outcome, time (months, 0.1 or more), event. Survival exp(-ln 2 (t /
/// median_months)^shape exp(predictor)) by inversion (Bender et al. 2005, doi:10.1002/sim.2059), cut at
/// follow_up_months and at an exponential dropout.
std::map<std::string, std::string> draw_covariates(const PatientModel& model, const PatientLatent& patient,
                                                   const Draws& draws);

}  // namespace radgauge::phantoms
