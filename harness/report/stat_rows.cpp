#include "report/stat_rows.h"

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"

namespace radgauge::report {

std::string stat_rows_csv(const std::vector<statistics::StatRow>& rows) {
  std::string text = io::csv_line({"feature", "method", "quantity", "value", "status", "reason"});
  for (const statistics::StatRow& row : rows)
    text += io::csv_line({row.feature, row.method, row.quantity, row.status == "ok" ? to_text(row.value) : "",
                          row.status, row.reason});
  return text;
}

std::string stat_rows_json(const std::vector<statistics::StatRow>& rows) {
  nlohmann::ordered_json json{{"schema", 1}, {"rows", nlohmann::ordered_json::array()}};
  for (const statistics::StatRow& row : rows)
    json["rows"].push_back({{"feature", row.feature},
                            {"method", row.method},
                            {"quantity", row.quantity},
                            {"value", io::json_number(row.value)},
                            {"status", row.status},
                            {"reason", row.reason}});
  return io::to_json_text(json);
}

}  // namespace radgauge::report
