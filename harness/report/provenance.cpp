#include <set>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "report/run_files.h"

namespace radgauge::report {

std::string timings_csv(const RunReport& run) {
  std::string text = io::csv_line({"kind", "name", "condition", "seconds"});
  for (const auto& stage : run.results.timings)
    text += io::csv_line({"stage", stage.stage, "", to_text(stage.seconds)});
  for (const store::CellRecord& cell : run.measurements.cells())
    text += io::csv_line({"cell", run.study.rows[static_cast<std::size_t>(cell.object)].name(),
                          run.measurements.tables().conditions[static_cast<std::size_t>(cell.condition)].name,
                          to_text(cell.seconds)});
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
