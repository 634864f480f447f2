#pragma once

#include <string>

#include "analysis/measurements.h"

namespace radgauge::report {

/// cells.csv: one line per cell in plan order, with the achieved magnitudes of its condition as columns.
std::string cells_csv(const study::Study& study, const study::Plan& plan,
                      const analysis::Measurements& measurements);

/// The tidy export: `patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status`.
std::string tidy_csv(const analysis::Measurements& measurements);

}  // namespace radgauge::report
