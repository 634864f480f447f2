#include "io/json.h"
#include "report/formats.h"

namespace radgauge::report {
namespace {

using Json = nlohmann::ordered_json;

// Numbers under their keys; every null has its reason under the same key in "reasons".
class NumberWriter {
 public:
  explicit NumberWriter(Json& out) : out_(out) {}

  void number(const std::string& key, double value, const std::string& reason) {
    out_[key] = io::json_number(value);
    if (!std::isfinite(value)) reasons_[key] = reason;
  }
  void value(const std::string& key, const drift::Estimate& e) { number(key, e.value, e.reason); }
  void limits(const std::string& key, const drift::Estimate& e) {
    number(key + ".lower", e.lower, e.reason);
    number(key + ".upper", e.upper, e.reason);
  }
  void count(const std::string& key, std::int64_t value, const std::string& why_none) {
    out_[key] = why_none.empty() ? Json(value) : Json();
    if (!why_none.empty()) reasons_[key] = why_none;
  }
  const Json& reasons() const { return reasons_; }

 private:
  Json& out_;
  Json reasons_ = Json::object();
};

Json limits_of(const drift::Estimate& e) {
  Json out{{"value", io::json_number(e.value)},
           {"lower", io::json_number(e.lower)},
           {"upper", io::json_number(e.upper)}};
  if (!std::isfinite(e.value) || !std::isfinite(e.lower) || !std::isfinite(e.upper)) out["reason"] = e.reason;
  return out;
}

Json attribution_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const drift::InputShare& share : c.attribution)
    out.push_back({{"input", share.input.name}, {"score_shift", io::json_number(share.score_shift)}});
  return out;
}

Json decision_curve_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const drift::DecisionPoint& p : c.decision_curve)
    out.push_back({{"threshold", p.threshold},
                   {"net_benefit", io::json_number(p.model)},
                   {"net_benefit_all", io::json_number(p.all)}});
  return out;
}

Json bins_json(const drift::ConditionDrift& c) {
  Json out = Json::array();
  for (const statistics::CalibrationBin& b : c.bins)
    out.push_back({{"bin", b.bin}, {"n", b.n}, {"mean_p", b.mean_p}, {"observed", b.observed}});
  return out;
}

Json by_patient_json(const drift::ConditionDrift& c) {
  return {{"auc", limits_of(c.auc_by_patient)},
          {"auc_difference", limits_of(c.auc_difference_by_patient)},
          {"brier", limits_of(c.brier_by_patient)},
          {"sensitivity", limits_of(c.sensitivity_by_patient)},
          {"specificity", limits_of(c.specificity_by_patient)},
          {"flip_rate", limits_of(c.flip_rate_by_patient)},
          {"score_shift", limits_of(c.score_shift_by_patient)}};
}

Json unpaired_json(const drift::ConditionDrift& c) {
  Json out;
  NumberWriter write(out);
  write.value("difference", c.auc_unpaired_difference);
  write.limits("difference", c.auc_unpaired_difference);
  write.number("p", c.auc_unpaired_p, c.auc_unpaired_difference.reason);
  out["reasons"] = write.reasons();
  return out;
}

Json survival_json(const drift::ConditionDrift& c) {
  Json out{{"cindex", limits_of(c.c_index)}};
  NumberWriter write(out);
  write.value("cindex_uno_nG2", c.c_index_uno);
  write.value("brier_ipcw", c.ipcw_brier);
  out["risk_groups"] = {{"n_up", c.risk_groups.up}, {"n_down", c.risk_groups.down}};
  NumberWriter groups(out["risk_groups"]);
  groups.number("cut", c.risk_groups.cut, c.risk_groups.change_rate.reason);
  groups.value("change_rate", c.risk_groups.change_rate);
  groups.limits("change_rate", c.risk_groups.change_rate);
  out["risk_groups"]["reasons"] = groups.reasons();
  out["reasons"] = write.reasons();
  return out;
}

