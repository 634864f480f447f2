#include "agreement/strata.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "statistics/basic.h"

namespace radgauge::agreement {

VolumeTertiles volume_tertiles(std::span<const double> volumes_cm3) {
  std::vector<double> sorted;
  for (const double volume : volumes_cm3)
    if (std::isfinite(volume)) sorted.push_back(volume);
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return {};
  return {statistics::percentile(sorted, 100.0 / 3), statistics::percentile(sorted, 200.0 / 3)};
}

std::vector<Stratum> volume_strata(std::span<const double> row_volumes_cm3, const VolumeTertiles& tertiles) {
  const std::string low = to_rounded_text(tertiles.lower, 3), high = to_rounded_text(tertiles.upper, 3);
  std::vector<Stratum> strata{{{StratumBy::volume, "low (< " + low + " cm^3)"}, {}},
                              {{StratumBy::volume, "middle (" + low + " to " + high + " cm^3)"}, {}},
                              {{StratumBy::volume, "high (>= " + high + " cm^3)"}, {}}};
  for (std::size_t row = 0; row < row_volumes_cm3.size(); ++row) {
    const double volume = row_volumes_cm3[row];
    if (!std::isfinite(volume)) continue;
    strata[volume < tertiles.lower ? 0 : volume < tertiles.upper ? 1 : 2].rows.push_back(row);
  }
  std::erase_if(strata, [](const Stratum& stratum) { return stratum.rows.empty(); });
  return strata;
}

std::vector<Stratum> label_strata(StratumBy by, std::span<const std::string> row_labels) {
  std::vector<Stratum> strata;
  for (std::size_t row = 0; row < row_labels.size(); ++row) {
    if (row_labels[row].empty()) continue;
    const agreement::StratumKey key{by, row_labels[row]};
    auto at = std::find_if(strata.begin(), strata.end(), [&](const Stratum& s) { return s.key == key; });
    if (at == strata.end()) at = strata.insert(at, {key, {}});
    at->rows.push_back(row);
  }
  return strata;
}

}  // namespace radgauge::agreement
