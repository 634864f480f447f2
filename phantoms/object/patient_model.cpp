#include "phantoms/object/patient_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/text.h"

namespace radgauge::phantoms {

namespace {

enum PatientModelDraw : std::uint32_t { kPatientLatent, kPatientCovariates, kPatientOutcome };

/// The logarithm of the correlation length over the mean and SD of its mixture of two normal laws.
double standardised_texture(const PatientModel& p, double log_length) {
  const double step = std::log(p.correlation_1_mm / p.correlation_0_mm);
  const double mean = std::log(p.correlation_0_mm) + p.prevalence * step;
  const double variance =
      p.correlation_spread * p.correlation_spread + p.prevalence * (1 - p.prevalence) * step * step;
  return (log_length - mean) / std::sqrt(variance);
}

}  // namespace

FieldList<PatientModel> PatientModel::model_fields() {
  const Range share{0.01, 0.99};
  const Range effect{-10, 10};
  return {field("prevalence", &PatientModel::prevalence, "1", share, "share of patients of class 1"),
          field("correlation_0_mm", &PatientModel::correlation_0_mm, "mm", between(0.5, 10),
                "median correlation length of the texture of class 0"),
          field("correlation_1_mm", &PatientModel::correlation_1_mm, "mm", between(0.5, 10),
                "the same of class 1"),
          field("correlation_spread", &PatientModel::correlation_spread, "1", between(0.01, 1),
                "SD of its logarithm within a class"),
          field("risk", &PatientModel::risk, "1", share, "of the outcome, for a predictor of 0"),
          field("texture_effect", &PatientModel::texture_effect, "1", effect,
                "log odds and log hazard per SD of the latent texture"),
          field("stage_effect", &PatientModel::stage_effect, "1", effect, "the same per stage"),
          field("age_effect", &PatientModel::age_effect, "1", effect, "the same per ten years"),
          field("median_months", &PatientModel::median_months, "month", between(0.1, 1000),
                "median survival, for a predictor of 0"),
          field("shape", &PatientModel::shape, "1", between(0.2, 10), "of the Weibull law of survival"),
          field("follow_up_months", &PatientModel::follow_up_months, "month", between(0.1, 1000),
                "end of the study"),
          field("dropout_per_month", &PatientModel::dropout_per_month, "1/month", between(0, 10),
                "rate at which patients are lost before")};
}

PatientLatent draw_patient(const PatientModel& model, const Draws& draws) {
  PatientLatent t;
  t.second_class = draws.uniform(0, kPatientLatent) < model.prevalence;
  const double median = t.second_class ? model.correlation_1_mm : model.correlation_0_mm;
  const double log_length = std::log(median) + model.correlation_spread * draws.normal(1, kPatientLatent);
  t.correlation_mm = std::exp(log_length);
  t.texture = standardised_texture(model, log_length);
  t.body = 0.9 + 0.2 * draws.uniform(2, kPatientLatent);
  t.age = std::clamp(std::round(65 + 10 * draws.normal(0, kPatientCovariates)), 30.0, 90.0);
  t.female = draws.uniform(1, kPatientCovariates) < 0.5;
  const double u = draws.uniform(2, kPatientCovariates);
  t.stage = u < 0.3 ? 1 : u < 0.6 ? 2 : u < 0.85 ? 3 : 4;
  t.predictor = model.texture_effect * t.texture + model.stage_effect * (t.stage - 2.25) +
                model.age_effect * (t.age - 65) / 10;
  return t;
}

double outcome_risk(const PatientModel& model, double predictor) {
  return 1 / (1 + (1 - model.risk) / model.risk * std::exp(-predictor));
}

std::map<std::string, std::string> draw_covariates(const PatientModel& model, const PatientLatent& patient,
                                                   const Draws& draws) {
  const auto waiting = [&](std::uint64_t item) { return -std::log(draws.uniform(item, kPatientOutcome)); };
  const double hazard = std::numbers::ln2 * std::exp(patient.predictor);
  const double survival = model.median_months * std::pow(waiting(1) / hazard, 1 / model.shape);
  const double lost = model.dropout_per_month > 0 ? waiting(2) / model.dropout_per_month : HUGE_VAL;
  const double end = std::min(model.follow_up_months, lost);
  const bool outcome = draws.uniform(0, kPatientOutcome) < outcome_risk(model, patient.predictor);
  return {{"age", to_text(patient.age)},
          {"sex", patient.female ? "F" : "M"},
          {"stage", to_text(static_cast<std::int64_t>(patient.stage))},
          {"outcome", outcome ? "1" : "0"},
          // A time of 0 is no time to survival models.
          {"time", to_text(std::max(0.1, std::round(10 * std::min(survival, end)) / 10))},
          {"event", survival <= end ? "1" : "0"}};
}

}  // namespace radgauge::phantoms
