#pragma once

#include <string>

#include "analysis/measurements.h"

namespace radgauge::report {

/// The tidy export: `patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status`.
std::string tidy_csv(const analysis::Measurements& measurements);

}  // namespace radgauge::report