Json shift_verdict_json(const drift::ShiftVerdict& s) {
  Json out{{"kind", std::string(to_text(s.kind))}, {"is_paired", s.is_paired}, {"most_moved", s.most_moved}};
  NumberWriter write(out);
  const std::string paired = "the same objects have the same outcomes";
  const std::string& why = s.is_paired ? paired : s.reason;
  write.number("prevalence_reference", s.prevalence_reference, why);
  write.number("prevalence", s.prevalence, why);
  write.number("prevalence_p", s.prevalence_p, why);
  write.number("inputs_p_bonferroni", s.inputs_p, s.reason);
  if (!s.reason.empty()) out["reason"] = s.reason;
  out["reasons"] = write.reasons();
  return out;
}

Json explanation_json(const drift::ExplanationStability& e) {
  Json out{{"n", e.n}};
  NumberWriter write(out);
  write.number("mean_rank_correlation", e.mean_rank_correlation, e.reason);
  write.number("same_first_share", e.same_first_share, e.reason);
  out["reasons"] = write.reasons();
  return out;
}

Json together_json(const drift::CloudShift& s) {
  Json out{{"is_paired", s.is_paired}, {"n_reference", s.n_reference}, {"n", s.n}};
  NumberWriter write(out);
  write.number("energy_D2", s.energy, s.reason);
  write.number("mmd2_unbiased", s.mmd2, s.reason_mmd);
  write.number("mmd_bandwidth", s.mmd_bandwidth, s.reason_mmd);
  write.number("mmd_p_permutation", s.mmd_p, s.reason_mmd);
  write.number("mmd_q", s.mmd_q, s.reason_mmd);
  write.number("domain_classifier_auc", s.classifier_auc, s.reason_classifier);
  out["reasons"] = write.reasons();
  return out;
}

Json details_json(const drift::ConditionDrift& c, models::Link link) {
  Json out{{"n_unlabelled", c.n_unlabelled}};
  NumberWriter write(out);
  write.value("observed_over_expected", c.observed_over_expected);
  write.value("ece_width10_right", c.ece);
  write.value("ici", c.ici);
  write.number("brier_reliability", c.brier_split.reliability, c.brier.reason);
  write.number("brier_resolution", c.brier_split.resolution, c.brier.reason);
  write.number("brier_uncertainty", c.brier_split.uncertainty, c.brier.reason);
  out["cal_slope_limits"] = limits_of(c.calibration_slope);
  out["citl_limits"] = limits_of(c.calibration_in_the_large);
  out["score_shift_limits"] = limits_of(c.score_shift);
  write.value("expected_auc_without_labels", c.expected_auc);
  write.value("repeat_sd", c.repeat_sd);
  out["attribution_is_exact"] = c.attribution_is_exact;
  out["shift"] = shift_verdict_json(c.shift);
  out["explanation"] = explanation_json(c.explanation);
  out["inputs_together"] = together_json(c.together);
  out["by_patient"] = by_patient_json(c);
  if (c.is_unpaired) out["auc_unpaired"] = unpaired_json(c);
  if (link == models::Link::cox) out["survival"] = survival_json(c);
  if (link == models::Link::identity) write.value("mean_absolute_error", c.mean_absolute_error);
  out["calibration_bins"] = bins_json(c);
  out["decision_curve"] = decision_curve_json(c);
  out["reasons"] = write.reasons();
  return out;
}

Json group_rates_json(const drift::GroupRates& g) {
  return {{"level", g.level},
          {"n", g.n},
          {"n_labelled", g.n_labelled},
          {"n_positive", g.n_positive},
          {"positive_rate", limits_of(g.positive_rate)},
          {"sensitivity", limits_of(g.sensitivity)},
          {"false_positive_rate", limits_of(g.false_positive_rate)},
          {"auc", limits_of(g.auc)}};
}

