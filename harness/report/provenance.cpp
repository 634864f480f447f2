#include <set>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "report/csv_fields.h"
#include "report/run_files.h"

namespace radgauge::report {

std::string timings_csv(const RunReport& run) {
  std::string text = io::csv_line({"kind", "name", "condition", "seconds"});
  for (const auto& stage : run.results.timings)
    text += io::csv_line({"stage", stage.stage, "", to_text(stage.seconds)});
  std::string name;  // mostly, the cells of a row of the cohort come one after the other
  std::size_t row = SIZE_MAX;
  for (std::size_t c = 0; c < run.measurements.n_cells(); ++c) {
    const analysis::MeasuredCell cell = run.measurements.cell(c);
    if (cell.row != row) name = run.study.rows[row = cell.row].name();
    text += "cell,";
    csv::put(text, name, ',');
    csv::put(text, run.measurements.tables().conditions[cell.condition].name, ',');
    text += to_text(cell.seconds) + '\n';
  }
  return text;
}

std::string provenance_json(const RunReport& run) {
  nlohmann::ordered_json json{{"schema", "radgauge-provenance-1"}};
  for (const auto& [key, value] : run.results.provenance) json[key] = value;
  json["inputs"] = nlohmann::ordered_json::array();
  std::set<std::pair<std::string, std::string>> seen;  // readers share images
  for (const auto& row : run.measurements.tables().inputs)
    for (const store::StoredInput& input : row)
      if (!input.name.empty() && seen.emplace(input.name, input.sha256).second)
        json["inputs"].push_back({{"file", input.name}, {"sha256", input.sha256}});
  return io::to_json_text(json);
}

}  // namespace radgauge::report
