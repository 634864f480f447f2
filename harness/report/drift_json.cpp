#include "io/json.h"
#include "report/formats.h"

namespace radgauge::report {
namespace {

using Json = nlohmann::ordered_json;
using io::json_number;

void add_reason(Json& out, const std::string& key, const drift::Estimate& e) {
  if (std::isnan(e.value) && !e.reason.empty()) out[key] = e.reason;
}

Json limits_of(const drift::Estimate& e) {
  return {{"value", json_number(e.value)}, {"lower", json_number(e.lower)}, {"upper", json_number(e.upper)}};
}

Json attribution_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const drift::InputShare& share : c.attribution)
    out.push_back({{"input", share.input.name}, {"score_shift", json_number(share.score_shift)}});
  return out;
}

Json reasons_json(const drift::ConditionDrift& c) {
  Json out = Json::object();
  add_reason(out, "auc", c.auc);
  add_reason(out, "brier", c.brier);
  add_reason(out, "citl", c.calibration_in_the_large);
  add_reason(out, "cal_intercept", c.calibration_intercept);
  add_reason(out, "cal_slope", c.calibration_slope);
  add_reason(out, "sensitivity", c.sensitivity);
  add_reason(out, "specificity", c.specificity);
  add_reason(out, "auc_difference", c.auc_difference);
  add_reason(out, "flip_rate", c.flip_rate);
  add_reason(out, "score_shift", c.score_shift);
  if (std::isnan(c.auc.lower) && !std::isnan(c.auc.value) && !c.auc.reason.empty())
    out["auc_delong"] = c.auc.reason;
  return out;
}

Json decision_curve_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const drift::DecisionPoint& p : c.decision_curve)
    out.push_back({{"threshold", p.threshold},
                   {"net_benefit", json_number(p.model)},
                   {"net_benefit_all", json_number(p.all)}});
  return out;
}

Json bins_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const statistics::CalibrationBin& b : c.bins)
    out.push_back({{"bin", b.bin}, {"n", b.n}, {"mean_p", b.mean_p}, {"observed", b.observed}});
  return out;
}

Json details_json(const drift::ConditionDrift& c) {
  Json out{{"n_unlabelled", c.n_unlabelled},
           {"observed_over_expected", json_number(c.observed_over_expected)},
           {"ece_width10_right", json_number(c.ece)},
           {"ici", json_number(c.ici)},
           {"brier_reliability", json_number(c.brier_split.reliability)},
           {"brier_resolution", json_number(c.brier_split.resolution)},
           {"brier_uncertainty", json_number(c.brier_split.uncertainty)},
           {"cal_slope_limits", limits_of(c.calibration_slope)},
           {"citl_limits", limits_of(c.calibration_in_the_large)},
           {"score_shift_limits", limits_of(c.score_shift)},
           {"expected_auc_without_labels", json_number(c.expected_auc)},
           {"repeat_sd", json_number(c.repeat_sd)},
           {"attribution_is_exact", c.attribution_is_exact}};
  out["by_patient"] = {{"auc", limits_of(c.auc_by_patient)},
                       {"auc_difference", limits_of(c.auc_difference_by_patient)},
                       {"brier", limits_of(c.brier_by_patient)},
                       {"sensitivity", limits_of(c.sensitivity_by_patient)},
                       {"specificity", limits_of(c.specificity_by_patient)},
                       {"flip_rate", limits_of(c.flip_rate_by_patient)},
                       {"score_shift", limits_of(c.score_shift_by_patient)}};
  if (!std::isnan(c.auc_unpaired_difference))
    out["auc_unpaired"] = {{"difference", c.auc_unpaired_difference}, {"p", json_number(c.auc_unpaired_p)}};
  if (!std::isnan(c.c_index.value) || c.auc.reason.find("C-index") != std::string::npos)
    out["survival"] = {{"cindex", limits_of(c.c_index)},
                       {"cindex_uno_nG2", json_number(c.c_index_uno)},
                       {"brier_ipcw", json_number(c.ipcw_brier)}};
  if (!std::isnan(c.mean_absolute_error)) out["mean_absolute_error"] = c.mean_absolute_error;
  out["calibration_bins"] = bins_json(c);
  out["decision_curve"] = decision_curve_json(c);
  return out;
}

