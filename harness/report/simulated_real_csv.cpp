#include "report/csv_fields.h"
#include "report/tables.h"

namespace radgauge::report {

std::string simulated_real_csv(const analysis::StudyResults& results) {
  std::string out = "simulated,real,feature,ibsi_code,simulated_decision,real_decision,cell,reason\n";
  const auto add_line = [&](std::initializer_list<std::string_view> fields) {
    std::string line;
    for (const std::string_view field : fields) csv::add(line, field);
    out += line + '\n';
  };
  for (const agreement::SimulatedReal& pair : results.simulated_real) {
    if (!pair.obstacle.empty()) add_line({pair.simulated, pair.real, "", "", "", "", "", pair.obstacle});
    for (std::size_t f = 0; f < pair.features.size(); ++f)
      add_line({pair.simulated, pair.real, pair.features[f], pair.ibsi_codes[f],
                to_text(pair.simulated_decisions[f]), to_text(pair.real_decisions[f]),
                to_text(pair.confirmations[f]), ""});
  }
  return out;
}

}  // namespace radgauge::report
