#include "report/cell.h"

#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"

namespace radgauge::report {

std::string cell_csv(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell) {
  std::string text = io::csv_line({"feature", "ibsi_code", "value", "unit", "status", "reason"});
  for (std::size_t i = 0; i < features.size(); ++i)
    text +=
        io::csv_line({features[i].name, features[i].info.ibsi_code,
                      cell.statuses[i] == Status::ok ? to_text(cell.values[i]) : "", features[i].info.unit,
                      std::string(to_text(cell.statuses[i])), std::string(cell.reason_of(i))});
  return text;
}

std::string cell_json(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell) {
  nlohmann::ordered_json json{{"schema", 1}, {"features", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < features.size(); ++i)
    json["features"].push_back(
        {{"feature", features[i].name},
         {"ibsi_code", features[i].info.ibsi_code},
         {"value", io::json_number(cell.statuses[i] == Status::ok ? cell.values[i] : std::nan(""))},
         {"unit", features[i].info.unit},
         {"status", to_text(cell.statuses[i])},
         {"reason", cell.reason_of(i)}});
  return io::to_json_text(json);
}

}  // namespace radgauge::report