Json groups_json(const std::vector<drift::GroupFairness>& groups) {
  Json list = Json::array();
  for (const drift::GroupFairness& g : groups) {
    Json out{{"column", g.column}, {"condition", g.condition}};
    NumberWriter write(out);
    write.value("demographic_parity_difference", g.parity_difference);
    write.value("equalised_odds_difference", g.equalised_odds_difference);
    out["levels"] = Json::array();
    for (const drift::GroupRates& level : g.levels) out["levels"].push_back(group_rates_json(level));
    out["reasons"] = write.reasons();
    list.push_back(out);
  }
  return list;
}

Json controlled_json(const drift::ControlledValue& v) {
  Json out{{"is_signal", v.is_signal}};
  NumberWriter write(out);
  const std::string why = v.reason.empty() ? "no period before has a centre, or a class is empty" : v.reason;
  write.number("value", v.value, why);
  write.number("centre", v.centre, why);
  write.number("se", v.se, why);
  for (const auto& [key, times] : {std::pair("warning", 2.0), std::pair("action", 3.0)}) {
    write.number(std::string(key) + ".lower", v.centre - times * v.se, why);
    write.number(std::string(key) + ".upper", v.centre + times * v.se, why);
  }
  out["reasons"] = write.reasons();
  return out;
}

Json record_json(const std::vector<drift::PeriodRecord>& record) {
  Json list = Json::array();
  for (const drift::PeriodRecord& r : record)
    list.push_back({{"period", r.period},
                    {"n", r.n},
                    {"n_positive", r.n_positive},
                    {"auc", controlled_json(r.auc)},
                    {"citl", controlled_json(r.calibration_in_the_large)}});
  return list;
}

Json equal_models_json(const std::vector<drift::EqualModels>& equal) {
  Json list = Json::array();
  for (const drift::EqualModels& e : equal) {
    Json out{{"outcome", e.outcome}, {"models", e.models}, {"auc_within", drift::kEqualAuc}};
    out["conditions"] = Json::array();
    for (const drift::EqualCondition& c : e.conditions) {
      Json condition{{"name", c.condition}, {"lowest", c.lowest}, {"highest", c.highest}, {"n", c.n}};
      NumberWriter write(condition);
      write.number("auc_lowest", c.auc_lowest, "no model has an AUC here");
      write.number("auc_highest", c.auc_highest, "no model has an AUC here");
      write.value("disagreement", c.disagreement);
      condition["reasons"] = write.reasons();
      out["conditions"].push_back(condition);
    }
    list.push_back(out);
  }
  return list;
}

Json condition_json(const drift::ConditionDrift& c, models::Link link) {
  Json out{{"name", c.name}, {"n", c.n}, {"n_positive", c.n_positive}, {"n_negative", c.n_negative}};
  NumberWriter write(out);
  write.value("auc", c.auc);
  write.limits("auc_delong", c.auc);
  if (std::isnan(c.auc.value)) out["reason"] = c.auc.reason;
  write.value("brier", c.brier);
  write.value("citl", c.calibration_in_the_large);
  write.value("cal_intercept", c.calibration_intercept);
  write.value("cal_slope", c.calibration_slope);
  write.value("sensitivity", c.sensitivity);
  write.value("specificity", c.specificity);
  out["n_paired"] = c.n_paired;
  write.value("auc_difference", c.auc_difference);
  write.limits("auc_difference", c.auc_difference);
  write.number("auc_difference.p", c.auc_difference_p, c.auc_difference.reason);
  const std::string undecided = c.decides ? "" : c.flip_rate.reason;
  write.count("n_flips_up", c.flips_up, undecided);
  write.count("n_flips_down", c.flips_down, undecided);
  write.value("flip_rate", c.flip_rate);
  write.value("score_shift", c.score_shift);
  out["attribution"] = attribution_json(c);
  out["reasons"] = write.reasons();
  out["details"] = details_json(c, link);
  return out;
}

