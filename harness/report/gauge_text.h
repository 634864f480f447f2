#pragma once

#include <string>

#include "agreement/gauge.h"

namespace radgauge::report {

/// A gauge table for people, in the order in which the AIAG prints it: repeatability, reproducibility with
/// its parts, total gauge R&R, part variation, total variation; then what follows from it. Rounded; for files
/// that are read again see gauge_csv().
std::string gauge_text(const agreement::GaugeRow& row);

}  // namespace radgauge::report
