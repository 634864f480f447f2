#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "analysis/measurements.h"
#include "analysis/results.h"

namespace radgauge::analysis {

/// The questions and limits that differ from those fixed before the first measurement, a sentence for each.
std::vector<std::string> changes_since_measurement(const study::Study& study,
                                                   const store::StoreTables& tables);

/// How far one step of an analysis is: `what` is counted ("answers", "draws of patients").
struct AnalysisProgress {
  std::string what;
  std::int64_t done = 0;
  std::int64_t total = 0;
};

/// Everything that a report says, from the store alone; no image is read. `progress`, if given, is called
/// from several threads, with growing `done` from each.
StudyResults analyse(const study::Study& study, const study::Plan& plan, const Measurements& measurements,
                     const std::function<void(const AnalysisProgress&)>& progress = {});

}  // namespace radgauge::analysis
