#include "report/planner.h"

#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"

namespace radgauge::report {
namespace {

std::string name_of_truth(const PlannerRow& row) {
  switch (row.design.quantity) {
    case statistics::PlannedQuantity::icc:
      return "true ICC " + to_text(*row.truth);
    case statistics::PlannedQuantity::ndc:
      return "true 1.41 PV/GRR " + to_text(*row.truth);
    case statistics::PlannedQuantity::wcv:
      return "true wCV " + to_rounded_text(100 * *row.truth, 6) + " %";
    case statistics::PlannedQuantity::rc_percent:
      break;
  }
  return "true RC " + to_text(*row.truth) + " %";
}

}  // namespace

std::string planner_text(const std::vector<PlannerRow>& rows, const std::string& wanted) {
  std::string text;
  for (const PlannerRow& row : rows) {
    if (&row == &rows[0] || row.design.patients != (&row)[-1].design.patients ||
        row.design.conditions != (&row)[-1].design.conditions || row.limit != (&row)[-1].limit)
      text += statistics::planner_sentence(row.design, row.limit) + "\n";
    if (!row.truth) continue;
    text +=
        "  " + name_of_truth(row) + ": certified with a chance of " +
        to_rounded_text(std::round(100 * row.chance), 3) + " % (" + statistics::chance_method(row.design) +
        "); a chance of " + wanted + " needs " +
        (row.patients_needed ? to_text(*row.patients_needed)
                             : "more than " + to_text(statistics::most_planned_patients(row.design.noise))) +
        " patients\n";
  }
  return text;
}

std::string planner_csv(const std::vector<PlannerRow>& rows) {
  std::string text =
      io::csv_line({"form", "patients", "conditions", "condition_share", "quantity", "noise", "limit",
                    "just_certified", "true_value", "chance", "method", "patients_needed"});
  for (const PlannerRow& row : rows)
    text += io::csv_line({std::string(to_text(row.design.form)), to_text(row.design.patients),
                          to_text(row.design.conditions), to_text(row.design.condition_share),
                          std::string(to_text(row.design.quantity)), std::string(to_text(row.design.noise)),
                          to_text(row.limit), to_text(row.just_certified),
                          row.truth ? to_text(*row.truth) : "", row.truth ? to_text(row.chance) : "",
                          row.truth ? statistics::chance_method(row.design) : "",
                          row.patients_needed ? to_text(*row.patients_needed) : ""});
  return text;
}

std::string planner_json(const std::vector<PlannerRow>& rows) {
  nlohmann::ordered_json json{{"schema", 1}, {"rows", nlohmann::ordered_json::array()}};
  for (const PlannerRow& row : rows) {
    nlohmann::ordered_json line{{"form", std::string(to_text(row.design.form))},
                                {"patients", row.design.patients},
                                {"conditions", row.design.conditions},
                                {"condition_share", io::json_number(row.design.condition_share)},
                                {"quantity", std::string(to_text(row.design.quantity))},
                                {"noise", std::string(to_text(row.design.noise))},
                                {"limit", io::json_number(row.limit)},
                                {"just_certified", io::json_number(row.just_certified)}};
    if (row.truth) {
      line["true_value"] = io::json_number(*row.truth);
      line["chance"] = io::json_number(row.chance);
      line["method"] = statistics::chance_method(row.design);
      if (row.patients_needed) line["patients_needed"] = *row.patients_needed;
    }
    json["rows"].push_back(line);
  }
  return io::to_json_text(json);
}

}  // namespace radgauge::report