Json cured_json(const drift::CuredCondition& c) {
  Json out{{"name", c.condition}, {"n", c.n}, {"n_scored", c.n_scored}};
  NumberWriter write(out);
  write.value("auc", c.auc);
  write.limits("auc_delong", c.auc);
  write.value("cindex", c.c_index);
  write.limits("cindex", c.c_index);
  write.value("brier", c.brier);
  write.value("citl", c.calibration_in_the_large);
  write.value("cal_slope", c.calibration_slope);
  write.value("flip_rate", c.flip_rate);
  write.value("score_shift", c.score_shift);
  out["reasons"] = write.reasons();
  return out;
}

Json cure_json(const drift::Cure& cure) {
  Json out{{"name", cure.name}, {"what", cure.what}, {"warning", cure.warning}, {"obstacle", cure.obstacle}};
  out["conditions"] = Json::array();
  for (const drift::CuredCondition& c : cure.conditions) out["conditions"].push_back(cured_json(c));
  return out;
}

Json score_agreement_json(const drift::ScoreAgreement& a) {
  Json out{{"n", a.n}, {"icc_agreement", limits_of(a.icc)}, {"reason", a.icc.reason}};
  NumberWriter write(out);
  write.number("wSD", a.wsd, a.reason);
  write.number("RC", a.rc, a.reason);
  write.number("largest_range", a.largest_range, a.reason);
  out["reasons"] = write.reasons();
  return out;
}

Json rule_json(const drift::MeasurementRule& rule) {
  Json out{{"inputs", Json::array()}};
  for (const models::Input& input : rule.inputs) out["inputs"].push_back(input.name);
  if (rule.inputs.size() > 1) return out;
  NumberWriter write(out);
  write.number("cut_off", rule.cut_off, "no value of the measurement changes the decision");
  out["is_yes_above"] = rule.is_yes_above;
  out["reasons"] = write.reasons();
  return out;
}

Json model_json(const drift::ModelDrift& model) {
  Json out{{"name", model.name}, {"reference", model.reference}};
  out["conditions"] = Json::array();
  for (const drift::ConditionDrift& c : model.conditions)
    out["conditions"].push_back(condition_json(c, model.link));
  Json details{{"link", std::string(to_text(model.link))}, {"outcome", model.outcome}};
  NumberWriter write(details);
  write.number("threshold", model.threshold.value_or(kNaN), "the model has no threshold");
  if (model.rule) details["rule"] = rule_json(*model.rule);
  details["score_agreement"] = score_agreement_json(model.agreement);
  details["reasons"] = write.reasons();
  details["cures"] = Json::array();
  for (const drift::Cure& cure : model.cures) details["cures"].push_back(cure_json(cure));
  details["groups"] = groups_json(model.groups);
  details["record"] = record_json(model.record);
  out["details"] = details;
  return out;
}

Json shift_json(const drift::InputShift& s) {
  Json out{{"input", s.input.name}, {"condition", s.condition}, {"n_reference", s.n_reference}, {"n", s.n}};
  NumberWriter write(out);
  write.number("psi10_right_eps1e-04", s.psi, s.reason);
  write.number("ks_D", s.ks, s.reason);
  write.number("ks_p_asymptotic", s.ks_p, s.reason_p);
  write.number("ks_q", s.ks_q, s.reason_p);
  write.number("paired_t_p", s.paired_p, s.reason_paired);
  write.number("paired_t_q", s.paired_q, s.reason_paired);
  write.number("energy_D2_over_ref_sd", s.energy_sd, s.reason_sd);
  write.number("wasserstein1_over_ref_sd", s.wasserstein_sd, s.reason_sd);
  write.number("mean_shift_over_ref_sd", s.mean_shift_sd, s.reason_sd);
  out["reasons"] = write.reasons();
  return out;
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
  out["equal_models"] = equal_models_json(d.equal);
  out["input_shift"] = Json::array();
  for (const drift::InputShift& s : d.inputs) out["input_shift"].push_back(shift_json(s));
  out["input_agreement"] = Json::array();
  for (const drift::InputAgreement& a : d.agreements)
    out["input_agreement"].push_back({{"input", a.input.name}, {"icc_agreement", limits_of(a.icc)}});
  return io::to_json_text(out);
}

}  // namespace radgauge::report
