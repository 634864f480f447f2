#pragma once

#include <string>
#include <vector>

#include "agreement/compare.h"
#include "analysis/finished_run.h"
#include "core/error.h"

namespace radgauge::analysis {

using radgauge::exit_code;

/// Two runs side by side.
struct RunComparison {
  std::vector<agreement::ComparedFeature> rows;  ///< question by question, features in the order of OLD
  agreement::ComparisonCounts counts;
  std::vector<std::string> only_old;  ///< features
  std::vector<std::string> only_new;
  std::vector<std::string> notes;     ///< what differs between the runs, and what could not be compared
  agreement::CompareOptions options;  ///< with every default filled in
  std::int64_t n_patients_old = 0, n_patients_new = 0, n_patients_both = 0;
  std::int64_t n_objects_paired = 0;  ///< with the same names and input hashes in both
};

/// Questions of the same name that compare the same conditions (or levels of the same acquired factor), by
/// feature. Throws Error(usage) for margins that are none.
RunComparison compare_runs(const FinishedRun& before, const FinishedRun& after,
                           const agreement::CompareOptions& options);

/// 1 if a feature lost its certificate, a spread is larger or values are shifted beyond the margins; 5 if
/// nothing could be compared; else 0.
int exit_code(const RunComparison& comparison);

}  // namespace radgauge::analysis
