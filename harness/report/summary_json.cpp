#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agreement/numerical_floor.h"
#include "io/json.h"
#include "report/dose_summary.h"
#include "report/formats.h"

namespace radgauge::report {
namespace {

using Json = nlohmann::ordered_json;

// The decisions within each stratum but "all".
Json strata_json(const std::vector<agreement::FeatureRow>& rows) {
  Json out = Json::array();
  agreement::StratumKey last;
  for (const agreement::FeatureRow& row : rows) {
    if (row.stratum.is_all()) continue;
    if (out.empty() || row.stratum != last) {
      last = row.stratum;
      out.push_back({{"stratum", to_text(row.stratum)}, {"decisions", Json::object()}});
      for (const agreement::Decision d : analysis::kDecisions)
        out.back()["decisions"][std::string(to_text(d))] = 0;
    }
    Json& count = out.back()["decisions"][std::string(to_text(row.decision))];
    count = count.get<std::int64_t>() + 1;
  }
  return out;
}

constexpr std::size_t kWorstCases = 10;  // the rest is in worst_cases.csv

Json worst_case_json(const agreement::WorstCase& w) {
  return {{"feature", w.feature},
          {"object", w.object},
          {"column", w.column},
          {"share", w.share},
          {"icc", io::json_number(w.icc)},
          {"icc_without", io::json_number(w.icc_without)}};
}

Json limits_json(const Limits& limits) {
  Json out;
  const auto fields = field_table<Limits>();
  const auto values = to_values(limits);
  for (std::size_t i = 0; i < fields.size(); ++i)
    out[fields[i].name] = io::json_number(std::get<double>(values[i]));
  return out;
}

// What each factor does; critical.csv has every feature.
Json critical_json(const analysis::QuestionResult& q) {
  Json out = Json::array();
  for (const DoseSummary& s : dose_summaries(q)) {
    const agreement::DoseCurve& curve = *s.curve;
    Json levels = Json::array();
    for (std::size_t m = 0; m < curve.levels.size(); ++m) {
      std::int64_t holding = 0;
      for (const FamilyDoses& family : s.families) holding += family.holding[m];
      const agreement::DoseLevel& level = curve.levels[m];
      levels.push_back({{"requested", io::json_number(level.requested)},
                        {"achieved", io::json_number(level.achieved)},
                        {"cells", level.cells},
                        {"limited", level.limited},
                        {"failed", level.failed},
                        {"features_holding", holding}});
    }
    Json families = Json::object();
    for (const FamilyDoses& family : s.families)
      families[family.family] = {{"features", family.features}, {"holding", family.holding}};
    out.push_back({{"factor", curve.factor},
                   {"side", to_text(curve.side)},
                   {"magnitude", curve.magnitude},
                   {"unit", curve.unit},
                   {"features", s.features},
                   {"lost_at_mildest", s.lost_at_mildest},
                   {"lost_between", s.lost_between},
                   {"held", s.held},
                   {"not_estimable", s.not_estimable},
                   {"half_hold_up_to", io::json_number(s.half)},
                   {"levels", levels},
                   {"families", families}});
  }
  return out;
}

Json question_summary(const analysis::QuestionResult& q) {
  Json out;
  out["name"] = q.question.name;
  out["over"] = q.question.over;
  out["icc_form"] = to_text(q.question.form);
  out["against"] = to_text(q.question.against);
  out["limits"] = limits_json(q.question.limits);
  out["scale"] = to_text(q.question.scale);
  out["missing"] = to_text(q.question.missing);
  const analysis::DecisionCounts counts = analysis::count_decisions(q.rows);
  out["features"] = counts.total();
  for (std::size_t d = 0; d < 4; ++d)
    out["decisions"][std::string(to_text(analysis::kDecisions[d]))] = counts.of[d];
  out["obstacle"] = q.obstacle;
  out["strata"] = strata_json(q.rows);
  out["worst_cases"] = Json::array();
  if (!q.curves.empty()) out["critical"] = critical_json(q);
  for (std::size_t i = 0; i < std::min(q.worst_cases.size(), kWorstCases); ++i)
    out["worst_cases"].push_back(worst_case_json(q.worst_cases[i]));
  return out;
}

Json rate_json(const statistics::Proportion& rate) {
  return {{"rate", io::json_number(rate.value)},
          {"lower", io::json_number(rate.lower)},
          {"upper", io::json_number(rate.upper)}};
}

Json simulated_real_json(const agreement::SimulatedReal& pair) {
  Json out{{"simulated", pair.simulated},
           {"real", pair.real},
           {"factor", pair.factor},
           {"obstacle", pair.obstacle}};
  if (!pair.obstacle.empty()) return out;
  out["limits"] = limits_json(pair.limits);
  out["simulated_patients"] = pair.simulated_patients;
  out["real_patients"] = pair.real_patients;
  for (std::size_t c = 0; c < pair.counts.size(); ++c) {
    const std::string word(to_text(static_cast<agreement::Confirmation>(c)));
    out["counts"][word] = pair.counts[c];
    out["features"][word] = Json::array();
  }
  for (std::size_t f = 0; f < pair.features.size(); ++f)
    out["features"][std::string(to_text(pair.confirmations[f]))].push_back(pair.features[f]);
  out["false_certified"] = rate_json(pair.false_certified);
  out["false_certified"]["wilson_lower"] = io::json_number(pair.independent.lower);
  out["false_certified"]["wilson_upper"] = io::json_number(pair.independent.upper);
  out["false_certified"]["draws_of_patients"] = pair.bootstrap_samples;
  out["missed"] = rate_json(pair.missed);
  return out;
}

// Features that one unit in the last place moves by more than their floor allows; null where it was not
// measured.
Json edges_json(const analysis::StudyResults& results) {
  Json out;
  for (const analysis::FeatureOverview& feature : analysis::overview(results)) {
    if (std::isnan(feature.edge_sensitive)) continue;
    if (out.is_null()) out = Json::array();
    if (analysis::is_edge_sensitive(feature))
      out.push_back({{"feature", feature.feature},
                     {"largest_change", io::json_number(feature.edge_sensitive)},
                     {"numerical_floor", io::json_number(agreement::numerical_floor(feature.feature))}});
  }
  return out;
}

Json magnitude_json(const analysis::MagnitudeSummary& m) {
  return {{"group", m.group},
          {"operation", m.operation},
          {"parameter", m.parameter},
          {"unit", m.unit},
          {"n", m.n},
          {"requested_min", io::json_number(m.requested_min)},
          {"requested_max", io::json_number(m.requested_max)},
          {"achieved_mean", io::json_number(m.achieved_mean)},
          {"achieved_min", io::json_number(m.achieved_min)},
          {"achieved_max", io::json_number(m.achieved_max)},
          {"n_limited", m.n_limited}};
}

}  // namespace

std::string summary_json(const analysis::StudyResults& results) {
  Json out;
  out["schema"] = "radgauge-summary-1";
  out["study"] = results.study;
  out["counts"] = {{"patients", results.n_patients},
                   {"objects", results.n_objects},
                   {"conditions", results.n_conditions},
                   {"features", results.n_features},
                   {"cells", results.n_cells},
                   {"failed_cells", results.n_failed_cells},
                   {"absent_cells", results.n_absent_cells}};
  const analysis::Certified certified = analysis::certified_everywhere(results);
  out["certified_by_every_question"] = certified.everywhere;
  out["certified_but_unmoved"] = certified.unmoved;
  out["questions"] = Json::array();
  for (const analysis::QuestionResult& q : results.questions) out["questions"].push_back(question_summary(q));
  out["simulated_against_real"] = Json::array();
  for (const agreement::SimulatedReal& pair : results.simulated_real)
    out["simulated_against_real"].push_back(simulated_real_json(pair));
  out["edge_sensitive"] = edges_json(results);
  std::int64_t clusters = 0, clustered = 0;
  for (const agreement::Confounding& c : results.confounding) {
    clusters = std::max(clusters, c.cluster);
    clustered += c.cluster > 0 ? 1 : 0;
  }
  out["redundancy"] = {{"clusters", clusters}, {"features_in_clusters", clustered}};
  out["failures"] = Json::array();
  for (const analysis::FailedCell& f : results.failures)
    out["failures"].push_back(
        {{"object", f.object}, {"condition", f.condition}, {"reason", f.reason}, {"command", f.command}});
  out["magnitudes"] = Json::array();
  for (const analysis::MagnitudeSummary& m : results.magnitudes)
    out["magnitudes"].push_back(magnitude_json(m));
  out["notes"] = Json::array();
  for (const analysis::Note& note : results.notes) out["notes"].push_back(note.text);
  out["command"] = results.command;
  // Text that is not UTF-8 (an old file's patient name) must not lose the summary.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace radgauge::report