Json condition_json(const drift::ConditionDrift& c) {
  Json out{{"name", c.name}, {"n", c.n}, {"n_positive", c.n_positive}, {"n_negative", c.n_negative}};
  out["auc"] = json_number(c.auc.value);
  out["auc_delong.lower"] = json_number(c.auc.lower);
  out["auc_delong.upper"] = json_number(c.auc.upper);
  if (std::isnan(c.auc.value)) out["reason"] = c.auc.reason;
  out["brier"] = json_number(c.brier.value);
  out["citl"] = json_number(c.calibration_in_the_large.value);
  out["cal_intercept"] = json_number(c.calibration_intercept.value);
  out["cal_slope"] = json_number(c.calibration_slope.value);
  out["sensitivity"] = json_number(c.sensitivity.value);
  out["specificity"] = json_number(c.specificity.value);
  out["n_paired"] = c.n_paired;
  out["auc_difference"] = json_number(c.auc_difference.value);
  out["auc_difference.lower"] = json_number(c.auc_difference.lower);
  out["auc_difference.upper"] = json_number(c.auc_difference.upper);
  out["auc_difference.p"] = json_number(c.auc_difference_p);
  out["n_flips_up"] = c.flips_up;
  out["n_flips_down"] = c.flips_down;
  out["flip_rate"] = json_number(c.flip_rate.value);
  out["score_shift"] = json_number(c.score_shift.value);
  out["attribution"] = attribution_json(c);
  out["reasons"] = reasons_json(c);
  out["details"] = details_json(c);
  return out;
}

Json cure_json(const drift::Cure& cure) {
  Json out{{"name", cure.name}, {"what", cure.what}, {"warning", cure.warning}, {"obstacle", cure.obstacle}};
  out["conditions"] = Json::array();
  for (const drift::CuredCondition& c : cure.conditions)
    out["conditions"].push_back({{"name", c.condition},
                                 {"auc", json_number(c.auc.value)},
                                 {"auc_delong.lower", json_number(c.auc.lower)},
                                 {"auc_delong.upper", json_number(c.auc.upper)},
                                 {"brier", json_number(c.brier)},
                                 {"citl", json_number(c.calibration_in_the_large)},
                                 {"cal_slope", json_number(c.calibration_slope)},
                                 {"flip_rate", json_number(c.flip_rate)},
                                 {"score_shift", json_number(c.score_shift)}});
  return out;
}

Json model_json(const drift::ModelDrift& model) {
  Json out{{"name", model.name}, {"reference", model.reference}};
  out["conditions"] = Json::array();
  for (const drift::ConditionDrift& c : model.conditions) out["conditions"].push_back(condition_json(c));
  const drift::ScoreAgreement& a = model.agreement;
  out["details"] = {{"link", std::string(to_text(model.link))},
                    {"outcome", model.outcome},
                    {"threshold", model.threshold ? Json(*model.threshold) : Json()},
                    {"score_agreement",
                     {{"n", a.n},
                      {"icc_agreement", limits_of(a.icc)},
                      {"reason", a.icc.reason},
                      {"wSD", json_number(a.wsd)},
                      {"RC", json_number(a.rc)},
                      {"largest_range", json_number(a.largest_range)}}}};
  out["details"]["cures"] = Json::array();
  for (const drift::Cure& cure : model.cures) out["details"]["cures"].push_back(cure_json(cure));
  return out;
}

Json shift_json(const drift::InputShift& s) {
  return {{"input", s.input.name},
          {"condition", s.condition},
          {"psi10_right_eps1e-04", json_number(s.psi)},
          {"ks_D", json_number(s.ks)},
          {"ks_p_asymptotic", json_number(s.ks_p)},
          {"ks_q", json_number(s.ks_q)},
          {"wasserstein1_over_ref_sd", json_number(s.wasserstein_sd)},
          {"mean_shift_over_ref_sd", json_number(s.mean_shift_sd)}};
}

}  // namespace

std::string drift_json(const analysis::StudyResults& results) {
  const drift::DriftResults& d = results.drift;
  Json out{{"schema", "radgauge-drift-1"}, {"study", results.study}, {"over", d.over}};
  out["n_objects"] = d.n_objects;
  out["n_patients"] = d.n_patients;
  out["draws_of_patients"] = d.bootstraps;
  out["models"] = Json::array();
  for (const drift::ModelDrift& model : d.models) out["models"].push_back(model_json(model));
  out["input_shift"] = Json::array();
  for (const drift::InputShift& s : d.inputs) out["input_shift"].push_back(shift_json(s));
  out["input_agreement"] = Json::array();
  for (const drift::InputAgreement& a : d.agreements)
    out["input_agreement"].push_back({{"input", a.input.name}, {"icc_agreement", limits_of(a.icc)}});
  return io::to_json_text(out);
}

}  // namespace radgauge::report
