#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "report/csv_fields.h"
#include "report/gate.h"
#include "report/gate_summary.h"

namespace radgauge::report {

using gate::GateResult;
using gate::GateRow;
using gate::Verdict;
using GateJson = nlohmann::ordered_json;

namespace {

double known_value(double value, Status status) {
  return status == Status::ok ? value : kNaN;
}

GateJson gate_row_json(const GateResult& result, const GateRow& row) {
  return {{"object", result.objects[row.object]},
          {"condition", result.conditions[row.condition]},
          {"feature", result.features[row.feature]},
          {"unit", result.units[row.feature]},
          {"baseline", io::json_number(known_value(row.before, row.status_before))},
          {"value", io::json_number(known_value(row.now, row.status_now))},
          {"difference", io::json_number(row.difference())},
          {"tolerance", io::json_number(row.tolerance)},
          {"verdict", std::string(to_text(row.verdict))},
          {"first_step", std::string(to_text(row.first_step))},
          {"baseline_status", std::string(to_text(row.status_before))},
          {"status", std::string(to_text(row.status_now))},
          {"edge_sensitive", static_cast<bool>(result.edge_sensitive[row.feature])}};
}

}  // namespace

std::string gate_csv(const GateResult& result) {
  std::string text = "object,condition,feature,baseline,value,difference,tolerance,verdict,first_step\n";
  for (const GateRow& row : result.rows) {
    csv::put(text, result.objects[row.object], ',');
    csv::put(text, result.conditions[row.condition], ',');
    csv::put(text, result.features[row.feature], ',');
    csv::put(text, known_value(row.before, row.status_before), ',');
    csv::put(text, known_value(row.now, row.status_now), ',');
    csv::put(text, row.difference(), ',');
    csv::put(text, row.tolerance, ',');
    csv::put(text, to_text(row.verdict), ',');
    csv::put(text, to_text(row.first_step), '\n');
  }
  for (const gate::GateDecision& decision : result.decisions)
    if (decision.lost())
      text += io::csv_line({"", "question " + decision.question, decision.feature, "", "", "", "",
                            std::string(to_text(decision.verdict)), ""});
  if (result.more_cells_failed())
    for (const gate::FailedCell& cell : result.newly_failed)
      text += io::csv_line({result.objects[cell.object], result.conditions[cell.condition], "", "", "", "",
                            "", std::string(to_text(Verdict::missing)), ""});
  for (const gate::JudgedCost& cost : result.costs)
    if (cost.exceeds())
      text += io::csv_line({"", "cost", cost.name, to_text(cost.before), to_text(cost.now),
                            to_text(cost.now - cost.before), to_text((cost.limit - 1) * cost.before),
                            std::string(to_text(Verdict::moved)), ""});
  return text;
}

std::string gate_json(const GateResult& result) {
  GateJson json{{"schema", "radgauge-gate-1"},
                {"study", result.study},
                {"baseline", result.engine_before},
                {"now", result.engine_now},
                {"verdict", result.holds() ? "same" : "moved"},
                {"summary", gate_sentence(result)}};
  for (const Verdict verdict : values_of<Verdict>())
    json["counts"][std::string(to_text(verdict))] = result.count(verdict);
  json["failed_cells"] = {{"baseline", result.failed_before}, {"now", result.failed_now}};
  json["causes"] = GateJson::array();
  for (const gate::Cause& cause : result.causes)
    json["causes"].push_back({{"what", cause.what}, {"baseline", cause.before}, {"now", cause.now}});
  json["decisions"] = GateJson::array();
  for (const gate::GateDecision& d : result.decisions)
    json["decisions"].push_back({{"question", d.question},
                                 {"feature", d.feature},
                                 {"baseline", gate_decision(d.before)},
                                 {"now", gate_decision(d.now)},
                                 {"verdict", std::string(to_text(d.verdict))},
                                 {"lost", d.lost()}});
  json["costs"] = GateJson::array();
  for (const gate::JudgedCost& c : result.costs)
    json["costs"].push_back({{"cost", c.name},
                             {"unit", c.unit},
                             {"baseline", io::json_number(c.before)},
                             {"now", io::json_number(c.now)},
                             {"limit", c.limit > 0 ? GateJson(c.limit) : GateJson()},
                             {"exceeds", c.exceeds()}});
  json["rows"] = GateJson::array();
  for (const GateRow& row : result.rows) json["rows"].push_back(gate_row_json(result, row));
  json["rows_left_out"] = result.rows_left_out;
  return io::to_json_text(json);
}

}  // namespace radgauge::report
