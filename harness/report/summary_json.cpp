#include <cmath>
#include <nlohmann/json.hpp>

#include "report/results.h"

namespace radgauge::report {
namespace {

using Json = nlohmann::ordered_json;

// JSON knows no NaN or infinity; null, written on purpose, stands for "does not exist".
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json question_json(const QuestionResult& q) {
  Json out;
  out["name"] = q.question.name;
  out["over"] = q.question.over;
  out["icc_form"] = q.question.form == IccForm::one_way     ? "one_way"
                    : q.question.form == IccForm::agreement ? "agreement"
                                                            : "consistency";
  const auto fields = field_table<Limits>();
  const auto limits = to_values(q.question.limits);
  for (std::size_t i = 0; i < fields.size(); ++i)
    out["limits"][fields[i].name] = number(std::get<double>(limits[i]));
  out["missing"] = q.question.missing == MissingRule::reml ? "reml" : "complete_cases";
  const DecisionCounts counts = count_decisions(q.rows);
  out["features"] = counts.total();
  for (std::size_t d = 0; d < 4; ++d) out["decisions"][std::string(kDecisions[d])] = counts.of[d];
  out["obstacle"] = q.obstacle;
  return out;
}

Json magnitude_json(const MagnitudeSummary& m) {
  return {{"group", m.group},
          {"operation", m.operation},
          {"parameter", m.parameter},
          {"unit", m.unit},
          {"n", m.n},
          {"requested_min", number(m.requested_min)},
          {"requested_max", number(m.requested_max)},
          {"achieved_mean", number(m.achieved_mean)},
          {"achieved_min", number(m.achieved_min)},
          {"achieved_max", number(m.achieved_max)},
          {"n_limited", m.n_limited}};
}

}  // namespace

std::string summary_json(const StudyResults& results) {
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
  const Certified certified = certified_everywhere(results);
  out["certified_by_every_question"] = certified.everywhere;
  out["questions"] = Json::array();
  for (const QuestionResult& q : results.questions) out["questions"].push_back(question_json(q));
  out["failures"] = Json::array();
  for (const FailedCell& f : results.failures)
    out["failures"].push_back(
        {{"object", f.object}, {"condition", f.condition}, {"reason", f.reason}, {"command", f.command}});
  out["magnitudes"] = Json::array();
  for (const MagnitudeSummary& m : results.magnitudes) out["magnitudes"].push_back(magnitude_json(m));
  out["notes"] = results.notes;
  out["command"] = results.command;
  // Text that is not UTF-8 (an old file's patient name) must not lose the summary.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace radgauge::report
