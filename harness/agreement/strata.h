#pragma once

#include <span>
#include <string>
#include <vector>

#include "agreement/agreement.h"

namespace radgauge::agreement {

/// Where the tertiles of volume lie, cm^3 (type 7 percentiles); NaN without a volume.
struct VolumeTertiles {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};
/// Of the volumes (cm^3) of all objects, NaN where unknown.
VolumeTertiles volume_tertiles(std::span<const double> volumes_cm3);

/// "low (< 2.1 cm^3)", "middle (2.1 to 9.8 cm^3)" and "high (>= 9.8 cm^3)" volume of rows with
/// these volumes; a row without a volume is in none, a stratum without a row is left out.
std::vector<Stratum> volume_strata(std::span<const double> row_volumes_cm3, const VolumeTertiles& tertiles);

/// One stratum a label in order of first appearance, {site, "Gera"}; rows with an empty label are in none.
std::vector<Stratum> label_strata(StratumBy by, std::span<const std::string> row_labels);

}  // namespace radgauge::agreement
