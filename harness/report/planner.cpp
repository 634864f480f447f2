#include "report/planner.h"

#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"

namespace radgauge::report {

std::string planner_text(const std::vector<PlannerRow>& rows, const std::string& wanted) {
  std::string text;
  for (const PlannerRow& row : rows) {
    if (&row == &rows[0] || row.design.patients != (&row)[-1].design.patients ||
        row.design.conditions != (&row)[-1].design.conditions || row.limit != (&row)[-1].limit)
      text += statistics::planner_sentence(row.design, row.limit) + "\n";
    if (!row.true_icc) continue;
    text += "  true ICC " + to_text(*row.true_icc) + ": certified with a chance of " +
            to_rounded_text(std::round(100 * row.chance), 3) + " % (" +
            statistics::chance_method(row.design) + "); a chance of " + wanted + " needs " +
            (row.patients_needed ? to_text(*row.patients_needed)
                                 : "more than " + to_text(statistics::kMostPlannedPatients)) +
            " patients\n";
  }
  return text;
}

std::string planner_csv(const std::vector<PlannerRow>& rows) {
  std::string text = io::csv_line({"form", "patients", "conditions", "condition_share", "limit",
                                   "smallest_icc", "true_icc", "chance", "method", "patients_needed"});
  for (const PlannerRow& row : rows)
    text += io::csv_line({std::string(to_text(row.design.form)), to_text(row.design.patients),
                          to_text(row.design.conditions), to_text(row.design.condition_share),
                          to_text(row.limit), to_text(row.smallest_icc),
                          row.true_icc ? to_text(*row.true_icc) : "", row.true_icc ? to_text(row.chance) : "",
                          row.true_icc ? statistics::chance_method(row.design) : "",
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
                                {"limit", io::json_number(row.limit)},
                                {"smallest_icc", io::json_number(row.smallest_icc)}};
    if (row.true_icc) {
      line["true_icc"] = io::json_number(*row.true_icc);
      line["chance"] = io::json_number(row.chance);
      line["method"] = statistics::chance_method(row.design);
      if (row.patients_needed) line["patients_needed"] = *row.patients_needed;
    }
    json["rows"].push_back(line);
  }
  return io::to_json_text(json);
}

}  // namespace radgauge::report
